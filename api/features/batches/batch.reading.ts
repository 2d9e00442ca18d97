import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { BatchGround } from '#geodata/rules/batch/batch-difference.ts'
import { explainDifference } from '#geodata/rules/batch/batch-difference.ts'
import type { BatchShare } from '#geodata/rules/batch/batch-land.ts'
import { isDisposed, shareSupply } from '#geodata/rules/batch/batch-land.ts'
import type { BatchRules } from '#geodata/rules/batch/batch-rules.ts'
import { batchRulesOn } from '#geodata/rules/batch/batch-rules.ts'
import { faultOfBatchEntry } from '#geodata/rules/entry-checks.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import { figuresOf } from './batch.figures.ts'
import type { BatchRow, EntryRow } from './batch.queries.ts'
import { findBatches, findEntries } from './batch.queries.ts'
import type { GroundRow } from './ground.queries.ts'
import { findShares } from './ground.queries.ts'
import { readBatchRules } from './batch-rule.service.ts'
import type { Ground } from './ground.ts'
import { groundFigures, groundOf, massBalance, sliversOf } from './ground.ts'
import type { Overlay } from './overlay.queries.ts'
import { findShapes } from './overlay.queries.ts'

type Deps = Pick<Context, 'database'>

/** A parcel that reaches out of the batch by less than this follows its boundary, as surveys do. */
const CROSSING_M2 = 1

type Inside = Overlay['parcels'][number]
const isCrossing = ({ areaM2, insideM2 }: Inside): boolean => areaM2 - insideM2 > CROSSING_M2

async function findBatch({ database }: Deps, zoneId: number, asOf: AsOf, id: number): Promise<BatchRow> {
  const [row] = await findBatches(database.read, zoneId, asOf, id)
  if (!row) throw new Problem('not-found', { detail: `no batch ${id} was approved by ${asOf.on}` })
  return row
}

export async function rulesOfDay({ database }: Deps, zoneId: number, on: string): Promise<BatchRules> {
  return batchRulesOn(await readBatchRules(database.read, zoneId), on)
}

type Shares = ReadonlyMap<number, BatchShare[]>

/** The contracts of parcels over the boundary, shared by what of each parcel lies in which batch. */
async function sharesOf(
  { database }: Deps,
  zoneId: number,
  asOf: AsOf,
  { overlay, parcels }: Ground,
): Promise<Shares> {
  const crossing = overlay?.parcels.filter((one) => one.state === 'supplied' && isCrossing(one)) ?? []
  if (crossing.length === 0) return new Map()
  const byId = new Map(parcels.map((parcel) => [parcel.id, parcel]))
  const versions = crossing.map(({ id }) => byId.get(id)!)
  const found = await findShares(database.read, zoneId, asOf, versions)
  return new Map(
    crossing.map(({ id, areaM2 }) => {
      const inBatches = found.filter(({ parcelId, insideM2 }) => parcelId === id && insideM2 > CROSSING_M2)
      const outsideM2 = areaM2 - inBatches.reduce((sum, { insideM2 }) => sum + insideM2, 0)
      const parts: BatchShare[] = inBatches.map(({ batchId, insideM2 }) => ({ batchId, insideM2 }))
      if (outsideM2 > CROSSING_M2) parts.push({ batchId: null, insideM2: outsideM2 })
      return [id, shareSupply(byId.get(id)!.supplies[0]?.areaM2 ?? areaM2, parts)]
    }),
  )
}

/** The contract that the batch has counted: the first; a second one on the same land is no second supply. */
function contractIn(batchId: number, parcel: GroundRow | undefined, shares: Shares): number | null {
  const first = parcel?.supplies[0]
  if (!first) return null
  const own = shares.get(parcel.id)?.find((share) => share.batchId === batchId)
  return own?.insideM2 ?? first.areaM2
}

type Subject = { batchId: number; approvedM2: number; sliverM2: number }

function groundForRules(
  { batchId, approvedM2, sliverM2 }: Subject,
  entries: readonly EntryRow[],
  { overlay, parcels }: Ground & { overlay: Overlay },
  shares: Shares,
): BatchGround {
  const inside = new Set(overlay.parcels.map(({ id }) => id))
  const byId = new Map(parcels.map((parcel) => [parcel.id, parcel]))
  const gone = new Set(overlay.parcels.filter(({ state }) => isDisposed(state)).map(({ id }) => id))
  return {
    declaredM2: approvedM2,
    boundaryM2: overlay.boundaryM2,
    leftM2: overlay.left.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    slivers: sliversOf(overlay, sliverM2).map(({ areaM2 }) => areaM2),
    overlaps: overlay.doubles.filter(({ parcelIds }) => parcelIds.every((id) => gone.has(id))),
    entries: entries.map(({ id, kind, areaM2, parcelId }) => ({
      id,
      kind,
      areaM2: Number(areaM2),
      parcelId,
      isInside: parcelId !== null && inside.has(parcelId),
    })),
    parcels: overlay.parcels.map((one) => ({
      id: one.id,
      state: one.state,
      insideM2: one.insideM2,
      isCrossing: isCrossing(one),
      contractM2: one.state === 'supplied' ? contractIn(batchId, byId.get(one.id), shares) : null,
    })),
  }
}

function viewParcel(one: Inside, parcel: GroundRow, shares: Shares) {
  const { code, name, holder, ownBatchId, declaredM2, supplies, remediations } = parcel
  return {
    id: one.id,
    code,
    name,
    holder,
    ownBatchId,
    state: one.state,
    declaredM2: declaredM2 === null ? null : Number(declaredM2),
    areaM2: one.areaM2,
    insideM2: one.insideM2,
    isCrossing: isCrossing(one),
    shares: (shares.get(one.id) ?? []).map(({ batchId, insideM2 }) => ({ batchId, areaM2: insideM2 })),
    supplies,
    documentNo: remediations[0]?.documentNo ?? null,
    dueOn: remediations[0]?.dueOn ?? null,
  }
}

/** One batch on a day: both balances, what leads from one to the other, its ways out, what lies in it. */
export async function readBatch(deps: Deps, zoneId: number, asOf: AsOf, id: number) {
  const { database } = deps
  const row = await findBatch(deps, zoneId, asOf, id)
  const rules = await rulesOfDay(deps, zoneId, asOf.on)
  const { figures, disposal } = figuresOf(row, rules, asOf.on)
  const entries = await findEntries(database.read, zoneId, asOf, id)
  const ground = (await groundOf(database, zoneId, asOf, [row])).get(id)!
  const { overlay, unusable } = ground
  const shares = await sharesOf(deps, zoneId, asOf, ground)
  const byId = new Map(ground.parcels.map((parcel) => [parcel.id, parcel]))
  const subject = { batchId: id, approvedM2: figures.approvedM2, sliverM2: rules.sliverM2 }
  const marks = (pieces: Overlay['holes']) => pieces.map(({ areaM2, at }) => ({ areaM2, at }))
  return {
    ...asOf,
    rules: { sliverM2: rules.sliverM2, lapseYears: rules.lapseYears },
    batch: withGround(figures, overlay, rules),
    bbox: overlay?.bbox ?? null,
    unusable: unusable.map((one) => ({ id: one, code: one === null ? null : (byId.get(one)?.code ?? null) })),
    difference:
      overlay && explainDifference(groundForRules(subject, entries, { ...ground, overlay }, shares)),
    mass: overlay && massBalance(overlay),
    holes: marks(overlay?.holes ?? []),
    slivers: overlay ? marks(sliversOf(overlay, rules.sliverM2)) : [],
    doubles: (overlay?.doubles ?? []).map(({ areaM2, at, parcelIds }) => ({ areaM2, at, parcelIds })),
    parcels: (overlay?.parcels ?? []).map((one) => viewParcel(one, byId.get(one.id)!, shares)),
    entries: entries.map(({ areaM2, contractM2, batchId: _own, ...entry }) => ({
      ...entry,
      fault: faultOfBatchEntry({ areaM2: Number(areaM2), enteredOn: entry.enteredOn }, figures),
      areaM2: Number(areaM2),
      contractM2: contractM2 === null ? null : Number(contractM2),
    })),
    conditions: row.conditions,
    clearLand: disposal.clearLand,
    paths: disposal.paths,
  }
}

/** The figures of the list with what the boundary says, where it was asked and can be trusted. */
export function withGround(
  figures: ReturnType<typeof figuresOf>['figures'],
  overlay: Overlay | null,
  { sliverM2 }: Pick<BatchRules, 'sliverM2'>,
) {
  const ground = overlay && groundFigures(overlay, sliverM2)
  return {
    ...figures,
    geometryM2: ground?.geometryM2 ?? null,
    differenceM2: ground && roundTo(figures.ledgerM2 - ground.geometryM2, 4),
    slivers: ground?.slivers ?? null,
    holes: ground?.holes ?? null,
    doubles: ground?.doubles ?? null,
  }
}

type Role = 'boundary' | 'parcel' | 'hole' | 'double' | 'sliver'
const drawn = (role: Role, geometry: unknown, properties: { areaM2: number; [name: string]: unknown }) => ({
  type: 'Feature' as const,
  geometry,
  properties: { role, state: null, code: null, parcelId: null, ...properties },
})

/** The partition of a batch on a day as GeoJSON, for its map. */
export async function mapOfBatch(deps: Deps, zoneId: number, asOf: AsOf, id: number) {
  const row = await findBatch(deps, zoneId, asOf, id)
  const { sliverM2 } = await rulesOfDay(deps, zoneId, asOf.on)
  const { overlay, digest, parcels } = (await groundOf(deps.database, zoneId, asOf, [row])).get(id)!
  // What was kept a moment ago may not have reached a replica yet.
  const shapes = overlay && (await findShapes(deps.database.db, zoneId, { batchId: id, digest }))
  const codes = new Map(parcels.map((parcel) => [parcel.id, parcel.code]))
  if (!overlay || !shapes) return { type: 'FeatureCollection' as const, bbox: null, features: [] }
  const pieces = (role: Role, areas: readonly { areaM2: number }[], geometries: readonly unknown[]) =>
    areas.map(({ areaM2 }, index) => drawn(role, geometries[index], { areaM2 }))
  return {
    type: 'FeatureCollection' as const,
    bbox: overlay.bbox,
    features: [
      drawn('boundary', shapes.boundary, { areaM2: overlay.boundaryM2, code: row.code }),
      ...overlay.parcels.map(({ id: parcelId, state, insideM2 }, index) =>
        drawn('parcel', shapes.parcels[index], {
          areaM2: insideM2,
          state,
          parcelId,
          code: codes.get(parcelId) ?? null,
        }),
      ),
      ...pieces('hole', overlay.holes, shapes.holes),
      ...pieces('sliver', overlay.left, shapes.left).filter(({ properties }) => properties.areaM2 < sliverM2),
      ...pieces('double', overlay.doubles, shapes.doubles),
    ],
  }
}
