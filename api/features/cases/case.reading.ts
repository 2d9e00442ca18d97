import type { Context } from '#api/context.ts'
import { Problem } from '#api/http/problem.ts'
import { caseOn, openDeadlines } from '#geodata/rules/case/case-state.ts'
import { nextSteps } from '#geodata/rules/case/idle-case.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { surroundingsOn } from './case.basis.ts'
import type { CaseRow, StepRow } from './case.queries.ts'
import { findCase, findSteps, listCases, listDeadlines } from './case.queries.ts'
import type { CaseDeadlineRequest, CaseListRequest } from './case.schema.ts'
import { effectiveSteps } from './case.service.ts'

type Deps = Pick<Context, 'database' | 'today'>

/** How far ahead deadlines are looked for when nobody says. */
const usualDaysAhead = 30

const entryOf = (row: CaseRow, today: string) => ({
  ...row,
  isOverdue: row.dueOn !== null && row.dueOn < today,
})

const stepViews = (rows: readonly StepRow[]) => {
  const voidedBy = new Map(rows.flatMap(({ n, voids }) => (voids === null ? [] : [[voids, n] as const])))
  return rows.map((row) => ({ ...row, voidedBy: voidedBy.get(row.n) ?? null }))
}

/** A case with its steps, and on a day its state, open deadlines, and every step with whether it is possible. */
export async function readCase({ database, today }: Deps, zoneId: number, id: number, on: string) {
  const row = await findCase(database.db, zoneId, id)
  if (!row) throw new Problem('not-found', { detail: `there is no case ${id}` })
  const rows = await findSteps(database.db, zoneId, id)
  const taken = effectiveSteps(rows).filter(({ doneOn }) => doneOn <= on)
  const state = caseOn(taken, on)
  const around = await surroundingsOn(database.db, zoneId, row.supplyId, { on, today: on })
  return {
    case: entryOf(row, today()),
    on,
    state: state?.phase ?? null,
    steps: stepViews(rows),
    deadlines: state ? openDeadlines(state) : [],
    next: nextSteps(taken, around),
  }
}

export async function pageOfCases({ database, today }: Deps, zoneId: number, query: CaseListRequest) {
  const { state, responsible, parcel: parcelId, overdue, unmovedDays, offset, limit } = query
  const { total, cases } = await listCases(database.read, zoneId, {
    state: state as CaseRow['state'] | 'open' | undefined,
    responsible,
    parcelId,
    overdueOn: overdue ? today() : undefined,
    unmovedSince: unmovedDays === undefined ? undefined : addDays(today(), -unmovedDays),
    offset,
    limit,
  })
  return { total, cases: cases.map((row) => entryOf(row, today())) }
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
