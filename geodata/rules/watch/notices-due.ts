import { daysBetween } from '../periods.ts'
import type { Leads, WatchKind, WatchRules } from './watch-rules.ts'

/**
 * Which notices are due on a day. A matter is something open that has a day: a payment, a step of a case, a target.
 * It comes near, becomes urgent and then overdue, and stays so until the facts settle it: a matter leaves the list
 * only by not being open any more.
 */
export type Matter = {
  /** The same for the same matter on every day: whoever knows it can tell what has become of it. */
  key: string
  kind: WatchKind
  dueOn: string | null
}

export type Severity = 'near' | 'urgent' | 'overdue'

export type Judgement = {
  severity: Severity
  /** How many calls there have been: one for each lead that was reached, one more when the day has passed. */
  rung: number
}

/** What a matter that falls due on a day calls for today; null while it is far. */
export function judge(dueOn: string | null, leads: Leads, today: string): Judgement | null {
  if (dueOn === null) return null
  const daysLeft = daysBetween(today, dueOn)
  if (daysLeft < 0) return { severity: 'overdue', rung: leads.length + 1 }
  const rung = leads.filter((lead) => daysLeft <= lead).length
  if (rung === 0) return null
  return { severity: rung === leads.length && rung > 1 ? 'urgent' : 'near', rung }
}

export type DueNotice<M extends Matter = Matter> = Judgement & { matter: M }

/** One notice for each matter that calls for one today. */
export function noticesDue<M extends Matter>(
  matters: readonly M[],
  rules: WatchRules,
  today: string,
): DueNotice<M>[] {
  const byKey = new Map(matters.map((matter) => [matter.key, matter]))
  return [...byKey.values()].flatMap((matter) => {
    const judgement = judge(matter.dueOn, rules[matter.kind], today)
    return judgement ? [{ ...judgement, matter }] : []
  })
}

/** A notice as it is kept for one person. */
export type KeptNotice = {
  userId: string
  key: string
  rung: number
  severity: string
  dueOn: string | null
  isSettled: boolean
}

export type Wanted = { userId: string; key: string; rung: number; severity: Severity; dueOn: string | null }

export type Reconciled<W extends Wanted = Wanted> = {
  /** New, back again, one call further, or moved to another day: unread and unmailed again. */
  raised: W[]
  /** What is kept says less than it did: a rule gives fewer calls. No reason to disturb anybody. */
  eased: W[]
  settled: KeptNotice[]
}

const identity = ({ userId, key }: { userId: string; key: string }) => `${userId} ${key}`

/** What has to be done so that what is kept is what is wanted. Done, the next call finds nothing to do. */
export function reconcile<W extends Wanted>(
  kept: readonly KeptNotice[],
  wanted: readonly W[],
): Reconciled<W> {
  const known = new Map(kept.map((notice) => [identity(notice), notice]))
  const wantedIds = new Set(wanted.map(identity))
  const result: Reconciled<W> = { raised: [], eased: [], settled: [] }
  for (const want of new Map(wanted.map((one) => [identity(one), one])).values()) {
    const before = known.get(identity(want))
    if (!before || before.isSettled || want.rung > before.rung || want.dueOn !== before.dueOn)
      result.raised.push(want)
    else if (want.rung < before.rung || want.severity !== before.severity) result.eased.push(want)
  }
  result.settled = kept.filter((notice) => !notice.isSettled && !wantedIds.has(identity(notice)))
  return result
}
