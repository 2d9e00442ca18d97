import type { TestApp } from '#tests/support/app.ts'
import { openLand } from '#tests/support/land.ts'

/** A world of cells of 0.001°, about 91 × 111 m, for tests of batches. Corners of cells are corners of batches too. */
const size = 0.001
const place = (column: number, row: number) =>
  `${(111.2 + column * size).toFixed(9)} ${(35.1 + row * size).toFixed(9)}`

type Box = [west: number, south: number, east: number, north: number]

const steps = (from: number, to: number): number[] => {
  const whole = Array.from({ length: 40 }, (_, i) => i).filter((i) => i > from && i < to)
  return [from, ...whole]
}

/** The ring of a box in cells, with the corners of all cells on it. */
export function ring([west, south, east, north]: Box): string {
  const points = [
    ...steps(west, east).map((x) => place(x, south)),
    ...steps(south, north).map((y) => place(east, y)),
    ...steps(west, east)
      .toReversed()
      .map((x, i, all) => place(i === 0 ? east : all[i - 1]!, north)),
    ...steps(south, north)
      .toReversed()
      .map((y, i, all) => place(west, i === 0 ? north : all[i - 1]!)),
  ]
  return `(${[...points, points[0]].join(', ')})`
}
export const box = (...sides: Box): string => `POLYGON(${ring(sides)})`

export async function openGround(test: TestApp) {
  const land = await openLand(test.database, test.zoneId)
  let serial = 0
  const area = async (table: 'parcel' | 'approval_batch', id: number): Promise<number> => {
    const [row] = await test.database.query<{ m2: number }>(
      '',
      `select round(area_ellipsoidal_m2::numeric, 4)::float8 as m2 from ${table} where id = $1`,
      [id],
    )
    return row!.m2
  }
  return {
    land,
    area,
    batch: (code: string, geom: string, more: object = {}) =>
      land.insert('approval_batch', { code, approved_on: '2015-06-01', geom, ...more }),
    parcel: (code: string, geom: string, batchId: number | null, more: object = {}) =>
      land.insert('parcel', { code, geom, approval_batch_id: batchId, ...more }),
    supply: (parcelId: number, areaM2: number, signedOn: string, more: object = {}) =>
      land.insert('supply', {
        parcel_id: parcelId,
        contract_no: `HT-${++serial}`,
        mode: 'listing',
        signed_on: signedOn,
        area_m2: areaM2,
        ...more,
      }),
    entry: (batchId: number, kind: string, areaM2: number, on: string, more: object = {}) =>
      land.insert('batch_entry', {
        approval_batch_id: batchId,
        kind,
        area_m2: areaM2,
        entered_on: on,
        ...more,
      }),
    remediation: (parcelId: number, path: string, areaM2: number, disposedOn: string | null) =>
      land.insert('remediation', {
        parcel_id: parcelId,
        kind: 'unsupplied',
        found_on: '2017-01-01',
        path,
        area_m2: areaM2,
        disposed_on: disposedOn,
      }),
  }
}
