import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { StockSum } from '../stock/stock.service.ts'
import { levelsOn } from '../stock/stock.service.ts'
import type { Day } from './overview.queries.ts'
import {
  countDeadlines,
  findDeadlines,
  findFactories,
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

/** The figures of a kind of land are those of its account. */
function land(collection: string, { disposed, disposing, waiting }: StockSum) {
  const states = { disposed, disposing, remaining: waiting }
  const state = (name: keyof typeof states) => ({ ...states[name], link: link(collection, { state: name }) })
  return {
    disposedM2: disposed.areaM2,
    disposingM2: disposing.areaM2,
    remainingM2: waiting.areaM2,
    counts: { disposed: disposed.count, disposing: disposing.count, remaining: waiting.count },
    states: {
      disposed: state('disposed'),
      disposing: state('disposing'),
      remaining: state('remaining'),
    },
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

async function deadlines({ database }: Context, zone: Zone, day: Day, today: string) {
  const [rows, counts] = await Promise.all([
    findDeadlines(database, zone.id, { day, today, limit: mostDeadlines }),
    countDeadlines(database, zone.id, { day, today, nearDays }),
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

/** `at`: the day and what was known; undefined: now. */
export async function overview(context: Context, zone: Zone, day: Day, than: string | null = null) {
  const { database } = context
  const at: AsOf = day ?? { on: context.today(), known: null }
  const [levels, before, standard, factory, works, seismic, statuses, due] = await Promise.all([
    levelsOn(context, zone.id, at),
    than === null ? null : levelsOn(context, zone.id, { on: than, known: at.known }),
    findStandardLand(database, zone.id, day),
    findFactories(database, zone.id, day),
    findWorks(database, zone.id, day),
    findSeismicAssessments(database, zone.id, day),
    findParcelsByStatus(database, zone.id, day),
    deadlines(context, zone, day, at.on),
  ])
  const landOf = ({ unsupplied, idle }: typeof levels) => ({
    unsupplied: land('unsupplied-land', unsupplied),
    idle: land('idle-land', idle),
  })
  return {
    asOf: at.on,
    than,
    ...landOf(levels),
    before: before && landOf(before),
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
