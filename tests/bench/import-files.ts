import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import type { ExportLayer } from '#geodata/formats/export.ts'
import { geojsonPieces } from '#geodata/formats/geojson-writer.ts'
import { writeShapefile } from '#geodata/formats/shapefile-writer.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { Position, Ring } from '#geodata/model/geojson.ts'

/**
 * Parcels of a town that never was: a lattice whose neighbours share every vertex, four corners and eight points
 * along the edges, one edge in five bent. The same count gives the same bytes.
 */
const stepDegrees = 0.001
const origin: Position = [110, 34]

/** A number in [0, 1) that depends on its arguments only. */
function noise(a: number, b: number, c: number): number {
  let h = (a * 374_761_393 + b * 668_265_263 + c * 2_147_483_647) | 0
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

const grid = (degrees: number) => Math.round(degrees * 1e9) / 1e9

const corner = (i: number, j: number): Position => [
  grid(origin[0] + (i + 0.2 * (noise(i, j, 1) - 0.5)) * stepDegrees),
  grid(origin[1] + (j + 0.2 * (noise(i, j, 2) - 0.5)) * stepDegrees),
]

/** Two points along the edge that begins at a corner and goes east (0) or north (1). */
function along(i: number, j: number, direction: 0 | 1): Position[] {
  const from = corner(i, j)
  const to = direction === 0 ? corner(i + 1, j) : corner(i, j + 1)
  const bend = noise(i, j, 3 + direction) < 0.2 ? 0.03 * stepDegrees : 0
  return [1 / 3, 2 / 3].map((share): Position => {
    const x = from[0] + (to[0] - from[0]) * share
    const y = from[1] + (to[1] - from[1]) * share
    return direction === 0 ? [grid(x), grid(y + bend)] : [grid(x + bend), grid(y)]
  })
}

function ringOf(i: number, j: number): Ring {
  const start = corner(i, j)
  return [
    start,
    ...along(i, j, 0),
    corner(i + 1, j),
    ...along(i + 1, j, 1),
    corner(i + 1, j + 1),
    ...along(i, j + 1, 0).toReversed(),
    corner(i, j + 1),
    ...along(i, j, 1).toReversed(),
    start,
  ]
}

const uses = ['1001', '0701', '0901', '0601', '1402']
const fields = [
  { name: 'code', type: 'text', length: 20 },
  { name: 'name', type: 'text', length: 30 },
  { name: 'holder', type: 'text', length: 30 },
  { name: 'location', type: 'text', length: 40 },
  { name: 'land_use_code', type: 'text', length: 12 },
  { name: 'declared_area_m2', type: 'number' },
  { name: 'survey_method', type: 'text', length: 12 },
  { name: 'responsible', type: 'text', length: 12 },
  { name: 'remarks', type: 'text', length: 20 },
] as const

export function parcelLayer(count: number): ExportLayer {
  const side = Math.ceil(Math.sqrt(count))
  return {
    name: 'parcels',
    fields,
    features: {
      *[Symbol.iterator]() {
        for (let n = 0; n < count; n++) {
          const [i, j] = [n % side, Math.floor(n / side)]
          const ring = ringOf(i, j)
          const geometry = { type: 'Polygon' as const, coordinates: [ring] }
          yield {
            geometry,
            properties: {
              code: `DK-${String(n + 1).padStart(7, '0')}`,
              name: `第${n + 1}号地块`,
              holder: `某某公司${n % 997}`,
              location: `东${i}街北${j}路`,
              land_use_code: uses[n % uses.length]!,
              declared_area_m2: Math.round(ellipsoidalAreaM2(geometry) * 100) / 100,
              survey_method: 'surveyed',
              responsible: `责任人${n % 31}`,
              remarks: n % 3 === 0 ? '' : `备注${n % 7}`,
            },
          }
        }
      },
    },
  }
}

export async function writeGeojsonFile(path: string, count: number): Promise<void> {
  const file = createWriteStream(path)
  for (const piece of geojsonPieces(parcelLayer(count))) if (!file.write(piece)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

export async function writeShapefileArchive(path: string, count: number): Promise<void> {
  const written = writeShapefile([parcelLayer(count)], {
    encoding: 'utf-8',
    srid: 4490,
    writtenOn: '2026-11-22',
  })
  if (!written.ok) throw new Error(written.reason)
  await writeFile(path, written.bytes)
}
