import type { CaseCause, CaseRuleName } from './case-rules.ts'
import type { CaseMeasure, CaseStep } from './case-steps.ts'
import { isMeasure } from './case-steps.ts'

export type StepValue = string | number | boolean
export type StepValues = Readonly<Record<string, StepValue>>

/**
 * A period that a step has set going, as it was computed on the day the step was taken: later rules do not move it.
 * `duty`: overdue once it has passed. `right`: lapses once it has passed.
 */
export type CaseDeadline = {
  step: CaseStep
  kind: 'duty' | 'right'
  /** The act is possible only after this day. */
  after: string | null
  on: string
  /** When the period itself ends; earlier than `on` when days of rest moved the end. */
  endsOn: string
  /** False when a day outside the known holiday calendar was judged by its weekday alone. */
  isCertain: boolean
  /** The rule that gave the period; null where an agreement set the day. */
  rule: CaseRuleName | null
}

/** A step as it was taken. `n` counts within the case. */
export type TakenStep = {
  n: number
  step: CaseStep
  doneOn: string
  values: StepValues
  opens: readonly CaseDeadline[]
}

export type Determination = {
  on: string
  kind: 'not_started' | 'suspended'
  cause: CaseCause
  art8Item: string | null
  idleFrom: string
  /** The officer decided otherwise than the clock said, with a reason. */
  isAgainstClock: boolean
}

export type Hearing = {
  measure: CaseMeasure
  noticeOn: string
  /** The holder may ask for the hearing up to this day. */
  requestUntil: string
  requestedOn: string | null
  /** Once it was asked for: by when it is to be held, and called to be held in time. A call does not move these. */
  heldUntil: string | null
  callUntil: string | null
  calledFor: string | null
  heldOn: string | null
  /** A measure was taken, or works began: there is nothing more to be heard about. */
  isOver: boolean
}

export const casePhases = [
  'clue',
  'investigating',
  'not_idle',
  'determined',
  'hearing',
  'executing',
  'closed',
] as const
export type CasePhase = (typeof casePhases)[number]

/** What the steps of the present round add up to. A re-opened case begins a new round with nothing but its past. */
export type CaseState = {
  phase: CasePhase
  round: number
  lastOn: string
  openedOn: string
  noticeOn: string | null
  statementOn: string | null
  notIdleOn: string | null
  determination: Determination | null
  publishedOn: string | null
  filedOn: string | null
  hearing: Hearing | null
  /** Newest measure; before a recovery there may have been a fee. */
  measure: { code: CaseMeasure; on: string } | null
  feeOn: string | null
  /** What is still to be paid of all measures, in 万元. */
  owedWan: number
  isToPay: boolean
  isToCancel: boolean
  cancelledOn: string | null
  demandedOn: string | null
  courtOn: string | null
  reuse: { use: string; on: string } | null
  closedOn: string | null
  /** Every period that this round has set going, the newest of each step. */
  opened: readonly CaseDeadline[]
}

const fresh = (round: number, on: string): CaseState => ({
  phase: 'clue',
  round,
  lastOn: on,
  openedOn: on,
  noticeOn: null,
  statementOn: null,
  notIdleOn: null,
  determination: null,
  publishedOn: null,
  filedOn: null,
  hearing: null,
  measure: null,
  feeOn: null,
  owedWan: 0,
  isToPay: false,
  isToCancel: false,
  cancelledOn: null,
  demandedOn: null,
  courtOn: null,
  reuse: null,
  closedOn: null,
  opened: [],
})

const textOr = <T extends string | null>(value: StepValue | undefined, otherwise: T): string | T =>
  typeof value === 'string' ? value : otherwise

function determine({ doneOn, values }: TakenStep): Determination {
  return {
    on: doneOn,
    kind: values['kind'] === 'suspended' ? 'suspended' : 'not_started',
    cause: textOr(values['cause'], 'other') as CaseCause,
    art8Item: textOr(values['art8Item'], null),
    idleFrom: textOr(values['idleFrom'], doneOn),
    isAgainstClock: values['isAgainstClock'] === true,
  }
}

function callHearing({ doneOn, values, opens }: TakenStep): Hearing {
  return {
    measure: values['measure'] === 'recovery' ? 'recovery' : 'fee',
    noticeOn: doneOn,
    requestUntil: opens.find(({ step }) => step === 'hearing_request')?.on ?? doneOn,
    requestedOn: null,
    heldUntil: null,
    callUntil: null,
    calledFor: null,
    heldOn: null,
    isOver: false,
  }
}

const requested = (hearing: Hearing, { doneOn, opens }: TakenStep): Hearing => ({
  ...hearing,
  requestedOn: doneOn,
  heldUntil: opens.find(({ step }) => step === 'hearing')?.on ?? null,
  callUntil: opens.find(({ step }) => step === 'hearing_call')?.on ?? null,
})

/** Where a measure that has to be paid for says its amount, in 万元. */
const amountNames: Partial<Record<string, string>> = {
  fee: 'feeWan',
  paid_recovery: 'amountWan',
  bond_buyback: 'finalWan',
}

const numberOr = (value: StepValue | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise

/** What a measure costs in 万元: what the holder, or the zone, has to pay. Null where nothing is paid for it. */
export function amountOf({ step, values }: { step: string; values: StepValues }): number | null {
  const name = amountNames[step]
  return name === undefined ? null : numberOr(values[name], 0)
}

/** 万元 with four decimals: whole yuan. */
export const roundWan = (wan: number): number => Math.round(wan * 1e4) / 1e4

const withCancellation: readonly CaseMeasure[] = ['recovery', 'paid_recovery', 'bond_buyback']

/** Measures after which the land no longer belongs to the holder. */
export const endsRight = (measure: CaseMeasure): boolean => withCancellation.includes(measure)

const ended = (hearing: Hearing | null): Hearing | null => hearing && { ...hearing, isOver: true }

/** A duty to pay stands until the last yuan of it is paid. */
const owing = (owedWan: number): Pick<CaseState, 'owedWan' | 'isToPay'> => {
  const left = Math.max(0, roundWan(owedWan))
  return { owedWan: left, isToPay: left > 0 }
}

function measureTaken(state: CaseState, code: CaseMeasure, { doneOn: on, values }: TakenStep): CaseState {
  return {
    ...state,
    measure: { code, on },
    hearing: ended(state.hearing),
    feeOn: code === 'fee' ? on : state.feeOn,
    ...owing(state.owedWan + (amountOf({ step: code, values }) ?? 0)),
    isToCancel: endsRight(code),
    demandedOn: null,
    courtOn: null,
  }
}

/** What a step changes, but for the phase and the periods. */
function applied(state: CaseState, taken: TakenStep): CaseState {
  const { step, doneOn: on, values } = taken
  if (isMeasure(step)) return measureTaken(state, step, taken)
  const { hearing } = state
  switch (step) {
    case 'clue':
      return state
    case 'investigation_notice':
      return { ...state, noticeOn: on }
    case 'statement':
      return { ...state, statementOn: on }
    case 'not_idle':
      return { ...state, notIdleOn: on }
    case 'determination':
      return { ...state, determination: determine(taken) }
    case 'publication':
      return { ...state, publishedOn: on }
    case 'filing':
      return { ...state, filedOn: on }
    case 'hearing_notice':
      return { ...state, hearing: callHearing(taken) }
    case 'hearing_request':
      return { ...state, hearing: hearing && requested(hearing, taken) }
    case 'hearing_call':
      return { ...state, hearing: hearing && { ...hearing, calledFor: textOr(values['hearingOn'], on) } }
    case 'hearing':
      return { ...state, hearing: hearing && { ...hearing, heldOn: on } }
    case 'payment':
      return { ...state, ...owing(state.owedWan - numberOr(values['amountWan'], 0)) }
    case 'cancellation':
      return { ...state, isToCancel: false, cancelledOn: on }
    case 'demand':
      return { ...state, demandedOn: on }
    case 'court_application':
      return { ...state, courtOn: on }
    case 'reuse':
      return { ...state, hearing: ended(hearing), reuse: { use: textOr(values['use'], ''), on } }
    case 'closure':
      return { ...state, closedOn: on }
    case 'reopening':
      return fresh(state.round + 1, on)
  }
}

const isHearing = ({ hearing }: CaseState): boolean => hearing !== null && !hearing.isOver

function phaseOf(state: CaseState): CasePhase {
  if (state.closedOn !== null) return 'closed'
  if (state.notIdleOn !== null) return 'not_idle'
  if (isHearing(state)) return 'hearing'
  if (state.measure !== null || state.reuse !== null) return 'executing'
  if (state.determination !== null) return 'determined'
  return state.noticeOn === null ? 'clue' : 'investigating'
}

/** The state of a case after one more step. */
export function foldStep(state: CaseState | null, taken: TakenStep): CaseState {
  const next = applied(state ?? fresh(1, taken.doneOn), taken)
  const names = new Set(taken.opens.map(({ step }) => step))
  const opened = [...next.opened.filter(({ step }) => !names.has(step)), ...taken.opens]
  const changed = { ...next, lastOn: taken.doneOn, opened }
  return { ...changed, phase: phaseOf(changed) }
}

/** The state of a case after its steps; null before the first. */
export const foldCase = (steps: readonly TakenStep[]): CaseState | null =>
  steps.reduce<CaseState | null>(foldStep, null)

/** The state of a case on a day: steps that took effect later do not count. */
export const caseOn = (steps: readonly TakenStep[], on: string): CaseState | null =>
  foldCase(steps.filter(({ doneOn }) => doneOn <= on))

function isOpen(state: CaseState, { step }: CaseDeadline): boolean {
  const { hearing } = state
  switch (step) {
    case 'investigation_notice':
      return state.noticeOn === null && state.determination === null
    case 'statement':
      return state.statementOn === null && state.determination === null
    case 'publication':
      return state.publishedOn === null
    case 'filing':
      return state.filedOn === null
    case 'hearing_request':
      return isHearing(state) && hearing?.requestedOn === null
    case 'hearing_call':
      return isHearing(state) && hearing?.calledFor === null
    case 'hearing':
      return isHearing(state) && hearing?.heldOn === null
    case 'payment':
      return state.isToPay
    case 'cancellation':
      return state.isToCancel
    case 'court_application':
      return (state.isToPay || state.isToCancel) && state.courtOn === null
    case 'reuse':
      return state.reuse === null
    default:
      return false
  }
}

/** Periods that run or are overdue, the next one first. Nothing overdue drops off before it is done. */
export function openDeadlines(state: CaseState): CaseDeadline[] {
  if (state.closedOn !== null || state.notIdleOn !== null) return []
  return state.opened
    .filter((deadline) => isOpen(state, deadline))
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** Rows of a case without those that a correction has voided, in their order; corrections themselves fall away. */
export function withoutVoided<T extends { n: number; voids: number | null }>(rows: readonly T[]): T[] {
  const voided = new Set(rows.flatMap(({ voids }) => voids ?? []))
  return rows.filter(({ n, voids }) => voids === null && !voided.has(n)).toSorted((a, b) => a.n - b.n)
}
