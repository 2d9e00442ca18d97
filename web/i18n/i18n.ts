import { createI18n } from 'vue-i18n'
import { compileMessage } from './compile-message.ts'
import englishUrl from './locales/en.json?url'
import chineseUrl from './locales/zh-CN.json?url'

export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

// Catalogues are data, not script: fetched, cached by their hash, and only the language in use.
const addresses: Record<Locale, string> = { 'zh-CN': chineseUrl, en: englishUrl }
const REMEMBERED = 'mujie.locale'

type Messages = Record<string, Record<string, never>>

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Locale,
  fallbackLocale: false,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messageCompiler: compileMessage,
  messages: {} as Record<Locale, Messages>,
})

export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value)

/** Chinese for every Chinese browser, English for the rest of the world. */
export function localeOfBrowser(languages: readonly string[]): Locale {
  const first = languages.find((language) => /^(zh|en)\b/i.test(language))
  return first && /^en/i.test(first) ? 'en' : first ? 'zh-CN' : languages.length > 0 ? 'en' : 'zh-CN'
}

/** The language chosen here before, or the browser's. */
export function preferredLocale(): Locale {
  const remembered = localStorage.getItem(REMEMBERED)
  return isLocale(remembered) ? remembered : localeOfBrowser(navigator.languages)
}

async function loadMessages(locale: Locale): Promise<void> {
  if (i18n.global.availableLocales.includes(locale)) return
  const answer = await fetch(addresses[locale])
  i18n.global.setLocaleMessage(locale, (await answer.json()) as Messages)
}

/** Loads a language and switches every page to it. */
export async function useLocale(locale: Locale, remember = false): Promise<void> {
  await loadMessages(locale)
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  if (remember) localStorage.setItem(REMEMBERED, locale)
}
