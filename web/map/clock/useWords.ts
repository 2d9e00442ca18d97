import { useI18n } from 'vue-i18n'
import type { Words } from './sentences.ts'

/** The catalogue in the language of the person, as the sentences of the clock ask for it. */
export function useWords(): Words {
  const { t, te } = useI18n()
  return { t: (key, named, plural) => t(key, named, plural), te: (key) => te(key) }
}
