import type { CaseBasis, CaseClock } from '#geodata/rules/case/case-situation.ts'
import { caseRulesOn, nationalCaseRules } from '#geodata/rules/case/case-rules.ts'
import type { CaseRules } from '#geodata/rules/case/case-rules.ts'
import type { TakenStep } from '#geodata/rules/case/case-state.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { takeStep } from '#geodata/rules/case/idle-case.ts'
import type { Taking } from '#geodata/rules/case/idle-case.ts'
import { nationalRules, rulesOn } from '#geodata/rules/idle/idle-rules.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'

/** Never started since 1 March 2023: idle and fee from 2024, recovery possible from 2025-03-01. */
export const neverStarted: CaseClock = {
  kind: 'not_started',
  idleFrom: '2024-03-01',
  feeFrom: '2024-03-01',
  recoveryFrom: '2025-03-01',
}
export const suspended: CaseClock = {
  kind: 'suspended',
  idleFrom: '2024-03-01',
  feeFrom: null,
  recoveryFrom: null,
}
export const noClock: CaseClock = { kind: 'none', idleFrom: null, feeFrom: null, recoveryFrom: null }

export const basisOf = (clock: CaseClock, rules: Partial<CaseRules> = {}): CaseBasis => ({
  rules: { ...caseRulesOn(nationalCaseRules, '2026-01-01')!, ...rules },
  idleRules: rulesOn(nationalRules, '2026-01-01')!,
  clock,
  suppliedOn: '2022-06-01',
  terms: { areaM2: 20_000, priceWan: 500 },
})

/** A step with its day and values; the clock and rules of that day where they differ. */
export type Move = [step: CaseStep, doneOn: string, values?: object, basis?: Partial<CaseBasis>]

export const today = '2026-11-22'

export function tryMove(
  taken: readonly TakenStep[],
  [step, doneOn, values = {}, basis = {}]: Move,
  clock: CaseClock = neverStarted,
): Taking {
  const surroundings = { basis: { ...basisOf(clock), ...basis }, calendar: nationalCalendar, today }
  return takeStep(taken, { step, doneOn, values }, surroundings)
}

/** Takes all moves; throws where one is refused. */
export function walk(moves: readonly Move[], clock: CaseClock = neverStarted): TakenStep[] {
  const taken: TakenStep[] = []
  for (const move of moves) {
    const { step, refusals } = tryMove(taken, move, clock)
    if (!step) throw new Error(`${move[0]} on ${move[1]}: ${JSON.stringify(refusals)}`)
    taken.push({ n: taken.length + 1, ...step })
  }
  return taken
}

const determinationOf = (
  kind: string,
  cause: string,
  art8Item = cause === 'government' ? 'g1' : undefined,
) => ({
  kind,
  cause,
  idleFrom: '2024-03-01',
  areaM2: 20_000,
  ...(art8Item && { art8Item }),
})

export const clue: Move = ['clue', '2024-03-04', { source: 'rule' }]
export const notice: Move = ['investigation_notice', '2024-03-20']
export const statement: Move = ['statement', '2024-04-10', { claimedCause: 'enterprise' }]
export const determined = (cause: string, kind = 'not_started', item?: string): Move[] => [
  clue,
  notice,
  statement,
  ['determination', '2024-04-20', determinationOf(kind, cause, item)],
]
export const published: Move = ['publication', '2024-04-25', { place: '门户网站', notifiedBody: '规划局' }]
export const filed: Move = ['filing', '2024-04-26', { filingNo: 'X-1' }]
export const ready = (cause: string, kind?: string, item?: string): Move[] => [
  ...determined(cause, kind, item),
  published,
  filed,
]
/** Told of the right to a hearing on Tuesday 7 May 2024; five working days end on 13 May (11 May was made up). */
export const told = (measure: 'fee' | 'recovery', on = '2024-05-07'): Move => [
  'hearing_notice',
  on,
  { measure },
]
export const fee = (on = '2024-05-20', more: object = {}): Move => [
  'fee',
  on,
  { approvalNo: '运政〔2024〕8号', priceWan: 500, feeWan: 100, ...more },
]
export const recovery = (on: string): Move => ['recovery', on, { approvalNo: '运政〔2025〕3号' }]
export const extension = (newStartOn: string, more: object = {}): Move => [
  'extension',
  '2024-06-01',
  { approvalNo: '运政〔2024〕9号', newStartOn, ...more },
]
export const art12 = {
  approvalNo: '运政〔2024〕9号',
}
export const buyback = (more: object = {}): Move => [
  'bond_buyback',
  '2026-03-02',
  {
    appraiser: '某评估公司',
    appraisalWan: 900,
    enterpriseCostWan: 800,
    finalWan: 760,
    collectiveDecisionNo: '纪要1',
    publicityFrom: '2026-02-01',
    publicityTo: '2026-02-12',
    confirmationNo: '运政〔2026〕2号',
    payUntil: '2026-06-30',
    ...more,
  },
]
