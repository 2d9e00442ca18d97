import type { PolygonGeometry, Position, Ring } from '../model/geojson.ts'
import { snapPosition } from '../geometry/grid.ts'
import { createRandom } from './random.ts'

/**
 * Parcels by the million for measuring speed: blocks in a street grid around 111°E 35°N, one block after the
 * other, each by itself, so that none is kept. Within a block neighbours share vertices. Every side of a
 * parcel has 0 to 4 vertices between its corners, so a ring has 4 to 20, 12 in the mean; areas run from about
 * 0.07 to 12 ha, 1.4 in the mean.
 */
export type ScaleParcel = {
  code: string
  landUseCode: string
  holder: string | null
  declaredAreaM2: number
  geometry: PolygonGeometry
}

const METRES_PER_DEGREE: readonly [number, number] = [91_288, 110_944]
const BLOCK_M: readonly [number, number] = [700, 640]
const STREET_M = 30
/** Columns and rows of parcels in a block. */
const divisions: readonly (readonly [number, number])[] = [
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [6, 6],
  [7, 6],
  [8, 6],
]
/** One block in a hundred is a quarter of very small parcels. */
const SMALL: readonly [number, number] = [20, 19]
const SMALL_SHARE = 0.01
const codes = ['100101', '100102', '110101', '0701', '0901', '0804', '1402'] as const
/** Corners move by at most this share of a cell, so that cells stay simple. */
const CORNER_SHIFT = 0.12
const SIDE_SHIFT = 0.035

type Metres = readonly [number, number]

const toPosition = ([x, y]: Metres): Position =>
  snapPosition([111 + x / METRES_PER_DEGREE[0], 35 + y / METRES_PER_DEGREE[1]])

/** A small well-mixed number from three: the same place gives the same block, whatever was asked before. */
function mix(seed: number, i: number, j: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(i + 0x7f4a7c15, 0xc2b2ae35)
  hash ^= Math.imul(j + 0x165667b1, 0x27d4eb2f)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 0
}

type Sides = { corners: Metres[][]; east: Metres[][][]; north: Metres[][][] }

/** Corners and the vertices between them, for all cells of a block: each side exists once. */
function drawSides(origin: Metres, columns: number, rows: number, seed: number): Sides {
  const random = createRandom(seed)
  const cell: Metres = [(BLOCK_M[0] - STREET_M) / columns, (BLOCK_M[1] - STREET_M) / rows]
  const shift = (size: number, isInner: boolean) =>
    isInner ? random.between(-CORNER_SHIFT, CORNER_SHIFT) * size : 0
  const corners = Array.from({ length: rows + 1 }, (_, r) =>
    Array.from({ length: columns + 1 }, (_, c): Metres => {
      const isInner = c > 0 && c < columns && r > 0 && r < rows
      return [
        origin[0] + c * cell[0] + shift(cell[0], isInner),
        origin[1] + r * cell[1] + shift(cell[1], isInner),
      ]
    }),
  )
  const side = (a: Metres, b: Metres): Metres[] => {
    const count = random.integer(0, 4)
    return Array.from({ length: count }, (_, k): Metres => {
      const t = (k + 1) / (count + 1)
      const off = random.between(-SIDE_SHIFT, SIDE_SHIFT)
      return [a[0] + (b[0] - a[0]) * t - (b[1] - a[1]) * off, a[1] + (b[1] - a[1]) * t + (b[0] - a[0]) * off]
    })
  }
  const east = corners.map((row) => row.slice(1).map((corner, c) => side(row[c]!, corner)))
  const north = corners.slice(1).map((row, r) => row.map((corner, c) => side(corners[r]![c]!, corner)))
  return { corners, east, north }
}

function cellRing({ corners, east, north }: Sides, c: number, r: number): Ring {
  const ring = [
    corners[r]![c]!,
    ...east[r]![c]!,
    corners[r]![c + 1]!,
    ...north[r]![c + 1]!,
    corners[r + 1]![c + 1]!,
    ...[...east[r + 1]![c]!].reverse(),
    corners[r + 1]![c]!,
    ...[...north[r]![c]!].reverse(),
  ].map(toPosition)
  return [...ring, ring[0]!]
}

function planeArea(ring: Ring): number {
  const [x0, y0] = ring[0]!
  let sum = 0
  for (let i = 1; i + 1 < ring.length; i++) {
    sum += (ring[i]![0] - x0) * (ring[i + 1]![1] - y0) - (ring[i + 1]![0] - x0) * (ring[i]![1] - y0)
  }
  return (sum / 2) * METRES_PER_DEGREE[0] * METRES_PER_DEGREE[1]
}

const inBlock = ([columns, rows]: readonly [number, number]) => columns * rows
/** About so many parcels stand in a block, which makes 1.4 ha a parcel. */
const MEAN_PER_BLOCK =
  divisions.reduce((sum, division) => sum + inBlock(division), 0) / divisions.length +
  SMALL_SHARE * inBlock(SMALL)

/**
 * `count` parcels, one after the other. The town is about square; equal arguments give equal parcels, and the
 * declared acreage is the board area to two decimals of m² (not the ellipsoidal one: it is a document's).
 */
export function* scaleParcels(count: number, seed: number): Generator<ScaleParcel> {
  const width = Math.ceil(Math.sqrt(count / MEAN_PER_BLOCK))
  let made = 0
  for (let block = 0; made < count; block++) {
    const [i, j] = [block % width, Math.floor(block / width)]
    const blockSeed = mix(seed, i, j)
    const random = createRandom(blockSeed)
    const [columns, rows] = random.chance(SMALL_SHARE) ? SMALL : random.pick(divisions)
    const origin: Metres = [(i - width / 2) * BLOCK_M[0], (j - width / 2) * BLOCK_M[1]]
    const sides = drawSides(origin, columns, rows, blockSeed ^ 0x5bd1e995)
    for (let cell = 0; cell < columns * rows && made < count; cell++, made++) {
      const ring = cellRing(sides, cell % columns, Math.floor(cell / columns))
      yield {
        code: `P-${String(made + 1).padStart(7, '0')}`,
        landUseCode: random.pick(codes),
        holder: random.chance(0.7) ? `测试企业${random.integer(1, 9999)}（演示）` : null,
        declaredAreaM2: Math.round(planeArea(ring) * 100) / 100,
        geometry: { type: 'Polygon', coordinates: [ring] },
      }
    }
  }
}
