import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { asOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { collections } from '#geodata/model/collections.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { decimalText } from '#geodata/rules/claims/decimal.ts'
import type { ClaimItem, Figure } from '#geodata/rules/claims/reconcile.ts'
import { claimReasons, inUnit, reconcile, suggestReasons } from '#geodata/rules/claims/reconcile.ts'
import { claimScopes, findScope } from '#geodata/rules/claims/scopes.ts'
import { unitsOf } from '#geodata/rules/claims/units.ts'
import type { ClaimRow, ReasonRow } from './claim.queries.ts'
import { findClaim, findReasons, listClaims } from './claim.queries.ts'
import type { ClaimItemRequest, ClaimListRequest, ClaimRequest } from './claim.schema.ts'
import type { ScopeItem, ScopeQuestion } from './scope.queries.ts'
import { drawItems, findItems, sumItems } from './scope.queries.ts'

type Deps = Pick<Context, 'database' | 'today'>

export const codesOf = (collection: string, field: string): readonly string[] => {
  const found = collections.find(({ id }) => id === collection)?.fields.find(({ name }) => name === field)
  return found?.type === 'code' ? found.codes : []
}

const figureOf = ({ measure, unit, value, digits }: ClaimRow): Figure => ({ measure, unit, value, digits })

const secondOf = (row: ClaimRow): Figure | null =>
  row.secondMeasure === null
    ? null
    : {
        measure: row.secondMeasure,
        unit: row.secondUnit!,
        value: row.secondValue!,
        digits: row.secondDigits ?? 0,
      }

type Question = ScopeQuestion & Pick<ClaimRow, 'measure' | 'secondMeasure'>

/** A claim is asked as of its own last day, so that what happens later does not change it. */
function questionOf(row: ClaimRow, query: ClaimRequest, today: string): Question {
  const { on, known } = asOf({ on: query.on ?? row.toOn, ...(query.known && { known: query.known }) }, today)
  const filters = findScope(row.scope)!.filters.map(({ name }) => row.scopeFilter[name] ?? null)
  const { scope, fromOn: from, toOn: to, measure, secondMeasure } = row
  return { scope, filters, from, to, on, known, measure, secondMeasure }
}

const counting = (reasons: readonly ReasonRow[]): string[] =>
  reasons.filter(({ voidedAt }) => voidedAt === null).map(({ value }) => value)

async function answerOf(
  executor: Db,
  zoneId: number,
  row: ClaimRow,
  question: Question,
  reasons: readonly ReasonRow[],
) {
  const askedAt = question.known ?? new Date().toISOString()
  const { count, sum, secondSum } = await sumItems(executor, zoneId, question)
  const second = secondOf(row)
  return {
    ...row,
    on: question.on,
    known: question.known,
    askedAt,
    count,
    figure: reconcile(figureOf(row), sum, counting(reasons)),
    second: second && reconcile(second, secondSum!, []),
  }
}

/** Every published figure beside what the rows say. */
export async function readClaims({ database, today }: Deps, zoneId: number, query: ClaimListRequest) {
  const rows = await listClaims(database.read, zoneId, query.state, query.known ?? null)
  const ids = rows.map(({ id }) => id)
  const reasons = await findReasons(database.read, zoneId, ids, query.known ?? null)
  const claims = []
  for (const row of rows) {
    const own = reasons.filter(({ claimId }) => claimId === row.id)
    claims.push(await answerOf(database.read, zoneId, row, questionOf(row, query, today()), own))
  }
  return { claims }
}

export async function requireClaim(executor: Db, zoneId: number, id: number): Promise<ClaimRow> {
  const row = await findClaim(executor, zoneId, id)
  if (!row) throw new Problem('not-found', { detail: `there is no claim ${id}` })
  return row
}

/** As many rows are compared when reasons are looked for; a larger claim is explained by hand. */
const mostCompared = 5000
const daysAround = 31

const comparable = ({ key, collection, id, code, amount, on }: ScopeItem): ClaimItem => ({
  key,
  code,
  parcelId: collection === 'parcels' ? id : null,
  amount,
  on,
})

async function suggestionsOf(
  executor: Db,
  zoneId: number,
  {
    row,
    question,
    unexplained,
    today,
  }: {
    row: ClaimRow
    question: Question
    unexplained: string
    today: string
  },
) {
  const rowsOf = async (change: Partial<Question>): Promise<ClaimItem[]> => {
    const page = { sort: 'code', offset: 0, limit: mostCompared }
    return (await findItems(executor, zoneId, { ...question, ...change }, page)).map(comparable)
  }
  const isEvents = findScope(row.scope)!.kind === 'events'
  const { from, to } = question
  const before =
    isEvents && from !== null
      ? await rowsOf({ from: addDays(from, -daysAround), to: addDays(from, -1), on: today })
      : []
  const after = isEvents ? await rowsOf({ from: addDays(to, 1), to: addDays(to, daysAround), on: today }) : []
  return suggestReasons({
    figure: figureOf(row),
    before: await rowsOf({}),
    now: await rowsOf({ on: today }),
    around: [...before, ...after],
    unexplained,
  })
}

const mostSuggestions = 12

/** One published figure with its reasons, what else may stand behind a residual, and what today's facts would say. */
export async function readClaim({ database, today }: Deps, zoneId: number, id: number, query: ClaimRequest) {
  const row = await requireClaim(database.db, zoneId, id)
  const question = questionOf(row, query, today())
  const reasons = await findReasons(database.db, zoneId, [id], question.known)
  const claim = await answerOf(database.db, zoneId, row, question, reasons)
  const { unexplained, isExplained } = claim.figure
  const about = { row, question, unexplained, today: today() }
  const suggestions = isExplained ? [] : await suggestionsOf(database.db, zoneId, about)
  const present = await sumItems(database.db, zoneId, { ...question, on: today() })
  const { sum, residual } = reconcile(figureOf(row), present.sum, [])
  return {
    claim,
    reasons,
    suggestions: suggestions.slice(0, mostSuggestions),
    today: { on: today(), count: present.count, sum, residual, differs: sum !== claim.figure.sum },
  }
}

/** A page of the rows behind a figure, each in the figure's own unit. */
export async function readItems(
  { database, today }: Deps,
  zoneId: number,
  id: number,
  query: ClaimItemRequest,
) {
  const row = await requireClaim(database.db, zoneId, id)
  const question = questionOf(row, query, today())
  const { count, sum, secondSum } = await sumItems(database.db, zoneId, question)
  const items = await findItems(database.db, zoneId, question, query)
  const [figure, second] = [figureOf(row), secondOf(row)]
  const shown = (amount: string) => decimalText(inUnit(amount, figure))
  const shownSecond = (amount: string | null) =>
    second && amount !== null ? decimalText(inUnit(amount, second)) : null
  return {
    on: question.on,
    known: question.known,
    total: count,
    sum: shown(sum),
    secondSum: shownSecond(secondSum),
    items: items.map((item) => ({
      ...item,
      amount: shown(item.amount),
      secondAmount: shownSecond(item.secondAmount),
    })),
  }
}

/** The boundaries behind a figure as they were. */
export async function readMap({ database, today }: Deps, zoneId: number, id: number, query: ClaimRequest) {
  const row = await requireClaim(database.db, zoneId, id)
  const features = await drawItems(database.db, zoneId, questionOf(row, query, today()))
  return { type: 'FeatureCollection' as const, features }
}

/** What can be claimed: scopes with their measures and filters, units, reasons. */
export const describeScopes = () => ({
  scopes: claimScopes.map(({ filters, ...scope }) => ({
    ...scope,
    filters: filters.map((filter) => ({ ...filter, codes: codesOf(filter.collection, filter.field) })),
  })),
  units: Object.fromEntries(Object.entries(unitsOf).map(([measure, units]) => [measure, Object.keys(units)])),
  reasons: claimReasons,
})
