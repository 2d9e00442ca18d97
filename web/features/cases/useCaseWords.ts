import { useI18n } from 'vue-i18n'
import { useWords } from '#web/map/clock/useWords.ts'
import type { CaseRefusal } from './case-wire.ts'
import { articleName, codeName, refusalText, valueText } from './case-words.ts'

/** What cases speak in codes, in the language of the person. */
export function useCaseWords() {
  const { te, t } = useI18n()
  const words = useWords()
  const named = (section: string, code: string): string =>
    te(`cases.${section}.${code}`) ? t(`cases.${section}.${code}`) : code
  return {
    stepName: (step: string): string => named('steps', step),
    inputName: (input: string): string => named('inputs', input),
    documentName: (document: string): string => named('documents', document),
    articleName: (article: string, isShort = false): string => articleName(words, article, isShort),
    codeName: (input: string, code: string): string => codeName(words, input, code),
    refusalText: (refusal: Omit<CaseRefusal, 'article' | 'input'>): string => refusalText(words, refusal),
    valueText: (input: string, value: unknown): string => valueText(words, input, value),
    words,
  }
}
