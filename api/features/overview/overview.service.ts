import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { LandFigures } from './overview.queries.ts'
import {
  countDeadlines,
  findDeadlines,
  findFactories,
  findLandFigures,
  findParcelsByStatus,
  findSeismicAssessments,
  findStandardLand,
  findWorks,
} from './overview.queries.ts'

/** A figure opens the rows that it was added up from: the ledger of `collection` with these filters. */
type FigureLink = { collection: string; filters: Record<string, string> }

const link = (collection: string, filters: Record<string, string> = {}): FigureLink => ({
  collection,
  filters,
})

/** Days before a deadline from which it is near (domain.md §9.1 [P]). */
const nearDays = 30
const mostDeadlines = 20
/** Money is stored in 万元 with four places; adding doubles leaves more. */
const wanDecimals = 4
const dayMs = 24 * 3600 * 1000

function land(collection: string, figures: LandFigures) {
  const state = (name: keyof LandFigures) => ({ ...figures[name], link: link(collection, { state: name }) })
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

function dueLinks(today: string) {
  const near = new Date(Date.parse(today) + nearDays * dayMs).toISOString().slice(0, 10)
  return {
    overdue: dueLink({ 'due_on.lt': today }),
    near: dueLink({ 'due_on.gte': today, 'due_on.lte': near }),
    later: dueLink({ 'due_on.gt': near }),
  }
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

function lightOf(daysLeft: number): 'overdue' | 'near' | 'green' {
  if (daysLeft < 0) return 'overdue'
  return daysLeft <= nearDays ? 'near' : 'green'
}

async function deadlines({ database }: Context, zone: Zone, today: string) {
  const [rows, counts] = await Promise.all([
    findDeadlines(database, zone.id, today, mostDeadlines),
    countDeadlines(database, zone.id, today, nearDays),
  ])
  const next = rows.map(({ areaM2, ...row }) => {
    const daysLeft = daysBetween(today, row.dueOn)
    return {
      ...row,
      areaM2: areaM2 === null ? null : Number(areaM2),
      daysLeft,
      light: lightOf(daysLeft),
      link: link(row.collection, { ids: String(row.id) }),
    }
  })
  return { counts, links: dueLinks(today), next }
}

export async function overview(context: Context, zone: Zone) {
  const { database } = context
  const today = context.today()
  const [unsupplied, idle, standard, factory, works, seismic, statuses, due] = await Promise.all([
    findLandFigures(database, zone.id, 'unsupplied_land'),
    findLandFigures(database, zone.id, 'idle_land'),
    findStandardLand(database, zone.id),
    findFactories(database, zone.id),
    findWorks(database, zone.id),
    findSeismicAssessments(database, zone.id),
    findParcelsByStatus(database, zone.id),
    deadlines(context, zone, today),
  ])
  return {
    asOf: today,
    unsupplied: land('unsupplied-land', unsupplied),
    idle: land('idle-land', idle),
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
