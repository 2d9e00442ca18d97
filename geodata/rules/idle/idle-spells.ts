import { addDays } from '../periods.ts'
import { isDate } from '../property-rules.ts'
import type { IdleKind } from './idle-clock.ts'
import { clock } from './idle-clock.ts'
import { isPlausible } from './idle-facts.ts'
import type { RuleBook } from './idle-rules.ts'
import { ORDER_53_FROM } from './idle-rules.ts'
import type { DatedLook, Observation } from './observed-facts.ts'
import { datedLooks, foundationLooks } from './observed-facts.ts'

/** Facts of a supply with everything ever observed, whenever it was observed. */
export type SupplyHistory = {
  signedOn: string | null
  handoverOn: string | null
  endedOn: string | null
  agreedStarts: readonly {
    setOn: string
    startOn: string | null
    record: string | null
    cause: string | null
  }[]
  pauses: readonly { from: string; to: string | null; cause: string }[]
  observations: readonly Observation[]
}

export type SpellEnding =
  | 'start'
  | 'extension'
  | 'change_of_use'
  | 'temporary_use'
  | 'exchange'
  | 'supply_ended'
  | 'other'
/** A time in which the clock said idle; `to` and `endedBy` are null while it says so. */
export type Spell = { from: string; to: string | null; endedBy: SpellEnding | null }
export type Spells = {
  spells: Spell[]
  /** The next day on which that may change: a fact dated later, or the day on which the clock will say idle. */
  nextOn: string | null
}

const restarts = new Set(['extension', 'change_of_use', 'temporary_use', 'exchange'])

const newest = <K extends keyof Observation>(looks: readonly DatedLook[], name: K) =>
  looks.findLast((look) => look[name] !== null)?.[name] ?? null

/** What is done of a foundation stays done: where a later look found less of it, there was no more before. */
function foundationShareOn(looks: readonly DatedLook[], on: string): number | null {
  const seen = newest(
    looks.filter(({ trueFrom }) => trueFrom <= on),
    'foundationShare',
  )
  const later = looks.flatMap(({ trueFrom, foundationShare }) =>
    trueFrom > on && foundationShare !== null ? [foundationShare] : [],
  )
  const shares = seen === null ? later : [seen, ...later]
  return shares.length === 0 ? null : Math.min(...shares)
}

/** The facts of a day as we know them now: a start that was seen in June and had happened in May is one of May. */
function factsOn(history: SupplyHistory, looks: readonly DatedLook[], on: string): object {
  const { signedOn, handoverOn, endedOn, agreedStarts, pauses } = history
  const known = looks.filter(({ trueFrom }) => trueFrom <= on)
  return {
    signedOn,
    handoverOn,
    endedOn,
    agreedStarts,
    pauses,
    permitOn: newest(looks, 'permitOn'),
    startedOn: newest(looks, 'startedOn'),
    completedOn: newest(looks, 'completedOn'),
    developedM2: newest(known, 'developedM2'),
    shouldDevelopM2: newest(known, 'shouldDevelopM2'),
    investedWan: newest(known, 'investedWan'),
    totalInvestmentWan: newest(known, 'totalInvestmentWan'),
    suspendedOn: known.at(-1)?.suspendedOn ?? null,
    foundationKind: newest(looks, 'foundationKind'),
    foundationShare: foundationShareOn(looks, on),
    foundationLooks: foundationLooks(known),
  }
}

const ruleDays = (book: RuleBook): string[] =>
  Object.values(book).flatMap((entries) => (entries as readonly { from: string }[]).map(({ from }) => from))

/** Days on which a fact or a rule changes: between two of them only the calendar moves the clock. */
function turningDays(history: SupplyHistory, looks: readonly DatedLook[], book: RuleBook): string[] {
  const { signedOn, handoverOn, endedOn, agreedStarts, pauses } = history
  const days = [
    ORDER_53_FROM,
    ...ruleDays(book),
    signedOn,
    handoverOn,
    endedOn,
    ...agreedStarts.map(({ setOn }) => setOn),
    ...pauses.flatMap(({ from, to }) => [from, to]),
    ...looks.flatMap(({ trueFrom }) => [trueFrom]),
    newest(looks, 'permitOn'),
    newest(looks, 'startedOn'),
    newest(looks, 'completedOn'),
  ]
  const usable = days.filter((day): day is string => day !== null && day >= ORDER_53_FROM && isDate(day))
  return [...new Set(usable)].filter(isPlausible).toSorted()
}

/** What happened on the day from which the clock no longer says idle. */
function endingOn(history: SupplyHistory, looks: readonly DatedLook[], on: string): SpellEnding {
  if (history.endedOn === on) return 'supply_ended'
  const starts = [newest(looks, 'startedOn'), newest(looks, 'permitOn'), newest(looks, 'completedOn')]
  if (starts.includes(on)) return 'start'
  const set = history.agreedStarts.findLast(({ setOn }) => setOn === on)
  if (set) return set.cause !== null && restarts.has(set.cause) ? (set.cause as SpellEnding) : 'other'
  return looks.some(({ trueFrom }) => trueFrom === on) ? 'start' : 'other'
}

/**
 * Every time in which the clock of idle land says idle of one supply, up to `today`, by the facts of each day. It asks
 * the clock itself, on the few days on which its answer can change, and never says anything that the clock does not.
 */
export function idleSpells(history: SupplyHistory, book: RuleBook, today: string): Spells {
  const looks = datedLooks(history.observations)
  const all = turningDays(history, looks, book)
  const days = all.filter((day) => day <= today)
  const coming = all.filter((day) => day > today).slice(0, 1)
  const spells: Spell[] = []
  let open: Spell | undefined
  const isIdle = (kind: IdleKind) => kind !== 'none'
  for (const [place, day] of days.entries()) {
    const nextDay = days[place + 1]
    const facts = factsOn(history, looks, day)
    const answer = clock(facts, book, day)
    if (isIdle(answer.kind)) {
      if (!open) spells.push((open = { from: day, to: null, endedBy: null }))
      continue
    }
    if (open) {
      Object.assign(open, { to: day, endedBy: endingOn(history, looks, day) })
      open = undefined
    }
    const { idleFrom } = answer
    if (idleFrom === null || idleFrom < day) continue
    const begins = [idleFrom, addDays(idleFrom, 1)].find(
      (on) => on <= today && (nextDay === undefined || on < nextDay) && isIdle(clock(facts, book, on).kind),
    )
    if (begins !== undefined) spells.push((open = { from: begins, to: null, endedBy: null }))
    else if (nextDay === undefined) coming.push(idleFrom > today ? idleFrom : addDays(today, 1))
  }
  return { spells, nextOn: coming.toSorted()[0] ?? null }
}
