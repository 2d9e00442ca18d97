import type { Db } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { CaseState, TakenStep } from '#geodata/rules/case/case-state.ts'
import { caseOn, withoutVoided } from '#geodata/rules/case/case-state.ts'
import type { CaseFilter, CasePage, CaseSort, StateCount } from './case-list.queries.ts'
import { findCasesOpenedUntil } from './case-list.queries.ts'
import type { PastStep } from './case-step.queries.ts'
import { findStepsOf } from './case-step.queries.ts'
import type { CaseRow } from './case.queries.ts'
import { remediationOf, summaryOf } from './case.summary.ts'

/**
 * Cases as they were: nothing of the past is kept beside the steps, so what a list shows of a day is computed from the
 * steps that were known. Numbers, parcels and holders are those of today.
 */
export const stateAsOf = (rows: readonly PastStep[], on: string): CaseState | null =>
  caseOn(withoutVoided(rows) as TakenStep[], on)

/** Every act on a case adds one row, so the rows that were known say its version and who acted last. */
function lastActOf(rows: readonly Omit<PastStep, 'caseId'>[]) {
  const { recordedAt: updatedAt, by: updatedBy } = rows.at(-1)!
  return { version: rows.length, updatedAt, updatedBy, remediationId: remediationOf(withoutVoided(rows)) }
}

/** What a list shows of a case by the rows that were known; nothing before it was opened. */
export function entryAsOf(rows: readonly PastStep[], on: string) {
  const state = stateAsOf(rows, on)
  return state && { ...summaryOf(state), ...lastActOf(rows) }
}

type PastEntry = NonNullable<ReturnType<typeof entryAsOf>>

/** Cases are few beside parcels; their steps are read in portions all the same. */
const PORTION = 1_000

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

async function entriesAsOf(
  executor: Db,
  zoneId: number,
  ids: readonly number[],
  { on, known }: AsOf,
): Promise<Map<number, PastEntry>> {
  const entries = new Map<number, PastEntry>()
  for (let at = 0; at < ids.length; at += PORTION) {
    const rows = await findStepsOf(executor, zoneId, ids.slice(at, at + PORTION), known)
    for (const [id, steps] of groupBy(rows, ({ caseId }) => caseId)) {
      const entry = entryAsOf(steps, on)
      if (entry) entries.set(id, entry)
    }
  }
  return entries
}

const meets =
  ({ state, responsible, kind, cause, overdueOn, unmovedSince }: CaseFilter) =>
  (row: CaseRow): boolean =>
    (state === undefined || (state === 'open' ? row.closedOn === null : row.state === state)) &&
    (responsible === undefined || row.responsible === responsible) &&
    (kind == null || row.kind === kind) &&
    (cause === undefined || row.cause === cause) &&
    (overdueOn === undefined || (row.dueOn !== null && row.dueOn < overdueOn)) &&
    (unmovedSince === undefined || (row.closedOn === null && row.movedOn <= unmovedSince))

const sortValue: Readonly<Record<CaseSort, (row: CaseRow) => string | number | null>> = {
  due: ({ dueOn }) => dueOn,
  number: ({ number }) => number,
  parcel: ({ parcelCode }) => parcelCode,
  holder: ({ holder }) => holder,
  area: ({ areaM2 }) => areaM2,
  opened: ({ openedOn }) => openedOn,
  moved: ({ movedOn }) => movedOn,
}

function sorted(rows: readonly CaseRow[], { sort, isDescending }: CasePage): CaseRow[] {
  const valueOf = sortValue[sort]
  const order = (a: CaseRow, b: CaseRow): number => {
    const [one, other] = [valueOf(a), valueOf(b)]
    if (one === other) return b.id - a.id
    if (one === null || other === null) return one === null ? 1 : -1
    return (one < other ? -1 : 1) * (isDescending ? -1 : 1)
  }
  return rows.toSorted(order)
}

function countsOf(rows: readonly CaseRow[], on: string): StateCount[] {
  const byState = groupBy(rows, ({ state }) => state)
  return [...byState].map(([state, own]) => ({
    state,
    count: own.length,
    areaM2: own.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    overdue: own.filter(({ dueOn }) => dueOn !== null && dueOn < on).length,
  }))
}

/** The list of cases as it was on a day, or as it was known at an instant. */
export async function pageOfPastCases(
  executor: Db,
  zoneId: number,
  filter: CaseFilter,
  page: CasePage,
  asked: AsOf,
) {
  const present = await findCasesOpenedUntil(executor, zoneId, filter, asked)
  const entries = await entriesAsOf(
    executor,
    zoneId,
    present.map(({ id }) => id),
    asked,
  )
  const rows = present.flatMap((row) => {
    const entry = entries.get(row.id)
    return entry ? [{ ...row, ...entry }] : []
  })
  const found = sorted(rows.filter(meets(filter)), page)
  return {
    total: found.length,
    areaM2: found.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    cases: found.slice(page.offset, page.offset + page.limit),
    people: [...new Set(rows.flatMap(({ responsible }) => responsible ?? []))].toSorted(),
    states: countsOf(rows.filter(meets({ ...filter, state: undefined })), asked.on),
  }
}
