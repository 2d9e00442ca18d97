import type { Disposal, LapseClock } from '#geodata/rules/batch/batch-disposal.ts'
import { batchDisposal } from '#geodata/rules/batch/batch-disposal.ts'
import type { BatchRules } from '#geodata/rules/batch/batch-rules.ts'
import type { Cohort } from '#geodata/rules/batch/unsupplied.ts'
import { cohortOf } from '#geodata/rules/batch/unsupplied.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { BatchRow } from './batch.queries.ts'

export const batchStates = ['open', 'cleared', 'overdrawn'] as const
export type BatchState = (typeof batchStates)[number]

/** A batch with its balance by the ledger: what the list shows and sorts by. */
export type BatchFigures = Pick<
  BatchRow,
  | 'id'
  | 'version'
  | 'code'
  | 'name'
  | 'approvalNo'
  | 'approvedOn'
  | 'authority'
  | 'kind'
  | 'condition'
  | 'notReadyCause'
  | 'remarks'
> & {
  year: number
  cohort: Cohort
  state: BatchState
  /** False where the approval states no area: then the boundary stands in. */
  isDeclared: boolean
  approvedM2: number
  boundaryM2: number
  newConstructionM2: number | null
  farmlandM2: number | null
  expropriatedM2: number | null
  suppliedM2: number
  withdrawnM2: number
  lapsedM2: number
  writtenOffM2: number
  ledgerM2: number
  lapse: LapseClock
}

const areaOf = (text: string | null): number | null => (text === null ? null : Number(text))
const rounded = (areaM2: number): number => roundTo(areaM2, 4)

function stateOf(ledgerM2: number): BatchState {
  if (ledgerM2 < 0) return 'overdrawn'
  return ledgerM2 === 0 ? 'cleared' : 'open'
}

export type Answer = { figures: BatchFigures; disposal: Disposal }

/** Figures and ways out of a batch on a day. */
export function figuresOf(row: BatchRow, rules: BatchRules, on: string): Answer {
  const approvedM2 = areaOf(row.declaredM2) ?? rounded(row.boundaryM2)
  const suppliedM2 = Number(row.supplied)
  const withdrawnM2 = Number(row.withdrawn)
  const lapsedM2 = Number(row.lapsed)
  const writtenOffM2 = Number(row.writtenOff)
  const ledgerM2 = rounded(approvedM2 - suppliedM2 - withdrawnM2 - lapsedM2 - writtenOffM2)
  const disposal = batchDisposal(
    {
      approvedOn: row.approvedOn,
      remainingM2: ledgerM2,
      suppliedM2,
      givenUpM2: rounded(withdrawnM2 + lapsedM2),
      condition: row.condition,
      notReadyCause: row.notReadyCause,
      conditions: row.conditions,
    },
    rules,
    on,
  )
  const { id, version, code, name, approvalNo, approvedOn, authority, kind, condition } = row
  return {
    disposal,
    figures: {
      id,
      version,
      code,
      name,
      approvalNo,
      approvedOn,
      authority,
      kind,
      condition,
      notReadyCause: row.notReadyCause,
      remarks: row.remarks,
      year: Number(approvedOn.slice(0, 4)),
      cohort: cohortOf(approvedOn),
      state: stateOf(ledgerM2),
      isDeclared: row.declaredM2 !== null,
      approvedM2,
      boundaryM2: rounded(row.boundaryM2),
      newConstructionM2: areaOf(row.newConstructionM2),
      farmlandM2: areaOf(row.farmlandM2),
      expropriatedM2: areaOf(row.expropriatedM2),
      suppliedM2,
      withdrawnM2,
      lapsedM2,
      writtenOffM2,
      ledgerM2,
      lapse: disposal.lapse,
    },
  }
}
