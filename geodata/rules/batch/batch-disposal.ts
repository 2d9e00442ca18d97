import { addYears, daysBetween } from '../periods.ts'
import type { BatchRules } from './batch-rules.ts'

/**
 * Which ways out a batch has on a day, and which not, with the text that forbids it. The rules advise; what is
 * entered in the ledger of the batch is decided by people.
 */

/** 令53 Art. 21: what must be settled before land is supplied (净地). */
export const clearLandItems = [
  'rights_clear',
  'compensation_settled',
  'no_disputes',
  'planning_clear',
  'basic_conditions',
] as const

/** What is observed of a batch, each with its day and paper. */
export const conditionItems = [
  ...clearLandItems,
  'in_use',
  'compensation_begun',
  'land_class_unchanged',
  'plan_changed',
  'upward_report',
  'provincial_audit',
] as const
export type ConditionItem = (typeof conditionItems)[number]

export type Condition = {
  item: ConditionItem
  observedOn: string
  holds: boolean
  documentNo: string | null
}

export type BatchFacts = {
  approvedOn: string
  /** m² left by the ledger. */
  remainingM2: number
  suppliedM2: number
  /** Withdrawn or lapsed by the ledger, and not yet written off. */
  givenUpM2: number
  condition: 'ready' | 'not_ready' | null
  notReadyCause: string | null
  conditions: readonly Condition[]
}

export const disposalPaths = ['supply', 'formalities', 'withdrawal', 'lapse', 'write_off'] as const
export type DisposalPath = (typeof disposalPaths)[number]

export type DisposalRefusal = {
  code: DisposalCode
  article: (typeof disposalArticles)[number]
  values: Record<string, string | number>
}
export const disposalCodes = [
  'nothing_left',
  'not_ready',
  'item_open',
  'not_observed',
  'too_early',
  'in_use',
  'not_in_use',
  'compensation_begun',
  'compensation_open',
  'partly_supplied',
  'land_class_changed',
  'no_reason',
  'not_reported',
  'not_audited',
  'nothing_given_up',
] as const
export type DisposalCode = (typeof disposalCodes)[number]

/** A paper that a path asks for; without a number it is still to be had. */
export type DisposalPaper = { item: ConditionItem; documentNo: string | null; observedOn: string | null }
export type PathAnswer = {
  path: DisposalPath
  isPossible: boolean
  refusals: DisposalRefusal[]
  papers: DisposalPaper[]
}

/** The approval lapses on `on` unless something has stopped it for good. */
export type LapseClock = {
  on: string
  daysLeft: number
  stoppedBy: 'in_use' | 'compensation_begun' | 'supplied' | 'disposed' | null
}

export type Disposal = {
  lapse: LapseClock
  clearLand: (DisposalPaper & { holds: boolean | null })[]
  paths: PathAnswer[]
}

/** 自然资规〔2018〕1号 · 《闲置土地处置办法》 (令53) Art. 21 · 《土地管理法》 Art. 54 (allocation). */
export const disposalArticles = ['notice_2018_1', 'order_53_21', 'land_law_54'] as const
type Article = (typeof disposalArticles)[number]
const NOTICE_2018: Article = 'notice_2018_1'
const ORDER_53_ART_21: Article = 'order_53_21'
const LAND_LAW: Article = 'land_law_54'

type Known = ReadonlyMap<ConditionItem, Condition>

/** What was last observed of each item by the day; of one day the later entry counts. */
function latest(conditions: readonly Condition[], on: string): Known {
  const known = new Map<ConditionItem, Condition>()
  for (const one of conditions) {
    const before = known.get(one.item)
    if (one.observedOn <= on && (!before || before.observedOn <= one.observedOn)) known.set(one.item, one)
  }
  return known
}

const refusal = (
  code: DisposalCode,
  article: Article,
  values: DisposalRefusal['values'] = {},
): DisposalRefusal => ({ code, article, values })

const when = (holds: boolean, found: DisposalRefusal): DisposalRefusal[] => (holds ? [found] : [])

function supplyRefusals(facts: BatchFacts, known: Known): DisposalRefusal[] {
  const open = clearLandItems.filter((item) => !known.get(item)?.holds)
  const cause = facts.notReadyCause ?? 'other'
  return [
    ...when(facts.condition === 'not_ready', refusal('not_ready', ORDER_53_ART_21, { cause })),
    ...open.map((item) => refusal(known.has(item) ? 'item_open' : 'not_observed', ORDER_53_ART_21, { item })),
  ]
}

const isUsed = (facts: BatchFacts, known: Known): boolean =>
  known.get('in_use')?.holds ?? facts.notReadyCause === 'used_without_formalities'

function formalitiesRefusals(facts: BatchFacts, known: Known): DisposalRefusal[] {
  return [
    ...when(!isUsed(facts, known), refusal('not_in_use', LAND_LAW)),
    ...when(
      known.get('planning_clear')?.holds === false,
      refusal('item_open', LAND_LAW, { item: 'planning_clear' }),
    ),
  ]
}

/** Withdrawal: compensation settled, the class of land as before, a reason, reported up to who approved it. */
function withdrawalRefusals(facts: BatchFacts, known: Known): DisposalRefusal[] {
  const unchanged = known.get('land_class_unchanged')
  const hasReason = facts.condition === 'not_ready' || known.get('plan_changed')?.holds === true
  return [
    ...when(isUsed(facts, known), refusal('in_use', NOTICE_2018)),
    ...when(!known.get('compensation_settled')?.holds, refusal('compensation_open', NOTICE_2018)),
    ...when(!unchanged, refusal('not_observed', NOTICE_2018, { item: 'land_class_unchanged' })),
    ...when(unchanged?.holds === false, refusal('land_class_changed', NOTICE_2018)),
    ...when(!hasReason, refusal('no_reason', NOTICE_2018)),
    ...when(!known.get('upward_report')?.holds, refusal('not_reported', NOTICE_2018)),
  ]
}

function lapseRefusals(facts: BatchFacts, known: Known, { on, daysLeft }: LapseClock): DisposalRefusal[] {
  const unseen = (['in_use', 'compensation_begun'] as const).filter((item) => !known.has(item))
  return [
    ...when(daysLeft > 0, refusal('too_early', NOTICE_2018, { on })),
    ...when(facts.suppliedM2 > 0, refusal('partly_supplied', NOTICE_2018)),
    ...when(isUsed(facts, known), refusal('in_use', NOTICE_2018)),
    ...when(known.get('compensation_begun')?.holds === true, refusal('compensation_begun', NOTICE_2018)),
    ...unseen.map((item) => refusal('not_observed', NOTICE_2018, { item })),
  ]
}

const writeOffRefusals = (facts: BatchFacts, known: Known): DisposalRefusal[] => [
  ...when(facts.givenUpM2 <= 0, refusal('nothing_given_up', NOTICE_2018)),
  ...when(!known.get('provincial_audit')?.holds, refusal('not_audited', NOTICE_2018)),
]

const papersOf: Record<DisposalPath, readonly ConditionItem[]> = {
  supply: clearLandItems,
  formalities: ['in_use', 'planning_clear'],
  withdrawal: ['compensation_settled', 'land_class_unchanged', 'plan_changed', 'upward_report'],
  lapse: ['in_use', 'compensation_begun'],
  write_off: ['provincial_audit'],
}

function stopOf(facts: BatchFacts, known: Known): LapseClock['stoppedBy'] {
  if (facts.remainingM2 <= 0) return 'disposed'
  if (facts.suppliedM2 > 0) return 'supplied'
  if (isUsed(facts, known)) return 'in_use'
  return known.get('compensation_begun')?.holds || known.get('compensation_settled')?.holds
    ? 'compensation_begun'
    : null
}

/** The ways out of a batch on a day under the rules of that day. */
export function batchDisposal(
  facts: BatchFacts,
  { lapseYears }: Pick<BatchRules, 'lapseYears'>,
  on: string,
): Disposal {
  const known = latest(facts.conditions, on)
  const lapseOn = addYears(facts.approvedOn, lapseYears)
  const lapse: LapseClock = {
    on: lapseOn,
    daysLeft: daysBetween(on, lapseOn),
    stoppedBy: stopOf(facts, known),
  }
  const paper = (item: ConditionItem): DisposalPaper => {
    const found = known.get(item)
    return { item, documentNo: found?.documentNo ?? null, observedOn: found?.observedOn ?? null }
  }
  const refusals: Record<DisposalPath, DisposalRefusal[]> = {
    supply: supplyRefusals(facts, known),
    formalities: formalitiesRefusals(facts, known),
    withdrawal: withdrawalRefusals(facts, known),
    lapse: lapseRefusals(facts, known, lapse),
    write_off: writeOffRefusals(facts, known),
  }
  const isEmpty = facts.remainingM2 <= 0
  const paths = disposalPaths.map((path): PathAnswer => {
    const nothing = isEmpty && path !== 'write_off' ? [refusal('nothing_left', NOTICE_2018)] : []
    const found = nothing.length > 0 ? nothing : refusals[path]
    return { path, isPossible: found.length === 0, refusals: found, papers: papersOf[path].map(paper) }
  })
  const clearLand = clearLandItems.map((item) => ({ ...paper(item), holds: known.get(item)?.holds ?? null }))
  return { lapse, clearLand, paths }
}
