import { usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const REMEMBERED = 'mujie.theme'

const rememberedTheme = (): Theme =>
  themes.find((theme) => theme === localStorage.getItem(REMEMBERED)) ?? 'system'

/** What a person likes on this machine; nothing of it concerns the land. */
export const usePreferences = defineStore('preferences', () => {
  const theme = ref<Theme>(rememberedTheme())
  const systemIsDark = usePreferredDark()
  const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))

  watch(theme, (chosen) => localStorage.setItem(REMEMBERED, chosen))

  return { theme, isDark }
})
