import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { Disposed } from '#geodata/rules/batch/target-progress.ts'
import { progressOf } from '#geodata/rules/batch/target-progress.ts'
import type { StockKind } from '#api/db/schema-remediation.ts'
import type { TargetItem, TargetRow } from './target.queries.ts'
import { findItems, findTarget, findTargets } from './target.queries.ts'
import type { TargetListRequest } from './target.schema.ts'
import { disposalsBetween, stockOn } from './target.stock.ts'

type Deps = Pick<Context, 'database'>
type Move = Awaited<ReturnType<typeof disposalsBetween>>[number]

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text))

/** A target with how far it has come; what was disposed of outside of its base does not count. */
function viewOf(row: TargetRow, items: readonly TargetItem[], moves: readonly Move[], on: string) {
  const { goalM2, goalRate, baseM2, createdBy: _createdBy, ...rest } = row
  const target = {
    assignedOn: row.assignedOn,
    dueOn: row.dueOn,
    baseM2: Number(baseM2),
    goalM2: numberOf(goalM2),
    goalRate: numberOf(goalRate),
  }
  const isEnded = row.endedOn !== null && row.endedOn <= on
  const until = isEnded ? row.endedOn! : on
  const own = new Set(items.map(({ parcelId }) => parcelId))
  const counted = moves.filter(
    ({ parcelId, movedOn }) => own.has(parcelId) && movedOn > row.assignedOn && movedOn <= until,
  )
  const disposed: Disposed[] = counted.map(({ movedOn, areaM2 }) => ({ on: movedOn, areaM2: -areaM2 }))
  const progress = progressOf(target, disposed, until)
  return {
    ...rest,
    ...progress,
    endedOn: isEnded ? row.endedOn : null,
    goalRate: target.goalRate,
    baseM2: target.baseM2,
    state: isEnded ? ('ended' as const) : progress.state,
    disposedCount: new Set(counted.map(({ parcelId }) => parcelId)).size,
  }
}

/** What was disposed of since the first of some targets was assigned, kind by kind. */
async function movesFor(
  deps: Deps,
  zoneId: number,
  at: AsOf,
  rows: readonly TargetRow[],
): Promise<Map<StockKind, Move[]>> {
  const moves = new Map<StockKind, Move[]>()
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const own = rows.filter((row) => row.kind === kind)
    const from = own.map(({ assignedOn }) => assignedOn).toSorted()[0]!
    moves.set(kind, await disposalsBetween(deps, zoneId, kind, from, at))
  }
  return moves
}

export async function listTargets(deps: Deps, zoneId: number, at: AsOf, { kind }: TargetListRequest) {
  const rows = await findTargets(deps.database.read, zoneId, at, kind ?? null)
  const items = await findItems(
    deps.database.read,
    zoneId,
    rows.map(({ id }) => id),
  )
  const moves = await movesFor(deps, zoneId, at, rows)
  const targets = rows.map((row) =>
    viewOf(
      row,
      items.filter(({ targetId }) => targetId === row.id),
      moves.get(row.kind) ?? [],
      at.on,
    ),
  )
  return { ...at, targets }
}

/** One target with the parcels of its base: what is left of them first, then how the others were disposed of. */
export async function readTarget(deps: Deps, zoneId: number, at: AsOf, id: number) {
  const row = await findTarget(deps.database.read, zoneId, id)
  if (!row || row.assignedOn > at.on) throw new Problem('not-found', { detail: `there is no target ${id}` })
  const items = await findItems(deps.database.read, zoneId, [id])
  const moves = (await movesFor(deps, zoneId, at, [row])).get(row.kind) ?? []
  const stock = await stockOn(deps, zoneId, at, row.kind, 'all')
  const standing = new Map(stock.map((parcel) => [parcel.parcelId, parcel]))
  const gone = new Map(moves.toReversed().map((move) => [move.parcelId, move]))
  const base = await stockOn(deps, zoneId, { on: row.assignedOn, known: row.baseKnownAt }, row.kind, 'all')
  const named = new Map(base.map((parcel) => [parcel.parcelId, parcel]))
  const parcels = items.map(({ parcelId, areaM2 }) => {
    const [left, move] = [standing.get(parcelId), gone.get(parcelId)]
    const known = left ?? named.get(parcelId)
    return {
      parcelId,
      code: known?.code ?? move?.code ?? String(parcelId),
      name: known?.name ?? move?.name ?? null,
      holder: known?.holder ?? move?.holder ?? null,
      baseM2: Number(areaM2),
      leftM2: left?.areaM2 ?? 0,
      disposedOn: left ? null : (move?.movedOn ?? null),
      path: left ? left.path : (move?.movement ?? null),
      state: left?.state ?? null,
      dueOn: left?.dueOn ?? null,
      daysLeft: left?.daysLeft ?? null,
      batchId: known?.batchId ?? move?.batchId ?? null,
      batchCode: known?.batchCode ?? move?.batchCode ?? null,
      leader: left?.responsible.leader ?? null,
      documentNo: left?.documentNo ?? move?.documentNo ?? null,
    }
  })
  return { ...at, target: viewOf(row, items, moves, at.on), parcels: parcels.toSorted(byUrgency) }
}

type Urgent = { leftM2: number; dueOn: string | null; code: string }
const NEVER = '9999-12-31'
/** What is left first, the earliest deadline first. */
function byUrgency(a: Urgent, b: Urgent): number {
  const left = Number(b.leftM2 > 0) - Number(a.leftM2 > 0)
  return left || (a.dueOn ?? NEVER).localeCompare(b.dueOn ?? NEVER) || a.code.localeCompare(b.code)
}
