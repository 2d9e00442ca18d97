import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { BatchFigures } from './batch.figures.ts'
import { figuresOf } from './batch.figures.ts'
import { findBatches } from './batch.queries.ts'
import { rulesOfDay, withGround } from './batch.reading.ts'
import type { BatchListRequest } from './batch.schema.ts'
import { groundOf } from './ground.ts'
import { breakdownOf } from '../stock/stock.service.ts'

type Deps = Pick<Context, 'database'>

/** All batches of a zone approved by a day, with their balance by the ledger. */
export async function figuresOfZone(deps: Deps, zoneId: number, asOf: AsOf): Promise<BatchFigures[]> {
  const rules = await rulesOfDay(deps, zoneId, asOf.on)
  const rows = await findBatches(deps.database.read, zoneId, asOf)
  return rows.map((row) => figuresOf(row, rules, asOf.on).figures)
}

type Filters = Pick<BatchListRequest, 'year' | 'cohort' | 'condition' | 'cause' | 'state' | 'kind' | 'q'>

function fits(batch: BatchFigures, { year, cohort, condition, cause, state, kind, q }: Filters): boolean {
  const sought = q?.trim().toLowerCase()
  const texts = [batch.code, batch.name, batch.approvalNo].map((text) => text?.toLowerCase() ?? '')
  return (
    (year === undefined || batch.year === year) &&
    (cohort === undefined || batch.cohort === cohort) &&
    (condition === undefined || batch.condition === condition) &&
    (cause === undefined || batch.notReadyCause === cause) &&
    (state === undefined || batch.state === state) &&
    (kind === undefined || batch.kind === kind) &&
    (!sought || texts.some((text) => text.includes(sought)))
  )
}

/** Days until an approval lapses; those that nothing can lapse any more come last. */
const lapseOrder = ({ lapse }: BatchFigures): number =>
  lapse.stoppedBy === null ? lapse.daysLeft : Number.MAX_SAFE_INTEGER

const orders = {
  approved_on: (batch: BatchFigures) => batch.approvedOn,
  code: (batch: BatchFigures) => batch.code,
  approved: (batch: BatchFigures) => batch.approvedM2,
  supplied: (batch: BatchFigures) => batch.suppliedM2,
  remaining: (batch: BatchFigures) => batch.ledgerM2,
  lapse: lapseOrder,
} as const

function sorted(batches: readonly BatchFigures[], sort: string): BatchFigures[] {
  const isDown = sort.startsWith('-')
  const keyOf = orders[(isDown ? sort.slice(1) : sort) as keyof typeof orders]
  const natural = new Intl.Collator('zh', { numeric: true })
  return batches.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    const order =
      typeof x === 'number' && typeof y === 'number' ? x - y : natural.compare(String(x), String(y))
    return (isDown ? -order : order) || a.id - b.id
  })
}

/** What the account of land holds of each batch, parcel by parcel: the figure of the leaders' pages. */
async function stockOfBatches(deps: Deps, zoneId: number, asOf: AsOf): Promise<ReadonlyMap<number, number>> {
  const wanted = { kind: 'unsupplied', by: 'batch', filter: {} } as const
  const { groups } = await breakdownOf(deps, zoneId, { ...asOf, than: null }, wanted)
  return new Map(groups.map(({ key, now }) => [Number(key), now.areaM2]))
}

function totalsOf(batches: readonly BatchFigures[], stock: ReadonlyMap<number, number>) {
  const sum = (of: (batch: BatchFigures) => number) =>
    roundTo(
      batches.reduce((total, batch) => total + of(batch), 0),
      4,
    )
  return {
    count: batches.length,
    approvedM2: sum(({ approvedM2 }) => approvedM2),
    suppliedM2: sum(({ suppliedM2 }) => suppliedM2),
    withdrawnM2: sum(({ withdrawnM2 }) => withdrawnM2),
    lapsedM2: sum(({ lapsedM2 }) => lapsedM2),
    writtenOffM2: sum(({ writtenOffM2 }) => writtenOffM2),
    ledgerM2: sum(({ ledgerM2 }) => ledgerM2),
    stockM2: sum(({ id }) => stock.get(id) ?? 0),
    overdrawn: {
      count: batches.filter(({ state }) => state === 'overdrawn').length,
      areaM2: sum(({ ledgerM2 }) => Math.max(-ledgerM2, 0)),
    },
    readyM2: sum(({ ledgerM2, condition }) => (condition === 'not_ready' ? 0 : Math.max(ledgerM2, 0))),
  }
}

export async function matchingBatches(deps: Deps, zoneId: number, asOf: AsOf, request: BatchListRequest) {
  const all = await figuresOfZone(deps, zoneId, asOf)
  const found = all.filter((batch) => fits(batch, request))
  return { all, found: sorted(found, request.sort) }
}

/** A page of batches: balances by the ledger for all, by the boundary for those of the page. */
export async function pageOfBatches(deps: Deps, zoneId: number, asOf: AsOf, request: BatchListRequest) {
  const { all, found } = await matchingBatches(deps, zoneId, asOf, request)
  const rules = await rulesOfDay(deps, zoneId, asOf.on)
  const page = found.slice(request.offset, request.offset + request.limit)
  const stock = await stockOfBatches(deps, zoneId, asOf)
  const grounds = await groundOf(deps.database, zoneId, asOf, page)
  return {
    ...asOf,
    total: found.length,
    totals: totalsOf(found, stock),
    years: [...new Set(all.map(({ year }) => year))].toSorted((a, b) => b - a),
    batches: page.map((batch) => withGround(batch, grounds.get(batch.id)?.overlay ?? null, rules)),
  }
}
