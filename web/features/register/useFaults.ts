import { reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import { ProblemError, problemKey } from '#web/api-client/problem.ts'

/** Faults of a form by field: those found here, and those that the server names. */
export function useFaults(section: 'register' | 'responsibility') {
  const { t, te } = useI18n()
  const faults = reactive<Record<string, string | undefined>>({})

  function set(found: Record<string, string | undefined>): boolean {
    for (const name of Object.keys(faults)) delete faults[name]
    Object.assign(faults, found)
    return Object.values(found).every((fault) => fault === undefined)
  }
  const needed = (text: string): string | undefined =>
    text.trim() ? undefined : t(`${section}.rules.required`)

  /** `fields`: those that the form shows; what is wrong elsewhere is said under the form. */
  function explain(error: unknown, fields: readonly string[]): void {
    const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : []
    for (const { path, rule, ...values } of errors) {
      const key = `${section}.rules.${rule}`
      const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
      faults[fields.includes(path) ? path : 'form'] = te(key) ? t(key, named) : t(problemKey(error))
    }
    if (errors.length === 0) faults['form'] = t(problemKey(error))
  }
  return { faults, set, needed, explain }
}
