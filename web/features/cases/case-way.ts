import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { caseMeasures } from '#geodata/rules/case/case-steps.ts'
import type { CaseDetail, CaseStepEntry, NextCaseStep } from './case-wire.ts'

/** The steps of 令53 as a person walks them: stages from top to bottom. */
export const stageIds = [
  'investigation',
  'determination',
  'hearing',
  'measure',
  'performance',
  'end',
] as const
export type StageId = (typeof stageIds)[number]

export const stageSteps: Readonly<Record<StageId, readonly CaseStep[]>> = {
  investigation: ['reopening', 'clue', 'investigation_notice', 'statement', 'not_idle'],
  determination: ['determination', 'publication', 'filing'],
  hearing: ['hearing_notice', 'hearing_request', 'hearing_call', 'hearing'],
  measure: caseMeasures,
  performance: ['payment', 'cancellation', 'demand', 'court_application'],
  end: ['reuse', 'closure'],
}

export type TakenItem = {
  type: 'taken'
  step: string
  entry: CaseStepEntry
  /** The row that made it void. */
  correction: CaseStepEntry | undefined
}
export type OpenItem = { type: 'possible' | 'impossible'; step: string; next: NextCaseStep }
export type WayItem = TakenItem | OpenItem
export type WayStage = { id: StageId; items: WayItem[]; doneCount: number; isPossible: boolean }

const isEffective = ({ voidedBy, voids }: CaseStepEntry): boolean => voidedBy === null && voids === null

/** Rows up to the asked day; corrections belong to what they made void. */
const rowsOn = ({ steps, on }: Pick<CaseDetail, 'steps' | 'on'>): CaseStepEntry[] =>
  steps.filter(({ doneOn, voids }) => voids === null && doneOn <= on)

/** The rows of each round; a re-opening that counts begins the next one. */
export function roundsOf(detail: Pick<CaseDetail, 'steps' | 'on'>): CaseStepEntry[][] {
  return rowsOn(detail).reduce<CaseStepEntry[][]>((rounds, row) => {
    if (rounds.length === 0 || (row.step === 'reopening' && isEffective(row))) rounds.push([])
    rounds.at(-1)!.push(row)
    return rounds
  }, [])
}

export const takenItem = (entry: CaseStepEntry, steps: readonly CaseStepEntry[]): TakenItem => ({
  type: 'taken',
  step: entry.step,
  entry,
  correction: entry.voidedBy === null ? undefined : steps.find(({ n }) => n === entry.voidedBy),
})

function openItems(next: NextCaseStep | undefined, isDone: boolean): OpenItem[] {
  if (!next) return []
  if (next.isPossible) return [{ type: 'possible', step: next.step, next }]
  return isDone ? [] : [{ type: 'impossible', step: next.step, next }]
}

/** What of the present round is done, what is possible now, and what is not, with its reasons. */
export function wayOf(detail: Pick<CaseDetail, 'steps' | 'on' | 'next'>): WayStage[] {
  const round = roundsOf(detail).at(-1) ?? []
  return stageIds.map((id) => {
    const items = stageSteps[id].flatMap((step): WayItem[] => {
      const own = round.filter((row) => row.step === step)
      const next = step === 'reopening' ? undefined : detail.next.find((one) => one.step === step)
      return [
        ...own.map((entry) => takenItem(entry, detail.steps)),
        ...openItems(next, own.some(isEffective)),
      ]
    })
    return {
      id,
      items,
      doneCount: items.filter((item) => item.type === 'taken' && isEffective(item.entry)).length,
      isPossible: items.some(({ type }) => type === 'possible'),
    }
  })
}
