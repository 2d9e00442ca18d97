import { roundTo } from '../geometry/units.ts'
import type { Parcel } from './allotment.ts'
import type { Book } from './book.ts'
import { loopAreaM2, toMultiPolygon } from './fabric.ts'
import { patterns, placeBuildings } from './footprints.ts'
import type { ParcelNote } from './land-rows.ts'
import type { Names } from './names.ts'
import type { Loop } from './plane.ts'
import type { Random } from './random.ts'
import type { Desk } from './records.ts'
import type { DemoReference } from './types.ts'

/** 标准化厂房: parks of buildings, floors and units; together the published gross floor area. */
const GROSS_FLOOR_AREA_M2 = 115_000
const STOREYS = [3, 4, 1, 4, 5, 3, 4, 2] as const
const PARKS = ['一期', '二期', '三期', '四期', '五期'] as const

type Building = { footprint: Loop; parcel: Parcel; floorsM2: number[]; footprintM2: number }

/** The parcels that factory space stands on: large, square, spread over the zone. */
export function chooseParks(parcels: Parcel[]): Parcel[] {
  const fits = (parcel: Parcel) =>
    parcel.use === 'industry' && parcel.drawnM2 > 26_000 && parcel.drawnM2 < 52_000 && parcel.middle[0] > -700
  const supplied = parcels.filter(
    (p) => p.fate === 'supplied' && fits(p) && (p.batch ?? 0) > 8 && (p.batch ?? 99) < 22,
  )
  const standard = parcels.filter((p) => p.fate === 'standard' && p.drawnM2 > 26_000)
  const step = Math.max(1, Math.floor(supplied.length / 4))
  return [supplied[0], standard[0], supplied[step], supplied[2 * step], supplied[3 * step]].filter(
    (p) => p !== undefined,
  )
}

/** Buildings until the published area is full; the last one ends in a partial top floor. */
function plan(parks: Parcel[], random: Random): Building[] {
  const out: Building[] = []
  let left = GROSS_FLOOR_AREA_M2
  for (const parcel of parks) {
    for (const footprint of placeBuildings(parcel.loop, patterns.factory, random)) {
      if (left <= 0) return out
      const footprintM2 = roundTo(loopAreaM2(footprint), 2)
      const storeys = STOREYS[out.length % STOREYS.length]!
      const floorsM2: number[] = []
      for (let i = 0; i < storeys && left > 0; i++) {
        const floorM2 = Math.min(footprintM2, left)
        floorsM2.push(floorM2)
        left = roundTo(left - floorM2, 2)
      }
      out.push({ footprint, parcel, floorsM2, footprintM2 })
    }
  }
  return out
}

/** Four of five units are in use. */
const statuses = [
  'leased',
  'leased',
  'sold',
  'leased',
  'vacant',
  'self_use',
  'leased',
  'leased',
  'reserved',
  'leased',
] as const
const isUsed = (status: string) => status === 'leased' || status === 'sold' || status === 'self_use'

type Writer = { book: Book; desk: Desk; names: Names; random: Random }

function writeUnits(
  { book, desk, names, random }: Writer,
  floor: DemoReference,
  floorM2: number,
  mark: string,
): void {
  const count = floorM2 > 1500 ? random.pick([2, 2, 3, 4]) : 1
  for (let i = 0; i < count; i++) {
    const areaM2 = roundTo((floorM2 * 0.94) / count, 2)
    const status = statuses[book.rows('factory-units').length % statuses.length]!
    book.enter('factory-units', desk.single('factory'), {
      factory_floor_id: floor,
      code: `${mark}${String(i + 1).padStart(2, '0')}`,
      floor_area_m2: areaM2,
      rentable_area_m2: roundTo(areaM2 * 0.93, 2),
      use: random.pick(['生产', '生产', '装配', '仓储', '研发']),
      status,
      power_kva: random.pick([160, 250, 315, 400]),
      tenant: isUsed(status) ? names.holder('industry') : null,
    })
  }
}

function writeFloors(writer: Writer, building: DemoReference, floorsM2: number[], code: string): void {
  const { book, desk, random } = writer
  floorsM2.forEach((floorM2, i) => {
    const isGround = i === 0
    const single = floorsM2.length === 1
    const floor = book.enter('factory-floors', desk.single('factory'), {
      factory_building_id: building,
      number: i + 1,
      storey_height_m: single ? 12 : isGround ? 7.2 : 4.8,
      load_kn_m2: single ? 30 : isGround ? 20 : 7.5,
      floor_area_m2: floorM2,
      column_grid: single ? '9×24 m' : '9×9 m',
      crane_t: single ? random.pick([10, 16, 20]) : null,
      goods_lifts: single ? 0 : 2,
    })
    writeUnits(writer, floor, floorM2, `${code}-${i + 1}`)
  })
}

const heightM = (storeys: number) => (storeys === 1 ? 13.5 : roundTo(7.2 + (storeys - 1) * 4.8 + 1.5, 1))

/** Writes all factory space; gives the footprints, which the drawing of other buildings leaves out. */
export function writeFactories(
  writer: Writer,
  parcels: Parcel[],
  notes: Map<Parcel, ParcelNote>,
): Set<Parcel> {
  const { book, desk } = writer
  const buildings = plan(chooseParks(parcels), writer.random)
  const parks = [...new Set(buildings.map((building) => building.parcel))]
  for (const [i, { footprint, parcel, floorsM2, footprintM2 }] of buildings.entries()) {
    const park = PARKS[parks.indexOf(parcel)]!
    const code = `CF-${String(i + 1).padStart(2, '0')}`
    const number = buildings.slice(0, i + 1).filter((other) => other.parcel === parcel).length
    const grossM2 = roundTo(
      floorsM2.reduce((sum, floor) => sum + floor, 0),
      2,
    )
    const reference = book.enter(
      'factory-buildings',
      desk.single('factory'),
      {
        code,
        name: `标准化厂房${park}${number}号楼`,
        parcel_id: notes.get(parcel)!.reference,
        structure: floorsM2.length === 1 ? '门式刚架' : '钢筋混凝土框架',
        storeys_above: floorsM2.length,
        storeys_below: 0,
        gross_floor_area_m2: grossM2,
        height_m: heightM(floorsM2.length),
        fire_class: i % 5 === 0 ? 'ding' : 'bing',
        status: 'in_service',
        owner: '示范开发建设有限公司（演示）',
        cost_wan: roundTo(grossM2 * 0.21, 2),
        completed_on: `20${19 + (i % 3)}-${['05', '09', '11'][i % 3]}-30`,
        declared_area_m2: footprintM2,
        declared_area_basis: 'survey',
        survey_method: 'surveyed',
      },
      { key: code, geometry: toMultiPolygon([footprint]) },
    )
    writeFloors(writer, reference, floorsM2, code)
  }
  return new Set(parks)
}
