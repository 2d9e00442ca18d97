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
  /** A page that is dark whatever the person likes (the big screen). */
  const isScreen = ref(false)
  const likesDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))
  const isDark = computed(() => isScreen.value || likesDark.value)

  watch(theme, (chosen) => localStorage.setItem(REMEMBERED, chosen))

  return { theme, isDark, isScreen }
})
