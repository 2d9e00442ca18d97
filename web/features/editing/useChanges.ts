import { useI18n } from 'vue-i18n'
import { shallowRef } from 'vue'
import { api } from '#web/api-client/client.ts'
import { ProblemError } from '#web/api-client/problem.ts'
import type { ChangeRequest, CheckedChange, SavedChange } from '#web/editing/change-wire.ts'
import { emptyReport, reportOfCheck } from '#web/editing/save-report.ts'
import type { SaveReport } from '#web/editing/save-report.ts'
import { formatInstant } from '#web/i18n/format.ts'
import { reportOfProblem, useEditActs } from './useEditActs.ts'

/** A change that is filled in by a dialog: checked, then stored; what stands in its way is kept to be shown. */
export function useChanges() {
  const { t } = useI18n()
  const { readAgain } = useEditActs()
  const report = shallowRef<SaveReport>(emptyReport)
  const isBusy = shallowRef(false)

  /** Answers what was stored, or undefined when something has to be looked at first. */
  async function store(request: ChangeRequest, accepted: boolean): Promise<SavedChange | undefined> {
    isBusy.value = true
    try {
      if (!accepted) {
        report.value = reportOfCheck(await api.post<CheckedChange>('/api/changes/check', { body: request }))
        const { problem, warnings, adjustments } = report.value
        if (problem !== null || warnings.length + adjustments.length > 0) return undefined
      }
      const saved = await api.post<SavedChange>('/api/changes', { body: request })
      report.value = emptyReport
      void readAgain()
      return saved
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      report.value = reportOfProblem(error)
      return undefined
    } finally {
      isBusy.value = false
    }
  }

  const conflictText = (): string | undefined => {
    const [conflict] = report.value.conflicts
    return conflict && t('editing.undo_conflict', { by: conflict.by, at: formatInstant(conflict.at) })
  }

  return { report, isBusy, store, conflictText }
}
