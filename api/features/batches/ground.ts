import { createHash } from 'node:crypto'
import type { Database } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { landStateOn } from '#geodata/rules/batch/batch-land.ts'
import type { LandState } from '#geodata/rules/batch/batch-land.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import type { BatchVersion, GroundRow } from './ground.queries.ts'
import { findGround } from './ground.queries.ts'
import type { Overlay, OverlayPiece } from './overlay.queries.ts'
import { computeOverlay, findOverlays, findUnusable, keepOverlay } from './overlay.queries.ts'

/** What lies in a batch on a day, cut up; without an overlay where a boundary cannot be trusted. */
export type Ground = {
  parcels: (GroundRow & { state: LandState })[]
  overlay: Overlay | null
  /** Names what the overlay follows from. */
  digest: string
  /** Features whose boundary is not valid; null stands for the batch itself. */
  unusable: (number | null)[]
}

/** Names everything that an overlay follows from: the same digest, the same overlay, on any day. */
function digestOf(batch: BatchVersion, parcels: readonly (GroundRow & { state: LandState })[]): string {
  const what = [batch.version, ...parcels.map(({ id, version, state }) => [id, version, state])]
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32)
}

/** The ground of some batches on a day; overlays are worked out once for what they follow from and kept. */
export async function groundOf(
  database: Database,
  zoneId: number,
  asOf: AsOf,
  batches: readonly BatchVersion[],
): Promise<Map<number, Ground>> {
  if (batches.length === 0) return new Map()
  const rows = await findGround(database.read, zoneId, asOf, batches)
  const asked = batches.map((batch) => {
    const parcels = rows
      .filter(({ batchId }) => batchId === batch.id)
      .map((row) => ({ ...row, state: landStateOn(row, asOf.on) }))
    return { batch, batchId: batch.id, parcels, digest: digestOf(batch, parcels) }
  })
  const kept = await findOverlays(database.read, zoneId, asked)
  const grounds = new Map<number, Ground>()
  for (const { batch, parcels, digest } of asked) {
    const overlay = kept.get(batch.id)
    const ground = overlay
      ? { overlay, unusable: [] }
      : await overlayOf(database, { zoneId, batch, parcels }, digest)
    grounds.set(batch.id, { parcels, digest, ...ground })
  }
  return grounds
}

async function overlayOf(
  database: Database,
  subject: { zoneId: number; batch: BatchVersion; parcels: Ground['parcels'] },
  digest: string,
): Promise<Pick<Ground, 'overlay' | 'unusable'>> {
  const unusable = await findUnusable(database.read, subject)
  if (unusable.length > 0) return { overlay: null, unusable }
  const drawn = await computeOverlay(database.read, subject)
  await keepOverlay(database.db, subject.zoneId, { batchId: subject.batch.id, digest }, drawn)
  return { overlay: drawn.areas, unusable: [] }
}

const sumOf = (pieces: readonly { areaM2: number }[]): number =>
  roundTo(
    pieces.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    4,
  )

export type Pieces = { count: number; areaM2: number }
const counted = (pieces: readonly OverlayPiece[]): Pieces => ({ count: pieces.length, areaM2: sumOf(pieces) })

/** What remains by the boundary, and what is out of order in the partition. */
export type GroundFigures = {
  geometryM2: number
  slivers: Pieces
  holes: Pieces
  doubles: Pieces
}

export const sliversOf = ({ left }: Overlay, sliverM2: number): OverlayPiece[] =>
  left.filter(({ areaM2 }) => areaM2 < sliverM2)

export function groundFigures(overlay: Overlay, sliverM2: number): GroundFigures {
  const slivers = counted(sliversOf(overlay, sliverM2))
  return {
    geometryM2: roundTo(sumOf(overlay.left) - slivers.areaM2, 4),
    slivers,
    holes: counted(overlay.holes),
    doubles: counted(overlay.doubles),
  }
}

/** Every m² of the approved area in one state: the sum, what is in none, and whether it closes to 1 m². */
export function massBalance({ boundaryM2, states, holes }: Overlay) {
  const stated = sumOf(states)
  const remainderM2 = roundTo(boundaryM2 - stated - sumOf(holes), 4)
  return {
    approvedM2: boundaryM2,
    states,
    statedM2: stated,
    holesM2: sumOf(holes),
    remainderM2,
    closes: Math.abs(remainderM2) <= 1,
  }
}
