import { sql } from 'kysely'
import type { Context } from '#api/context.ts'
import { judge, noticesDue } from '#geodata/rules/watch/notices-due.ts'
import { recipientsOf } from '#geodata/rules/watch/recipients.ts'
import { refreshZone } from '../changes/status.ts'
import type { NoticeWish } from '../notices/notice.service.ts'
import { keepNotices } from '../notices/notice.service.ts'
import { findReachedTargets, readMatters } from './matter.service.ts'
import { readWatchRules } from './watch-rule.service.ts'
import { beginRun, endRun, keepMatters, lockWatch } from './watch.queries.ts'

/** Nobody waits for the watch: its statements see a whole zone and may take longer than a page's. */
const statementMs = 10 * 60_000

type Deps = Pick<Context, 'database' | 'mapEvents' | 'today'>

export type Looked = {
  open: number
  found: number
  settled: number
  near: number
  urgent: number
  overdue: number
  raised: number
}

/**
 * Reads every open matter of a zone and makes the notices of its people what they have to be today. One transaction:
 * whoever looks at the same time waits, and finds nothing left to do.
 */
export async function lookAtMatters({ database, today }: Deps, zoneId: number): Promise<Looked> {
  const on = today()
  const reached = await findReachedTargets({ database }, zoneId, on)
  return database.db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = ${sql.raw(String(statementMs))}`.execute(trx)
    await lockWatch(trx, zoneId)
    const { matters, people } = await readMatters(trx, zoneId, on, reached)
    const rules = await readWatchRules(trx, zoneId, on)
    const kept = matters.map((matter) => ({
      ...matter,
      userIds: recipientsOf(
        people,
        matter,
        judge(matter.dueOn, rules[matter.kind], on)?.severity ?? 'near',
      ).map(({ id }) => id),
    }))
    const counts = await keepMatters(trx, zoneId, kept)
    const due = noticesDue(kept, rules, on)
    const wishes = due.flatMap(({ matter, severity, rung }): NoticeWish[] => {
      const { key, kind, subject, subjectId, dueOn, facts } = matter
      return matter.userIds.map((userId) => ({
        userId,
        key,
        kind,
        severity,
        rung,
        subject,
        subjectId,
        dueOn,
        facts,
      }))
    })
    const { raised } = await keepNotices(trx, zoneId, wishes)
    const count = (wanted: string) => due.filter(({ severity }) => severity === wanted).length
    return {
      ...counts,
      near: count('near'),
      urgent: count('urgent'),
      overdue: count('overdue'),
      raised,
    }
  })
}

export type WatchCause = { cause: 'night' | 'person'; askedBy: string | null; attempt: number }

/**
 * The watch of a zone: everything that follows from facts and from the calendar is brought up to today, then what is
 * open is looked at. Each part may be cut off and done again; the run itself is written down whatever becomes of it.
 */
export async function watchZone(
  deps: Deps,
  zoneId: number,
  { cause, askedBy, attempt }: WatchCause,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const { db } = deps.database
  const watchedOn = deps.today()
  const id = await beginRun(db, zoneId, { cause, askedBy, watchedOn, attempt })
  try {
    const refreshed = await refreshZone(deps, zoneId, watchedOn, signal)
    signal.throwIfAborted()
    const counts = { ...refreshed, ...(await lookAtMatters(deps, zoneId)) }
    await endRun(db, zoneId, id, { state: 'done', counts, fault: null })
    return counts
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    await endRun(db, zoneId, id, { state: 'failed', counts: {}, fault }).catch(() => undefined)
    throw error
  }
}
