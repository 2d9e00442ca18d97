import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { percent } from '#geodata/rules/batch/land-rates.ts'
import { toM2, toParts } from '#geodata/rules/stock/area-parts.ts'
import type { MovementName, StockKind } from '#geodata/rules/stock/stock-facts.ts'
import { stockMarks, stockMovements } from '#geodata/rules/stock/stock-facts.ts'
import type { Dimension } from './dimensions.ts'
import type { StockFilter } from './stock-filter.ts'
import type { GroupRow, LevelRow } from './stock.queries.ts'
import { findDisposed, findGroups, findLevels, findMonths, findMoved, findOverdue } from './stock.queries.ts'

type Deps = Pick<Context, 'database'>
type Sum = { areaM2: number; count: number }

const minus = (a: Sum, b: Sum): Sum => ({
  areaM2: toM2(toParts(a.areaM2) - toParts(b.areaM2)),
  count: a.count - b.count,
})
const nothing: Sum = { areaM2: 0, count: 0 }

export type StockSum = Sum & { disposing: Sum; waiting: Sum; disposed: Sum }

function sumOf(row: LevelRow | undefined): StockSum {
  if (!row) return { ...nothing, disposing: nothing, waiting: nothing, disposed: nothing }
  const all = { areaM2: Number(row.area), count: row.count }
  const disposing = { areaM2: Number(row.disposing_area), count: row.disposing_count }
  const disposed = { areaM2: Number(row.disposed_area), count: row.disposed_count }
  return { ...all, disposing, waiting: minus(all, disposing), disposed }
}

/** The stock of both kinds at the end of a day. */
export async function levelsOn(
  { database }: Deps,
  zoneId: number,
  at: AsOf,
): Promise<Record<StockKind, StockSum>> {
  const rows = await findLevels(database, zoneId, at)
  const of = (kind: StockKind) => sumOf(rows.find((row) => row.kind === kind))
  return { unsupplied: of('unsupplied'), idle: of('idle') }
}

export type Compared = AsOf & { than: string | null }

/** Overview: what there is of both kinds, and what there was on the day to compare with. */
export async function summaryOf(deps: Deps, zoneId: number, { on, known, than }: Compared) {
  const [now, before] = await Promise.all([
    levelsOn(deps, zoneId, { on, known }),
    than === null ? null : levelsOn(deps, zoneId, { on: than, known }),
  ])
  const levelOf = (kind: StockKind) => ({
    now: now[kind],
    before: before?.[kind] ?? null,
    disposed: now[kind].disposed,
  })
  return {
    on,
    than,
    kinds: { unsupplied: levelOf('unsupplied'), idle: levelOf('idle') },
  }
}

type Group = Sum & { disposing: Sum; waiting: Sum }

function groupOf(row: GroupRow | undefined): Group {
  if (!row) return { ...nothing, disposing: nothing, waiting: nothing }
  const all = { areaM2: Number(row.area), count: row.count }
  const disposing = { areaM2: Number(row.disposing_area), count: row.disposing_count }
  return { ...all, disposing, waiting: minus(all, disposing) }
}

const total = (groups: readonly Group[]): Group => {
  const add = (of: (group: Group) => Sum): Sum => ({
    areaM2: toM2(groups.reduce((parts, group) => parts + toParts(of(group).areaM2), 0)),
    count: groups.reduce((sum, group) => sum + of(group).count, 0),
  })
  return {
    ...add((group) => group),
    disposing: add(({ disposing }) => disposing),
    waiting: add(({ waiting }) => waiting),
  }
}

/** The stock of a day by a dimension, beside that of the day to compare with; the groups add up to the stock. */
export async function breakdownOf(
  { database }: Deps,
  zoneId: number,
  { on, known, than }: Compared,
  { kind, by, filter }: { kind: StockKind; by: Dimension; filter: StockFilter },
) {
  const [now, before] = await Promise.all([
    findGroups(database, zoneId, { on, known }, kind, by, filter),
    than === null ? null : findGroups(database, zoneId, { on: than, known }, kind, by, filter),
  ])
  const present = new Map(now.map((row) => [row.key, row]))
  const past = new Map((before ?? []).map((row) => [row.key, row]))
  const keys = [...new Set([...present.keys(), ...past.keys()])]
  const groups = keys.map((key) => ({
    key,
    label: present.get(key)?.label ?? past.get(key)?.label ?? null,
    now: groupOf(present.get(key)),
    before: before === null ? null : groupOf(past.get(key)),
  }))
  return { on, than, kind, by, groups, total: total(groups.map(({ now: group }) => group)) }
}

export type Period = { from: string; to: string; known: string | null }
const isMark = (movement: string): boolean => (stockMarks as readonly string[]).includes(movement)

/** The account between two days: opening + movements = closing. */
export async function accountOf({ database }: Deps, zoneId: number, kind: StockKind, period: Period) {
  const { from, to, known } = period
  const [opening, closing, moved] = await Promise.all([
    findLevels(database, zoneId, { on: from, known }),
    findLevels(database, zoneId, { on: to, known }),
    findMoved(database, zoneId, { on: to, known }, kind, from),
  ])
  const levelOf = (rows: LevelRow[]): Sum => {
    const { areaM2, count } = sumOf(rows.find((row) => row.kind === kind))
    return { areaM2, count }
  }
  const inOrder = stockMovements.flatMap((movement) => moved.filter((row) => row.movement === movement))
  const lines = inOrder
    .filter(({ movement }) => !isMark(movement))
    .map((row) => ({
      movement: row.movement as MovementName,
      areaM2: Number(row.area),
      count: row.count,
      disposedM2: Number(row.disposed_area),
      disposedCount: row.disposed_count,
    }))
  const marks = inOrder
    .filter(({ movement }) => isMark(movement))
    .map(({ movement, count }) => ({ movement: movement as MovementName, count }))
  const ends = { opening: levelOf(opening), closing: levelOf(closing) }
  const reached = lines.reduce((parts, { areaM2 }) => parts + toParts(areaM2), toParts(ends.opening.areaM2))
  return {
    kind,
    from,
    to,
    ...ends,
    movements: lines,
    marks,
    closes: reached === toParts(ends.closing.areaM2),
  }
}

const endOfMonth = (month: string): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10)

function monthsBetween(from: string, to: string): string[] {
  const index = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1
  const [first, last] = [index(from), index(to)]
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const month = first + place
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

/** The level at the end of each month of a period, and what moved in it; `from` counts. */
export async function monthsOf({ database }: Deps, zoneId: number, kind: StockKind, period: Period) {
  const { from, to, known } = period
  const rows = await findMonths(database, zoneId, { on: to, known }, kind, from)
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  const parts = (month: string, name: 'area' | 'entered_area' | 'left_area' | 'disposed_area') =>
    toParts(Number(byMonth.get(month)?.[name] ?? 0))
  let level = parts('before', 'area')
  let disposed = 0
  const openingM2 = toM2(level)
  const months = monthsBetween(from, to).map((month) => {
    level += parts(month, 'area')
    disposed += parts(month, 'disposed_area')
    const end = endOfMonth(month)
    return {
      month,
      endsOn: end < to ? end : to,
      levelM2: toM2(level),
      enteredM2: toM2(parts(month, 'entered_area')),
      leftM2: toM2(-parts(month, 'left_area')),
      disposedM2: toM2(parts(month, 'disposed_area')),
      disposedSoFarM2: toM2(disposed),
    }
  })
  return { kind, from, to, openingM2, months }
}

/** Who has disposed of how much in a period, what is left and what is overdue on its last day. */
export async function rankingOf(
  { database }: Deps,
  zoneId: number,
  { kind, by }: { kind: StockKind; by: Dimension },
  { from, to, known }: Period,
) {
  const at = { on: to, known }
  const [disposed, remaining, overdue] = await Promise.all([
    findDisposed(database, zoneId, at, kind, by, from),
    findGroups(database, zoneId, at, kind, by, {}),
    findOverdue(database, zoneId, at, kind, by),
  ])
  const keys = new Set([...disposed, ...remaining].map(({ key }) => key))
  const groups = [...keys].map((key) => {
    const gone = disposed.find((row) => row.key === key)
    const left = remaining.find((row) => row.key === key)
    const late = overdue.find((row) => row.key === key)
    const disposedSum = { areaM2: Number(gone?.disposed_area ?? 0), count: gone?.disposed_count ?? 0 }
    const remainingSum = { areaM2: Number(left?.area ?? 0), count: left?.count ?? 0 }
    return {
      key,
      label: left?.label ?? null,
      disposed: disposedSum,
      remaining: remainingSum,
      overdue: { areaM2: Number(late?.overdue_area ?? 0), count: late?.overdue_count ?? 0 },
      rate: percent(disposedSum.areaM2, disposedSum.areaM2 + remainingSum.areaM2),
    }
  })
  return {
    kind,
    by,
    from,
    to,
    groups: groups.toSorted(
      (a, b) =>
        (b.rate ?? -1) - (a.rate ?? -1) ||
        b.disposed.areaM2 - a.disposed.areaM2 ||
        b.remaining.areaM2 - a.remaining.areaM2,
    ),
  }
}
