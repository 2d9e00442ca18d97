import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { lightOf } from '#geodata/rules/lights.ts'
import { addDays, daysBetween } from '#geodata/rules/periods.ts'
import { thresholdsOn } from '../stock/lights.service.ts'
import type { StockSum } from '../stock/stock.service.ts'
import { summaryOf } from '../stock/stock.service.ts'
import type { Place } from './overview.queries.ts'
import {
  countDeadlines,
  findDeadlines,
  findFactories,
  findParcelsByStatus,
  findSeismicAssessments,
  findStandardLand,
  findWorks,
} from './overview.queries.ts'

type Deps = Pick<Context, 'database' | 'today'>

/** A figure opens the rows that it was added up from: the ledger of `collection` with these filters. */
type FigureLink = { collection: string; filters: Record<string, string> }

const link = (collection: string, filters: Record<string, string> = {}): FigureLink => ({
  collection,
  filters,
})

const mostDeadlines = 20
/** Money is stored in 万元 with four places; adding doubles leaves more. */
const wanDecimals = 4

/** What a remediation has done, has begun or has still to do: the account of the day in three parts. */
function land(collection: string, { disposed, disposing, waiting }: StockSum) {
  const figures = { disposed, disposing, remaining: waiting }
  const state = (name: keyof typeof figures) => ({
    ...figures[name],
    link: link(collection, { state: name }),
  })
  return {
    disposedM2: figures.disposed.areaM2,
    disposingM2: figures.disposing.areaM2,
    remainingM2: figures.remaining.areaM2,
    counts: {
      disposed: figures.disposed.count,
      disposing: figures.disposing.count,
      remaining: figures.remaining.count,
    },
    states: { disposed: state('disposed'), disposing: state('disposing'), remaining: state('remaining') },
    link: link(collection),
  }
}

/** The remediations that are still open and due in a span of days. */
const dueLink = (due: Record<string, string>) =>
  link('remediations', { 'disposed_on.null': 'true', 'due_on.null': 'false', ...due })

function dueLinks(today: string, nearDays: number) {
  const near = addDays(today, nearDays)
  return {
    overdue: dueLink({ 'due_on.lt': today }),
    near: dueLink({ 'due_on.gte': today, 'due_on.lte': near }),
    later: dueLink({ 'due_on.gt': near }),
  }
}

async function deadlines({ database }: Deps, place: Place, on: string) {
  const thresholds = await thresholdsOn(database.read, place.zoneId, on)
  const nearDays = thresholds.orangeDays
  const [rows, counts] = await Promise.all([
    findDeadlines(database, place, on, mostDeadlines),
    countDeadlines(database, place, on, nearDays),
  ])
  const next = rows.map(({ areaM2, ...row }) => ({
    ...row,
    areaM2: areaM2 === null ? null : Number(areaM2),
    daysLeft: daysBetween(on, row.dueOn),
    light: lightOf(row.dueOn, on, thresholds)!,
    link: link(row.collection, { ids: String(row.id) }),
  }))
  return { counts, nearDays, links: dueLinks(on, nearDays), next }
}

/** Every figure of the leader's page: today, or as of a day. */
export async function overview(context: Deps, zone: Zone, at: AsOf | undefined) {
  const { database } = context
  const on = at?.on ?? context.today()
  const place: Place = { zoneId: zone.id, at }
  const [stock, standard, factory, works, seismic, statuses, due] = await Promise.all([
    summaryOf(context, zone.id, { on, known: at?.known ?? null, than: null }),
    findStandardLand(database, place),
    findFactories(database, place),
    findWorks(database, place),
    findSeismicAssessments(database, place),
    findParcelsByStatus(database, place),
    deadlines(context, place, on),
  ])
  return {
    asOf: on,
    unsupplied: land('unsupplied-land', stock.kinds.unsupplied.now),
    idle: land('idle-land', stock.kinds.idle.now),
    standardLand: { ...standard, link: link('standard-land') },
    factory: {
      ...factory,
      link: link('factory-buildings'),
      vacantLink: link('factory-units', { status: 'vacant' }),
      occupiedLink: link('factory-units', { status: 'leased,sold,self_use' }),
    },
    roads: {
      underWay: works.roads.count,
      lengthM: works.roads.lengthM,
      roadInvestmentWan: works.roads.investmentWan,
      projects: works.projects.count,
      projectInvestmentWan: works.projects.investmentWan,
      investmentWan: roundTo(works.roads.investmentWan + works.projects.investmentWan, wanDecimals),
      link: link('roads', { status: 'building' }),
      projectsLink: link('pipelines', { status: 'building', 'investment_wan.null': 'false' }),
    },
    seismic: { ...seismic, link: link('assessments', { kind: 'seismic_safety' }) },
    parcels: {
      byStatus: statuses.map((row) => ({ ...row, link: link('parcels', { status: row.status }) })),
      link: link('parcels'),
    },
    deadlines: due,
  }
}
