import type { CaseState } from '#geodata/rules/case/case-state.ts'
import { openDeadlines } from '#geodata/rules/case/case-state.ts'
import type { CaseSummary } from './case.queries.ts'

/** What lists show of a case, computed from what its steps add up to. */
export function summaryOf(state: CaseState): CaseSummary {
  const duty = openDeadlines(state).find(({ kind }) => kind === 'duty')
  return {
    state: state.phase,
    round: state.round,
    kind: state.determination?.kind ?? null,
    cause: state.determination?.cause ?? null,
    measure: state.measure?.code ?? null,
    dueOn: duty?.on ?? null,
    dueStep: duty?.step ?? null,
    movedOn: state.lastOn,
    closedOn: state.closedOn,
  }
}

/** The remediation of the present round: that of its determination. */
export const remediationOf = (
  steps: readonly { step: string; remediationId: number | null }[],
): number | null =>
  steps.findLast(({ step }) => step === 'determination' || step === 'reopening')?.remediationId ?? null
