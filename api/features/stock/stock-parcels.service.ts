import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { Light, LightThresholds } from '#geodata/rules/lights.ts'
import { idleStageOf, lightOf, lights } from '#geodata/rules/lights.ts'
import { addDays, daysBetween } from '#geodata/rules/periods.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import { stockMovements } from '#geodata/rules/stock/stock-facts.ts'
import { dimensions } from './dimensions.ts'
import { thresholdsOn } from './lights.service.ts'
import type { StockFilter } from './stock-filter.ts'
import type { StockParcelRow, StockSort } from './stock-parcels.queries.ts'
import { findLife, findLifeParcel } from './life.queries.ts'
import { findFindings } from './stock-facts.queries.ts'
import { findMovedParcels, findStockParcels, sumStockParcels } from './stock-parcels.queries.ts'
import type { FilterQuery, PageQuery } from './stock.schema.ts'
import type { Period } from './stock.service.ts'
import { levelsOn } from './stock.service.ts'

type Deps = Pick<Context, 'database'>
const defaultLimit = 100
/** From here on walking parcels by their code beats sorting the stock. */
const manyParcels = 5_000

const listOf = (text: string): string[] => text.split(',').filter((value) => value !== '')

function checkedList<T extends string>(name: string, text: string, allowed: readonly T[]): T[] {
  const values = listOf(text)
  const unknown = values.find((value) => !(allowed as readonly string[]).includes(value))
  if (unknown !== undefined)
    throw new Problem('invalid-request', {
      detail: `${name}: "${unknown}" is not one of ${allowed.join(', ')}`,
      errors: [{ path: `query/${name}`, rule: 'enum' }],
    })
  return values as T[]
}

/** The span of deadlines under some lights; they stand in a row, so several make one span where they touch. */
function dueUnder(wanted: readonly Light[], on: string, { yellowDays, orangeDays }: LightThresholds) {
  const spans: Record<Light, { from?: string; to?: string }> = {
    red: { to: addDays(on, -1) },
    orange: { from: on, to: addDays(on, orangeDays) },
    yellow: { from: addDays(on, orangeDays + 1), to: addDays(on, yellowDays) },
    green: { from: addDays(on, yellowDays + 1) },
  }
  const inOrder = (['red', 'orange', 'yellow', 'green'] as const).filter((light) => wanted.includes(light))
  const places = inOrder.map((light) => ['red', 'orange', 'yellow', 'green'].indexOf(light))
  if (places.some((place, index) => index > 0 && place !== places[index - 1]! + 1))
    throw new Problem('invalid-request', {
      detail: 'light: only lights that follow one another can be asked together',
      errors: [{ path: 'query/light', rule: 'enum' }],
    })
  const [first, last] = [spans[inOrder[0]!], spans[inOrder.at(-1)!]]
  return {
    ...(first.from !== undefined && { from: first.from }),
    ...(last.to !== undefined && { to: last.to }),
  }
}

/** What a query asks the stock to be narrowed to. */
export function filterOf(query: FilterQuery, on: string, thresholds: LightThresholds): StockFilter {
  const filter: StockFilter = query.part === undefined ? {} : { part: query.part }
  for (const dimension of dimensions) {
    const value = query[dimension]
    if (value !== undefined && value !== '') filter[dimension] = listOf(value)
  }
  if (query.text !== undefined && query.text.trim() !== '') filter.text = query.text.trim()
  if (query.light !== undefined && query.light !== '')
    filter.due = dueUnder(checkedList('light', query.light, lights), on, thresholds)
  return filter
}

const sortOf = (name: string | undefined, fallback: StockSort): StockSort =>
  name === undefined
    ? fallback
    : { by: name.replace('-', '') as StockSort['by'], descending: name.startsWith('-') }

function viewOf(row: StockParcelRow, kind: StockKind, on: string, thresholds: LightThresholds) {
  const { leader, team, department, officer, serviceOfficer, approvedOn, stepOn, ...rest } = row
  // What has been disposed of is late no more.
  const isOpen = row.state !== 'disposed'
  const dueOn = isOpen ? row.dueOn : null
  const lastMoveOn = stepOn !== null && stepOn > row.movedOn ? stepOn : row.movedOn
  return {
    ...rest,
    areaM2: Number(row.areaM2),
    daysLeft: dueOn === null ? null : daysBetween(on, dueOn),
    light: lightOf(dueOn, on, thresholds),
    stage: kind === 'idle' && isOpen ? idleStageOf(row.sinceOn, on, thresholds) : null,
    approvedOn,
    batchYear: approvedOn === null ? null : Number(approvedOn.slice(0, 4)),
    responsible: { leader, team, department, officer, serviceOfficer },
    lastStepOn: stepOn,
    lastMoveOn,
    daysStill: daysBetween(lastMoveOn, on),
  }
}

/** What a filter leaves of the stock of a day; without one, the tallies by day know it. */
async function totalOf(deps: Deps, zoneId: number, at: AsOf, kind: StockKind, filter: StockFilter) {
  if (Object.keys(filter).length === 0) {
    const { areaM2, count } = (await levelsOn(deps, zoneId, at))[kind]
    return { areaM2, count }
  }
  const { area, count } = await sumStockParcels(deps.database, zoneId, at, kind, filter)
  return { areaM2: Number(area), count }
}

export type ParcelsRequest = FilterQuery & PageQuery & { kind: StockKind; sort?: string }

/** A page of the stock of a day, and how much the filter leaves in all. */
export async function parcelsOf(
  { database, today }: Deps & Partial<Pick<Context, 'today'>>,
  zoneId: number,
  at: AsOf,
  query: ParcelsRequest,
  stillDays?: number,
) {
  const { kind, offset = 0, limit = defaultLimit } = query
  const thresholds = await thresholdsOn(database.read, zoneId, at.on)
  const filter = filterOf(query, at.on, thresholds)
  if (stillDays !== undefined) filter.stillSince = addDays(at.on, -stillDays)
  const usual: StockSort = { by: stillDays === undefined ? 'since' : 'still', descending: false }
  const sort = sortOf(query.sort, usual)
  const total = await totalOf({ database }, zoneId, at, kind, filter)
  const page = { sort, offset, limit, isMany: total.count > manyParcels && at.on === today?.() }
  const rows = total.count === 0 ? [] : await findStockParcels(database, zoneId, at, kind, filter, page)
  return {
    on: at.on,
    kind,
    total,
    rows: rows.map((row) => viewOf(row, kind, at.on, thresholds)),
    next: offset + rows.length < total.count && rows.length > 0 ? offset + rows.length : null,
  }
}

/** Facts that do not fit together, parcel by parcel; the next page goes on after the last parcel of this one. */
export async function findingsOf(
  { database }: Deps,
  zoneId: number,
  { after = 0, limit = defaultLimit }: { after?: number; limit?: number },
) {
  const parcels = await findFindings(database, zoneId, { afterId: after, limit: limit + 1 })
  const page = parcels.slice(0, limit)
  return {
    rows: page.flatMap(({ findings, ...parcel }) => findings.map((finding) => ({ ...parcel, ...finding }))),
    next: parcels.length > limit ? page.at(-1)!.parcelId : null,
  }
}

/** The life of one parcel, as it was known. */
export async function lifeOf({ database }: Deps, zoneId: number, parcelId: number, at: AsOf) {
  const parcel = await findLifeParcel(database, zoneId, parcelId)
  if (!parcel) throw new Problem('not-found', { detail: `there is no parcel ${parcelId}` })
  const rows = await findLife(database, zoneId, parcelId, at)
  const events = rows.map(({ recordId, recordNumber, recordTitle, ...event }) => ({
    ...event,
    record: recordId === null ? null : { id: recordId, number: recordNumber!, title: recordTitle! },
  }))
  return { on: at.on, parcel, events }
}

export type MovesRequest = PageQuery & { kind: StockKind; movement?: string; disposed?: boolean }

/** The parcels behind a line of the account. */
export async function movesOf({ database }: Deps, zoneId: number, period: Period, query: MovesRequest) {
  const { kind, movement, disposed = false, offset = 0, limit = defaultLimit } = query
  const movements = movement ? checkedList('movement', movement, stockMovements) : null
  const wanted = { from: period.from, movements, onlyDisposed: disposed, offset, limit: limit + 1 }
  const rows = await findMovedParcels(database, zoneId, { on: period.to, known: period.known }, kind, wanted)
  const page = rows.slice(0, limit)
  return {
    kind,
    from: period.from,
    to: period.to,
    rows: page.map((row) => ({ ...row, areaM2: Number(row.areaM2) })),
    next: rows.length > limit ? offset + limit : null,
  }
}
