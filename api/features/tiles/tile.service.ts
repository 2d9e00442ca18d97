import type { Database } from '#api/db/database.ts'
import { isDatabaseError } from '#api/db/errors.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { Drawing, DrawnLayer, LeftOut } from './tile-content.ts'
import { drawBlocks, drawLayer, drawLeftOut, MixedUpRecordsError } from './tile-content.ts'
import type { TileAddress } from './tile-frame.ts'
import { tileFrame } from './tile-frame.ts'
import type { TileLayer, TileSet } from './tile-layers.ts'
import { firstParcelZoom } from './tile-layers.ts'
import type { BlockRow, LayerRows, TileQuestion } from './tile.queries.ts'
import { countRows, findCellBlocks, findLayerRows, findParcelBlocks, rowLimit } from './tile.queries.ts'

/** No tile is larger, at any zoom, before compression. */
export const maxTileBytes = 500_000

/** Far out so many parcels are still drawn as they are: it looks better than blocks. */
const maxParcelsFarOut = 4_000

/** What is kept back for the note on what a tile leaves out. */
const noteBytes = 2_000

const complete: Drawing = {
  detail: { gridUnits: 1, minUnits: 0 },
  labels: true,
  spareAttributes: true,
  maxBytes: Number.POSITIVE_INFINITY,
}
/** Below this zoom what is smaller than a tile unit is not drawn. */
const farOut: Drawing = { ...complete, detail: { gridUnits: 1, minUnits: 1 } }
const coarsest = 5

/** The same layer drawn coarser from step to step; the last step leaves out what does not fit. */
function drawingOf(step: number, z: number, maxBytes: number): Drawing {
  if (step === 0) return z < firstParcelZoom ? farOut : complete
  const units = 2 ** Math.min(step, coarsest)
  const detail = { gridUnits: units, minUnits: units }
  return {
    detail,
    labels: false,
    spareAttributes: false,
    maxBytes: step > coarsest ? maxBytes : complete.maxBytes,
  }
}

type Part = {
  layer: TileLayer
  rows: LayerRows
  step: number
  drawn: DrawnLayer
  /** Features in the tile, when the database gave only some of them. */
  total?: number
}

type Job = TileQuestion & { database: Database; safe: boolean }

/** The bytes of a tile; empty when there is nothing. */
export async function buildTile(
  database: Database,
  zoneId: number,
  set: TileSet,
  address: TileAddress,
  asOf?: AsOf,
): Promise<Buffer> {
  const job: Job = { database, zoneId, set, frame: tileFrame(address), safe: false, ...(asOf && { asOf }) }
  try {
    return await build(job)
  } catch (error) {
    // One boundary that the geometry engine cannot clip, or one odd text, must not cost the whole tile.
    const isMendable =
      error instanceof MixedUpRecordsError || (isDatabaseError(error) && error.code.startsWith('XX'))
    if (!isMendable) throw error
    return build({ ...job, safe: true })
  }
}

async function build(job: Job): Promise<Buffer> {
  const { database, set, frame, safe } = job
  const layers = set.layers.filter(({ minZoom }) => frame.z >= minZoom)
  const blocks = frame.z < firstParcelZoom ? await farOutBlocks(job, layers) : undefined
  const wanted = blocks ? layers.filter(({ table }) => table !== 'parcel') : layers
  const rows = await findLayerRows(database, job, wanted, { safe })
  const parts = await Promise.all(rows.map((found, index) => toPart(job, wanted[index]!, found)))
  const crowded = parts.find(({ layer, total }) => layer.table === 'parcel' && total !== undefined)
  if (!crowded) return fit(job, parts, blocks)
  const nearBlocks = await findParcelBlocks(database, job)
  const rest = parts.filter((part) => part !== crowded)
  return fit(job, rest, nearBlocks)
}

/** Far out a tile with many parcels shows blocks instead. */
async function farOutBlocks(job: Job, layers: TileLayer[]): Promise<BlockRow[] | undefined> {
  if (!layers.some(({ table }) => table === 'parcel')) return undefined
  // Sums are kept for today; for another day they are made from the parcels.
  const blocks = job.asOf
    ? await findParcelBlocks(job.database, job)
    : await findCellBlocks(job.database, job.zoneId, job.frame)
  const parcels = blocks.reduce((sum, { count }) => sum + count, 0)
  return parcels > maxParcelsFarOut ? blocks : undefined
}

async function toPart(job: Job, layer: TileLayer, rows: LayerRows): Promise<Part> {
  if (rows.count < rowLimit) return drawPart({ layer, rows, step: 0 }, job)
  const { database, safe } = job
  const total = await countRows(database, job, layer)
  if (layer.table === 'parcel') return { layer, rows, step: 0, total, drawn: nothing }
  const [largest] = await findLayerRows(database, job, [layer], {
    safe,
    largestFirst: true,
  })
  return drawPart({ layer, rows: largest!, step: 1, total }, job)
}

const nothing: DrawnLayer = { buffers: [], size: 0, shown: 0 }

function drawPart(part: Omit<Part, 'drawn'>, { frame }: Job, maxBytes = maxTileBytes): Part {
  return { ...part, drawn: drawLayer(part.layer, part.rows, drawingOf(part.step, frame.z, maxBytes)) }
}

const sizeOf = (parts: Part[]) => parts.reduce((sum, { drawn }) => sum + drawn.size, 0)

/** Draws the largest part coarser until the tile is small enough; parcels become blocks before any is cut. */
async function fit(job: Job, parts: Part[], blocks: BlockRow[] | undefined): Promise<Buffer> {
  const drawnBlocks = blocks ? drawBlocks(blocks) : nothing
  const budget = maxTileBytes - noteBytes - drawnBlocks.size
  const share = Math.floor(budget / Math.max(1, parts.length) / 1.2)
  let drawn = parts
  while (sizeOf(drawn) > budget) {
    const largest = drawn.reduce((a, b) => (b.drawn.size > a.drawn.size ? b : a))
    if (largest.layer.table === 'parcel' && largest.step >= 1) {
      const rest = drawn.filter((part) => part !== largest)
      return fit(job, rest, await findParcelBlocks(job.database, job))
    }
    const coarser = drawPart({ ...largest, step: largest.step + 1 }, job, share)
    drawn = drawn.map((part) => (part === largest ? coarser : part))
  }
  return assemble(drawn, drawnBlocks)
}

function assemble(parts: Part[], blocks: DrawnLayer): Buffer {
  const notes = parts.flatMap(({ layer, rows, drawn, step, total = rows.count }): LeftOut[] =>
    step > 0 && drawn.shown < total ? [{ layer: layer.name, shown: drawn.shown, total }] : [],
  )
  const note = notes.length > 0 ? drawLeftOut(notes) : nothing
  const buffers = [...blocks.buffers, ...parts.flatMap(({ drawn }) => drawn.buffers), ...note.buffers]
  return buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers)
}
