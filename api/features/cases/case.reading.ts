import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { defaultsOf } from '#geodata/rules/case/case-defaults.ts'
import type { CaseState } from '#geodata/rules/case/case-state.ts'
import { caseOn, openDeadlines } from '#geodata/rules/case/case-state.ts'
import { accountOf } from '#geodata/rules/case/deadline-account.ts'
import { nextSteps } from '#geodata/rules/case/idle-case.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import { surroundingsOn } from './case.basis.ts'
import type { CaseFilter, CasePage } from './case-list.queries.ts'
import { countCases, listCases, listDeadlines, listResponsible } from './case-list.queries.ts'
import { entryAsOf, pageOfPastCases } from './case.past.ts'
import type { CaseRow } from './case.queries.ts'
import { findCase, findSupplyTerms } from './case.queries.ts'
import type { CaseDeadlineRequest, CaseListRequest } from './case.schema.ts'
import { effectiveSteps } from './case.service.ts'
import type { StepRow } from './case-step.queries.ts'
import { findSteps } from './case-step.queries.ts'
import { summaryOf } from './case.summary.ts'

type Deps = Pick<Context, 'database' | 'today'>

/** How far ahead deadlines are looked for when nobody says. */
const usualDaysAhead = 30

const entryOf = (row: CaseRow, on: string) => ({
  ...row,
  isOverdue: row.dueOn !== null && row.dueOn < on,
})

const stepViews = (rows: readonly StepRow[]) => {
  const voidedBy = new Map(rows.flatMap(({ n, voids }) => (voids === null ? [] : [[voids, n] as const])))
  return rows.map((row) => ({ ...row, voidedBy: voidedBy.get(row.n) ?? null }))
}

/** Rows that had been entered by an instant; all of them without one. An instant holds all of its millisecond. */
function knownRows(rows: readonly StepRow[], known: string | null): StepRow[] {
  if (known === null) return [...rows]
  const until = Date.parse(known) + 1
  return rows.filter(({ recordedAt }) => Date.parse(recordedAt) < until)
}

type Terms = Awaited<ReturnType<typeof findSupplyTerms>>

/** Every step with whether it is possible on a day, why not, and what is known of its inputs. */
async function nextViews(
  executor: Db,
  zoneId: number,
  row: CaseRow,
  { rows, state, terms, on }: { rows: readonly StepRow[]; state: CaseState; terms: Terms; on: string },
) {
  const taken = effectiveSteps(rows).filter(({ doneOn }) => doneOn <= on)
  const around = await surroundingsOn(executor, zoneId, row.supplyId, { on, today: on })
  const { basis } = around
  if (basis === null) return { clock: null, next: [] }
  const supply = { areaM2: row.areaM2, priceWan: terms?.priceWan ?? null }
  const ground = { state, ...basis, supply, on }
  const next = nextSteps(taken, around).map((one) => ({ ...one, defaults: defaultsOf(one.step, ground) }))
  return { clock: basis.clock, next }
}

/**
 * A case as of a day: its steps, state, open deadlines with how they were counted, and every step with whether it is
 * possible. What may come next is judged by the land facts of today, so nothing is said of it for a past knowledge.
 */
export async function readCase({ database, today }: Deps, zoneId: number, id: number, { on, known }: AsOf) {
  const row = await findCase(database.db, zoneId, id)
  if (!row) throw new Problem('not-found', { detail: `there is no case ${id}` })
  const all = await findSteps(database.db, zoneId, id)
  const rows = knownRows(all, known)
  if (rows.length === 0)
    throw new Problem('not-found', { detail: `nothing was known yet of case ${id} at ${known}` })
  const steps = effectiveSteps(rows)
  const state = caseOn(steps, on)
  const past =
    known === null
      ? null
      : entryAsOf(
          rows.map((one) => ({ ...one, caseId: id })),
          on,
        )
  const terms = await findSupplyTerms(database.db, zoneId, row.supplyId)
  const about = { rows, state: state!, terms, on }
  const { clock, next } =
    state && known === null ? await nextViews(database.db, zoneId, row, about) : { clock: null, next: [] }
  return {
    case: entryOf({ ...row, ...(known === null ? state && summaryOf(state) : past) }, on),
    on,
    known,
    today: today(),
    state: state?.phase ?? null,
    owedWan: state?.owedWan ?? null,
    supply: terms ?? null,
    clock,
    steps: stepViews(rows),
    deadlines: (state ? openDeadlines(state) : []).map((deadline) => ({
      ...deadline,
      account: accountOf(deadline, steps, nationalCalendar),
    })),
    next,
  }
}

function filterOf(query: CaseListRequest, on: string): CaseFilter {
  const { state, responsible, parcel: parcelId, kind, cause, q, overdue, unmovedDays } = query
  return {
    state: state as CaseFilter['state'],
    responsible,
    parcelId,
    kind: kind as CaseFilter['kind'],
    cause,
    text: q?.trim() || undefined,
    overdueOn: overdue ? on : undefined,
    unmovedSince: unmovedDays === undefined ? undefined : addDays(on, -unmovedDays),
  }
}

/** A page of cases with how many are in each state; of a past day, or of a past knowledge, computed from the steps. */
export async function pageOfCases(
  { database, today }: Deps,
  zoneId: number,
  query: CaseListRequest,
  asked: AsOf,
) {
  const { on } = asked
  const filter = filterOf(query, on)
  const { sort, order, offset, limit } = query
  const page: CasePage = { sort: sort as CasePage['sort'], isDescending: order === 'desc', offset, limit }
  const db = database.read
  const isPresent = on === today() && asked.known === null
  const { cases, ...found } = isPresent
    ? {
        ...(await listCases(db, zoneId, filter, page)),
        states: await countCases(db, zoneId, filter, on),
        people: await listResponsible(db, zoneId),
      }
    : await pageOfPastCases(db, zoneId, filter, page, asked)
  return { on, known: asked.known, ...found, cases: cases.map((row) => entryOf(row, on)) }
}

/** What falls due up to a day and what is overdue, a page at a time. */
export async function pageOfDeadlines({ database, today }: Deps, zoneId: number, query: CaseDeadlineRequest) {
  const until = query.until ?? addDays(today(), usualDaysAhead)
  const { after, limit } = query
  const rows = await listDeadlines(database.read, zoneId, { until, after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    until,
    deadlines: page.map((row) => ({ ...row, isOverdue: row.kind === 'duty' && row.on < today() })),
    next: rows.length > limit && last ? `${last.on},${last.caseId},${last.step}` : null,
  }
}
