/**
 * Facts of one parcel that its place in the account of land follows from, and what the account says. Dates are
 * `YYYY-MM-DD`, areas m². What these words mean in law: docs/decisions/0006-the-account-of-land.md.
 */

export const stockKinds = ['unsupplied', 'idle'] as const
export type StockKind = (typeof stockKinds)[number]

/** On any day a parcel is, per kind, not in stock, waiting for disposal, or being disposed of. */
export const stockStates = ['none', 'waiting', 'disposing'] as const
export type StockState = (typeof stockStates)[number]

/** What brings land into stock or changes how much of it there is; `divided` hands it on between parcels. */
export const stockEntries = ['approved', 'found', 'returned', 'remeasured', 'corrected', 'divided'] as const
/** What takes land out of stock. */
export const stockExits = [
  'supply',
  'formalities',
  'withdrawal',
  'lapse',
  'written_off',
  'start',
  'extension',
  'change_of_use',
  'temporary_use',
  'paid_recovery',
  'exchange',
  'recovery',
  'bond_buyback',
  'other',
] as const
/** What moves no land: it was put on the list of remediation; its disposal was begun. */
export const stockMarks = ['listed', 'begun'] as const
export const stockMovements = [...stockEntries, ...stockExits, ...stockMarks] as const
export type StockExit = (typeof stockExits)[number]
export type MovementName = (typeof stockMovements)[number]

/** One area of a series, true from a day on. */
export type AreaVersion = { from: string; areaM2: number }

export type BatchEnding = {
  kind: 'withdrawn' | 'lapsed' | 'written_off'
  on: string
  areaM2: number
  documentNo: string | null
}
export type BatchOfParcel = {
  id: number
  approvedOn: string
  approvalNo: string | null
  areaM2: number | null
  endings: readonly BatchEnding[]
}

export type SupplyOfParcel = {
  id: number
  signedOn: string
  endedOn: string | null
  areaM2: number
  contractNo: string
  /** Works began, by the newest look at the site. */
  startedOn: string | null
}

export type RemediationOfParcel = {
  id: number
  kind: StockKind
  foundOn: string
  cause: string | null
  path: string | null
  startedOn: string | null
  disposedOn: string | null
  documentNo: string | null
  /** Its area through its versions, oldest first; a path is given from the version that first names one. */
  versions: readonly (AreaVersion & { path: string | null })[]
}

/** A time in which the clock of idle land said that a supply is idle; `to` is null while it says so. */
export type IdleSpell = { supplyId: number; from: string; to: string | null; endedBy: SpellEnd | null }
export const spellEnds = [
  'start',
  'extension',
  'change_of_use',
  'temporary_use',
  'exchange',
  'supply_ended',
  'other',
] as const
export type SpellEnd = (typeof spellEnds)[number]

export type StockFacts = {
  /** A piece of divided or united parcels has an account of its own from its first day on; null: from the beginning. */
  beganOn: string | null
  /** Declared area, else the computed one, by the day from which it is true; the first holds from the beginning. */
  areas: readonly AreaVersion[]
  batch: BatchOfParcel | null
  supplies: readonly SupplyOfParcel[]
  remediations: readonly RemediationOfParcel[]
  spells: readonly IdleSpell[]
}

/**
 * A movement and what holds from its day on until the next one. `areaM2` is signed; `levelM2` is what is in stock
 * after it. `remediationId` is the one that the movement belongs to, `openRemediationId` the one that stands open
 * afterwards.
 */
export type StockMovement = {
  kind: StockKind
  movement: MovementName
  movedOn: string
  untilOn: string | null
  areaM2: number
  levelM2: number
  wasState: StockState
  state: StockState
  sinceOn: string | null
  cause: string | null
  path: string | null
  documentNo: string | null
  supplyId: number | null
  remediationId: number | null
  openRemediationId: number | null
}

/** What does not fit together, and never makes a silent wrong number: each has an outcome that is written down. */
export const stockFindingRules = [
  'area_unusable',
  'after_today',
  'disposed_before_found',
  'disposed_without_path',
  'begun_before_found',
  'begun_after_disposed',
  'found_before_approval',
  'found_though_supplied',
  'found_twice',
  'over_parcel_area',
  'supplied_before_approval',
  'supplied_over_area',
  'supplied_not_closed',
  'partly_supplied',
  'ended_before_signed',
  'fee_does_not_end',
  'ended_not_closed',
  'disposed_but_idle',
  'ending_over_batch',
  'ending_before_approval',
] as const
export type StockFindingRule = (typeof stockFindingRules)[number]
export type StockFinding = {
  rule: StockFindingRule
  severity: 'warning' | 'info'
  kind: StockKind
  values: Readonly<Record<string, string | number>>
}

export type StockAnswer = {
  movements: StockMovement[]
  findings: StockFinding[]
  /** The first day after today on which a dated fact will move something. */
  nextOn: string | null
}
