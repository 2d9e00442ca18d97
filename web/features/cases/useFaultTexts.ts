import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { problemKey } from '#web/api-client/problem.ts'
import { formatInstant } from '#web/i18n/format.ts'
import type { CaseFaults, Fault } from './case-faults.ts'
import { faultsOf, noFaults } from './case-faults.ts'
import { useCaseWords } from './useCaseWords.ts'

/** What the server says against an act, in words, each at its field or above the form. */
export function useFaultTexts() {
  const { t } = useI18n()
  const { refusalText, articleName } = useCaseWords()
  const faults = shallowRef<CaseFaults>(noFaults())
  const other = shallowRef<string>()

  const text = ({ code, values, article }: Fault): string => {
    const sentence = refusalText({ code, values: values as Record<string, string | number> })
    return article === null ? sentence : `${sentence}（${articleName(article, true)}）`
  }
  const general = computed(() => [
    ...faults.value.general.map(text),
    ...(other.value === undefined ? [] : [other.value]),
  ])
  const conflict = computed(() => {
    const found = faults.value.conflict
    return found && t('cases.case.conflict', { name: found.by, at: formatInstant(found.at) })
  })
  const faultOf = (field: string): string | undefined => {
    const fault = faults.value.fields[field]
    return fault && text(fault)
  }
  function explain(error: unknown): void {
    const found = faultsOf(error)
    faults.value = found ?? noFaults()
    other.value = found ? undefined : t(problemKey(error))
  }
  function clear(): void {
    faults.value = noFaults()
    other.value = undefined
  }
  function forget(field: string): void {
    const { [field]: _mended, ...fields } = faults.value.fields
    faults.value = { ...faults.value, fields }
  }
  const say = (field: string, fault: Fault): void => {
    faults.value = { ...faults.value, fields: { ...faults.value.fields, [field]: fault } }
  }
  return { general, conflict, faultOf, explain, clear, forget, say }
}
