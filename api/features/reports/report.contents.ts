import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { Zone } from '#api/http/access.ts'
import { crsBySrid, STORAGE_SRID } from '#geodata/crs/crs.ts'
import { transformGeometry } from '#geodata/crs/transform.ts'
import { roundHalfUp } from '#geodata/geometry/units.ts'
import type { MultiPolygonGeometry } from '#geodata/model/geojson.ts'
import type {
  MonthReport,
  ReportAccount,
  ReportGroup,
  ReportMap,
  ReportOfKind,
  ReportParcel,
  ReportSum,
} from '#geodata/papers/reports/report-contents.ts'
import { kindsOfLand, reportVersion } from '#geodata/papers/reports/report-contents.ts'
import type { PlanarPolygons } from '#geodata/papers/scale-map.ts'
import { addDays } from '#geodata/rules/periods.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import { pageOfCases } from '../cases/case.reading.ts'
import type { CaseListRequest } from '../cases/case.schema.ts'
import { readClaims } from '../claims/claim.reading.ts'
import type { Dimension } from '../stock/dimensions.ts'
import { parcelsOf } from '../stock/stock-parcels.service.ts'
import { accountOf, breakdownOf, levelsOn, rankingOf } from '../stock/stock.service.ts'
import { listTargets } from '../targets/target.reading.ts'
import { findOutlines, findZoneBoundary } from './report.queries.ts'

export type Deps = Pick<Context, 'database' | 'today'>

/** A report is to be read: longer lists say how many they leave out, and their sums hold all. */
const mostParcels = 2000
const mostCases = 500

export type ReportDays = { month: string; on: string; from: string; yearFrom: string; known: string }
type Parcels = Awaited<ReturnType<typeof parcelsOf>>

const sum = ({ areaM2, count }: ReportSum): ReportSum => ({ areaM2, count })
/** m² are kept with four decimals. */
const m2Decimals = 4
const minus = (a: ReportSum, b: ReportSum): ReportSum => ({
  areaM2: roundHalfUp(a.areaM2 - b.areaM2, m2Decimals),
  count: a.count - b.count,
})

async function accountIn(
  deps: Deps,
  zoneId: number,
  kind: StockKind,
  { on, known }: ReportDays,
  from: string,
): Promise<ReportAccount> {
  const { opening, movements, closing } = await accountOf(deps, zoneId, kind, { from, to: on, known })
  const lines = movements.map(({ movement, areaM2, count }) => ({ movement, areaM2, count }))
  return { from, to: on, opening, movements: lines, closing }
}

async function groupsBy(
  deps: Deps,
  zoneId: number,
  kind: StockKind,
  by: Dimension,
  at: AsOf,
): Promise<ReportGroup[]> {
  const { groups } = await breakdownOf(deps, zoneId, { ...at, than: null }, { kind, by, filter: {} })
  const shown = groups
    .map(({ key, label, now }) => ({ key, label, ...sum(now), disposing: sum(now.disposing) }))
    .filter(({ count }) => count > 0)
  return shown.toSorted((a, b) =>
    by === 'year' ? (a.key ?? '').localeCompare(b.key ?? '') : b.areaM2 - a.areaM2,
  )
}

export const parcelOf = (row: Parcels['rows'][number]): ReportParcel => ({
  code: row.code,
  name: row.name,
  holder: row.holder,
  areaM2: row.areaM2,
  state: row.state,
  sinceOn: row.sinceOn,
  cause: row.cause,
  path: row.path,
  dueOn: row.dueOn,
  batchCode: row.batchCode,
  approvedOn: row.approvedOn,
  leader: row.responsible.leader,
  department: row.responsible.department,
  officer: row.responsible.officer,
  caseNumber: row.openCaseNo,
  documentNo: row.documentNo,
})

/** The whole stock of a kind, page by page, up to the most that a list holds. */
export async function ledgerOf(deps: Deps, zoneId: number, kind: StockKind, at: AsOf) {
  const page = (offset: number) => parcelsOf(deps, zoneId, at, { kind, sort: 'code', offset, limit: 500 })
  const first = await page(0)
  const rows = [...first.rows]
  for (let next = first.next; next !== null && rows.length < mostParcels;) {
    const more = await page(next)
    rows.push(...more.rows)
    next = more.next
  }
  return { rows, total: first.total, more: first.total.count - rows.length }
}

async function landOf(deps: Deps, zoneId: number, kind: StockKind, days: ReportDays) {
  const at: AsOf = { on: days.on, known: days.known }
  const levelOn = async (on: string) => (await levelsOn(deps, zoneId, { on, known: days.known }))[kind]
  const [level, before, yearBefore] = await Promise.all([
    levelOn(days.on),
    levelOn(days.from),
    levelOn(days.yearFrom),
  ])
  const ledger = await ledgerOf(deps, zoneId, kind, at)
  const period = { from: days.yearFrom, to: days.on, known: days.known }
  const { groups: ranking } = await rankingOf(deps, zoneId, { kind, by: 'department' }, period)
  const land: ReportOfKind = {
    level: { ...sum(level), disposing: level.disposing, waiting: level.waiting },
    month: await accountIn(deps, zoneId, kind, days, days.from),
    year: await accountIn(deps, zoneId, kind, days, days.yearFrom),
    disposed: {
      month: minus(level.disposed, before.disposed),
      year: minus(level.disposed, yearBefore.disposed),
      total: sum(level.disposed),
    },
    groups: {
      cause: await groupsBy(deps, zoneId, kind, kind === 'idle' ? 'cause' : 'condition', at),
      year: await groupsBy(deps, zoneId, kind, 'year', at),
      leader: await groupsBy(deps, zoneId, kind, 'leader', at),
    },
    ranking: ranking
      .map(({ key, label, disposed, remaining, overdue }) => ({
        name: label ?? key,
        disposed,
        remaining,
        overdue,
      }))
      .toSorted((a, b) => b.remaining.areaM2 - a.remaining.areaM2),
    parcels: ledger.rows.map(parcelOf),
    moreParcels: ledger.more,
  }
  return { land, rows: ledger.rows }
}

/** Decimetres are finer than any paper. */
const onMap = (value: number): number => roundHalfUp(value, 1)

function planar(geometry: MultiPolygonGeometry | null, srid: number): PlanarPolygons {
  if (geometry === null) return []
  const moved = transformGeometry(geometry, STORAGE_SRID, srid) as MultiPolygonGeometry
  return moved.coordinates.map((rings) =>
    rings.map((ring) => ring.map(([east, north]): [number, number] => [onMap(east!), onMap(north!)])),
  )
}

type Standing = { kind: StockKind; rows: Parcels['rows'] }

async function mapOf(
  { database }: Deps,
  zone: Zone,
  at: AsOf,
  stock: readonly Standing[],
): Promise<ReportMap> {
  const land: ReportMap['land'] = []
  for (const { kind, rows } of stock) {
    const states = new Map(rows.map(({ parcelId, state }) => [parcelId, state]))
    const outlines = states.size > 0 ? await findOutlines(database, zone.id, at, [...states.keys()]) : []
    for (const { id, geometry } of outlines)
      land.push({
        kind,
        isDisposing: states.get(id) === 'disposing',
        polygons: planar(geometry, zone.planarSrid),
      })
  }
  const boundary = await findZoneBoundary(database.read, zone.id)
  const crsName = crsBySrid(zone.planarSrid)?.nameZh ?? `EPSG:${zone.planarSrid}`
  return { crsName, zone: planar(boundary, zone.planarSrid), land }
}

async function casesOf(deps: Deps, zoneId: number, at: AsOf): Promise<MonthReport['cases']> {
  const query = {
    state: 'open',
    sort: 'due',
    order: 'asc',
    offset: 0,
    limit: mostCases,
  } as unknown as CaseListRequest
  const { cases, total, states } = await pageOfCases(deps, zoneId, query, at)
  return {
    byState: states.map(({ state, count, areaM2 }) => ({ state, count, areaM2 })),
    rows: cases.map((one) => ({
      number: one.number,
      parcelCode: one.parcelCode,
      holder: one.holder,
      areaM2: one.areaM2,
      state: one.state,
      kind: one.kind,
      cause: one.cause,
      dueStep: one.dueStep,
      dueOn: one.dueOn,
      responsible: one.responsible,
      movedOn: one.movedOn,
    })),
    more: total - cases.length,
  }
}

/** Everything that a monthly report says, from the services that answer for it, as of one day and one instant. */
export async function drawUpReport(deps: Deps, zone: Zone, days: ReportDays): Promise<MonthReport> {
  const at: AsOf = { on: days.on, known: days.known }
  const [unsupplied, idle] = [
    await landOf(deps, zone.id, 'unsupplied', days),
    await landOf(deps, zone.id, 'idle', days),
  ]
  const { targets } = await listTargets(deps, zone.id, at, {})
  const { claims } = await readClaims(deps, zone.id, { state: 'current', known: days.known })
  const stock = kindsOfLand.map((kind) => ({ kind, rows: (kind === 'idle' ? idle : unsupplied).rows }))
  return {
    version: reportVersion,
    zone: { slug: zone.slug, nameZh: zone.nameZh, nameEn: zone.nameEn, isDemo: zone.isDemo },
    month: days.month,
    on: days.on,
    known: days.known,
    unsupplied: unsupplied.land,
    idle: idle.land,
    targets: targets.map(({ kind, title, cohort, goalM2, baseM2, disposedM2, dueOn, state }) => ({
      kind,
      title,
      cohort,
      goalM2,
      baseM2,
      disposedM2,
      dueOn,
      state,
    })),
    claims: claims.map(({ title, source, unit, figure, count }) => ({
      title,
      source,
      unit,
      published: figure.value,
      counted: figure.roundedSum,
      residual: figure.residual,
      count,
    })),
    cases: await casesOf(deps, zone.id, at),
    map: await mapOf(deps, zone, at, stock),
  }
}

/** The days of a report; a month that is not over ends today. */
export function daysOf(month: string, today: string, known: string): ReportDays {
  const first = `${month}-01`
  const nextYear = month.endsWith('-12')
  const [year, number] = month.split('-').map(Number) as [number, number]
  const next = nextYear ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  const end = addDays(next, -1)
  return {
    month,
    on: end < today ? end : today,
    from: addDays(first, -1),
    yearFrom: `${year - 1}-12-31`,
    known,
  }
}
