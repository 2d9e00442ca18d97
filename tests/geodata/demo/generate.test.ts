import Flatbush from 'flatbush'
import { describe, expect, it } from 'vitest'
import { generateDemo } from '#geodata/demo/generate.ts'
import type { DemoRow, DemoValue } from '#geodata/demo/types.ts'
import { bboxOf } from '#geodata/geometry/bbox.ts'
import { locate } from '#geodata/geometry/contains.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { isOnGrid } from '#geodata/geometry/grid.ts'
import { eachPosition } from '#geodata/geometry/map-positions.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import { findProblems } from '#geodata/geometry/validity.ts'
import type { CollectionSpec } from '#geodata/model/collections.ts'
import { collections, findCollection } from '#geodata/model/collections.ts'
import { checkParcelCode, checkRealEstateUnitNo, isUnitOfParcel } from '#geodata/model/identifiers.ts'
import type { ArealGeometry, Position } from '#geodata/model/geojson.ts'
import { between } from './fabric-check.ts'

const TODAY = '2026-11-22'
const demo = generateDemo(TODAY)
const rows = demo.collections
const allRows = collections.flatMap(({ id }) => rows[id])

const number = (row: DemoRow, column: string) => Number(row.values[column])
const sum = (list: DemoRow[], column: string) => list.reduce((total, row) => total + number(row, column), 0)
/** 亩 with two decimals, as printed. */
const printedMu = (areaM2: number) => roundTo((areaM2 * 3) / 2000, 2)
const keyOf = (value: DemoValue | undefined) =>
  value !== null && typeof value === 'object' ? value.$key : undefined
const areal = (row: DemoRow) => row.geometry as ArealGeometry
/** Approvals of the last years are told from the day of loading; the published history has its own. */
const published = rows['approval-batches'].filter(({ key }) => !key.startsWith('batch-recent-'))
const disposed = (kind: string) =>
  rows.remediations.filter(({ values }) => values['kind'] === kind && values['disposed_on'])

describe('published figures', () => {
  it('disposed unsupplied land adds up to 1952.98 亩, in rows and in print', () => {
    const list = disposed('unsupplied')
    expect(printedMu(sum(list, 'area_m2'))).toBe(1952.98)
    expect(
      roundTo(
        list.reduce((total, row) => total + printedMu(number(row, 'area_m2')), 0),
        2,
      ),
    ).toBe(1952.98)
  })

  it('disposed idle land adds up to 616.75 亩, in rows and in print', () => {
    const list = disposed('idle')
    expect(printedMu(sum(list, 'area_m2'))).toBe(616.75)
    expect(
      roundTo(
        list.reduce((total, row) => total + printedMu(number(row, 'area_m2')), 0),
        2,
      ),
    ).toBe(616.75)
  })

  it('standard land is 7 supplies of 283.69 亩', () => {
    const standard = rows.supplies.filter(({ values }) => values['standard_agreed_on'])
    expect(standard).toHaveLength(7)
    expect(printedMu(sum(standard, 'area_m2'))).toBe(283.69)
  })

  it('the seismic assessment covers 41.1 km², declared and drawn', () => {
    const seismic = rows.assessments.find(({ values }) => values['kind'] === 'seismic_safety')!
    expect(number(seismic, 'declared_area_m2')).toBe(41.1e6)
    expect(Math.abs(ellipsoidalAreaM2(areal(seismic)) - 41.1e6)).toBeLessThan(0.5)
  })

  it('nine roads and one separation project under way cost 11.4 亿元', () => {
    const roads = rows.roads.filter(({ values }) => values['status'] === 'building')
    const projects = rows.pipelines.filter(({ values }) => values['status'] === 'building')
    expect(roads).toHaveLength(9)
    expect(roads.map(({ values }) => values['name'])).toContain('河东东街延长线')
    expect(projects.map(({ values }) => values['name'])).toEqual(['雨污分流改造工程'])
    expect((sum(roads, 'investment_wan') + sum(projects, 'investment_wan')) / 10_000).toBe(11.4)
  })

  it('factory space is 115 000 m² of gross floor area, storey by storey', () => {
    expect(sum(rows['factory-buildings'], 'gross_floor_area_m2')).toBeCloseTo(115_000, 6)
    expect(sum(rows['factory-floors'], 'floor_area_m2')).toBeCloseTo(115_000, 6)
  })
})

describe('the same day', () => {
  it('gives the same bytes', () => {
    expect(JSON.stringify(generateDemo(TODAY))).toBe(JSON.stringify(demo))
  })

  it('another day moves dates only: same land, same published history', () => {
    const other = generateDemo('2025-02-28')
    expect(JSON.stringify(other.collections.parcels)).toBe(JSON.stringify(rows.parcels))
    const history = (list: DemoRow[]) =>
      list.filter(({ values }) => values['disposed_on']).map(({ values }) => values)
    expect(history(other.collections.remediations)).toEqual(history(rows.remediations))
    expect(other.collections.remediations).not.toEqual(rows.remediations)
  })
})

describe('rows', () => {
  it('come in the promised numbers', () => {
    expect(rows.parcels.length).toBeGreaterThanOrEqual(500)
    expect(rows.parcels.length).toBeLessThanOrEqual(800)
    expect(published).toHaveLength(30)
    expect(rows['approval-batches']).toHaveLength(36)
    expect(new Set(rows.pipelines.map(({ values }) => values['kind'])).size).toBe(9)
    const years = published.map(({ values }) => String(values['approved_on']).slice(0, 4))
    expect([Math.min(...years.map(Number)), Math.max(...years.map(Number))]).toEqual([2009, 2022])
    expect(sum(rows.assessments, 'cost_wan')).toBe(1667)
  })

  it('use only columns, codes and lengths that the collections know', () => {
    for (const spec of collections) for (const row of rows[spec.id]) expect(faults(spec, row)).toEqual([])
  })

  it('have one key each, and every reference finds a row of the right collection', () => {
    expect(new Set(allRows.map(({ key }) => key)).size).toBe(allRows.length)
    for (const spec of collections) {
      for (const field of spec.fields) {
        if (field.type !== 'reference') continue
        const target = new Set(rows[findCollection(field.to)!.id].map(({ key }) => key))
        const keys = rows[spec.id]
          .map(({ values }) => keyOf(values[field.name]))
          .filter((key) => key !== undefined)
        expect(keys.filter((key) => !target.has(key))).toEqual([])
      }
    }
  })

  it('are counted by their changes, each under a record with its own number', () => {
    for (const change of demo.changes) {
      expect(allRows.filter(({ changeKey }) => changeKey === change.key)).toHaveLength(change.itemCount)
    }
    const known = new Set(demo.records.map(({ key }) => key))
    expect(demo.changes.every(({ recordKey }) => known.has(recordKey))).toBe(true)
    expect(new Set(demo.records.map((record) => record.number)).size).toBe(demo.records.length)
  })

  it('are not from the future, but for deadlines and agreed dates', () => {
    const happened = [
      'signed_on',
      'found_on',
      'disposed_on',
      'started_on',
      'observed_on',
      'handed_over_on',
      'filed_on',
    ]
    const late = allRows.flatMap(({ values }) =>
      happened.filter((column) => String(values[column] ?? '') > TODAY),
    )
    expect(late).toEqual([])
    expect(allRows.filter(({ effectiveOn }) => effectiveOn > TODAY)).toEqual([])
  })

  it('leave deadlines that are far, near and overdue', () => {
    const open = rows.remediations.filter(({ values }) => values['due_on'] && !values['disposed_on'])
    const days = open.map(
      ({ values }) => (Date.parse(String(values['due_on'])) - Date.parse(TODAY)) / 86_400_000,
    )
    for (const kind of ['idle', 'unsupplied']) {
      const own = days.filter((_, i) => open[i]!.values['kind'] === kind)
      expect([own.some((d) => d > 90), own.some((d) => d > 0 && d <= 30), own.some((d) => d < 0)]).toEqual([
        true,
        true,
        true,
      ])
    }
  })

  it('close the ledger of every batch: approved less entered is what is still unsupplied', () => {
    const supplied = new Set(rows.supplies.map(({ values }) => keyOf(values['parcel_id'])))
    const settled = new Set(disposed('unsupplied').map(({ values }) => keyOf(values['parcel_id'])))
    for (const batch of published) {
      const inBatch = (row: DemoRow) => keyOf(row.values['approval_batch_id']) === batch.key
      const left = rows.parcels.filter(
        (row) => inBatch(row) && !supplied.has(row.key) && !settled.has(row.key),
      )
      const balance =
        number(batch, 'declared_area_m2') - sum(rows['batch-entries'].filter(inBatch), 'area_m2')
      expect(balance).toBeCloseTo(sum(left, 'declared_area_m2'), 3)
    }
  })

  it('share a supply over two batches so that its parts add up to the contract', () => {
    const byContract = new Map<string, DemoRow[]>()
    for (const entry of rows['batch-entries']) {
      const contract = keyOf(entry.values['supply_id'])
      if (contract) byContract.set(contract, [...(byContract.get(contract) ?? []), entry])
    }
    const batchesOf = (entries: DemoRow[]) =>
      new Set(entries.map(({ values }) => keyOf(values['approval_batch_id'])))
    const spanning = [...byContract].filter(([, entries]) => batchesOf(entries).size > 1)
    expect(spanning).toHaveLength(1)
    const [key, entries] = spanning[0]!
    const contract = rows.supplies.find((row) => row.key === key)!
    expect(sum(entries, 'area_m2')).toBeCloseTo(number(contract, 'area_m2'), 6)
  })

  it('identify supplied parcels by codes that are valid and unique', () => {
    const codes = rows.parcels.map(({ values }) => values['parcel_code']).filter((code) => code !== null)
    expect(codes.length).toBeGreaterThan(400)
    expect(new Set(codes).size).toBe(codes.length)
    for (const { values } of rows.parcels) {
      if (values['parcel_code'] === null) continue
      const [parcelCode, unitNo] = [String(values['parcel_code']), String(values['real_estate_unit_no'])]
      expect(checkParcelCode(parcelCode).ok && checkRealEstateUnitNo(unitNo).ok).toBe(true)
      expect(isUnitOfParcel(unitNo, parcelCode)).toBe(true)
    }
  })
})

describe('factory space', () => {
  it('floors fill their building, units fit their floor, about four fifths are in use', () => {
    for (const building of rows['factory-buildings']) {
      const floors = rows['factory-floors'].filter(
        ({ values }) => keyOf(values['factory_building_id']) === building.key,
      )
      expect(floors).toHaveLength(number(building, 'storeys_above'))
      expect(sum(floors, 'floor_area_m2')).toBeCloseTo(number(building, 'gross_floor_area_m2'), 6)
      for (const floor of floors) {
        const units = rows['factory-units'].filter(
          ({ values }) => keyOf(values['factory_floor_id']) === floor.key,
        )
        expect(sum(units, 'floor_area_m2')).toBeLessThanOrEqual(number(floor, 'floor_area_m2'))
      }
    }
    const used = rows['factory-units'].filter(({ values }) =>
      ['leased', 'sold', 'self_use'].includes(String(values['status'])),
    )
    const occupancy = sum(used, 'rentable_area_m2') / sum(rows['factory-units'], 'rentable_area_m2')
    expect(occupancy).toBeGreaterThan(0.75)
    expect(occupancy).toBeLessThan(0.85)
  })

  it('stands inside its parcel', () => {
    const parcels = new Map(rows.parcels.map((row) => [row.key, row]))
    for (const building of rows['factory-buildings']) {
      const parcel = areal(parcels.get(keyOf(building.values['parcel_id'])!)!)
      eachPosition(areal(building), (corner) => expect(locate(corner, parcel)).toBe('inside'))
    }
  })
})

describe('boundaries', () => {
  const drawn = [
    ...rows.parcels,
    ...rows['approval-batches'],
    ...rows.assessments,
    ...rows['factory-buildings'],
  ]

  it('match every declared acreage within 0.5 m²', () => {
    const off = drawn.map((row) => Math.abs(number(row, 'declared_area_m2') - ellipsoidalAreaM2(areal(row))))
    expect(Math.max(...off)).toBeLessThan(0.5)
  })

  it('are valid and lie on the grid', () => {
    const features = demo.referenceLayers.flatMap((layer) => layer.features)
    const geometries = [...allRows, ...features].flatMap(({ geometry }) => (geometry ? [geometry] : []))
    let offGrid = 0
    for (const geometry of geometries) {
      expect(findProblems(geometry)).toEqual([])
      eachPosition(geometry, (position) => (offGrid += isOnGrid(position) ? 0 : 1))
    }
    expect(offGrid).toBe(0)
  })

  it('make parcels a fabric: no overlap, and no vertex inside the edge of a neighbour', () => {
    const rings = rows.parcels.map((row) => (areal(row).coordinates as Position[][][])[0]![0]!)
    const boxes = rows.parcels.map((row) => bboxOf(areal(row))!)
    const index = new Flatbush(boxes.length)
    for (const box of boxes) index.add(...box)
    index.finish()
    let shared = 0
    rings.forEach((ring, i) => {
      for (const j of index.search(...boxes[i]!)) {
        if (j <= i) continue
        const seen = between(ring, rings[j]!)
        expect(seen.faults).toEqual([])
        shared += seen.shared
      }
    })
    expect(shared).toBeGreaterThan(400)
  })

  it('keep parcels inside the zone', () => {
    const inside = rows.parcels.filter((row) => {
      let outside = 0
      eachPosition(
        areal(row),
        (position) => (outside += locate(position, demo.zone.boundary) === 'outside' ? 1 : 0),
      )
      return outside === 0
    })
    expect(inside).toHaveLength(rows.parcels.length)
  })
})

/** What a row says that its collection does not allow. */
function faults(spec: CollectionSpec, row: DemoRow): string[] {
  const out = Object.keys(row.values).filter((name) => !spec.fields.some((field) => field.name === name))
  if ((spec.geometry === 'none') === (row.geometry !== undefined)) out.push('geometry')
  for (const field of spec.fields) {
    const value = row.values[field.name] ?? null
    if (value === null) {
      if (field.required) out.push(`${field.name} is missing`)
      continue
    }
    if (field.computed) out.push(`${field.name} is computed`)
    if (field.type === 'code' && !field.codes.includes(String(value)))
      out.push(`${field.name}: ${String(value)}`)
    if (field.type === 'text' && (typeof value !== 'string' || value.length > field.max)) out.push(field.name)
    if (field.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(String(value))) out.push(field.name)
    if ((field.type === 'number' || field.type === 'integer') && !Number.isFinite(value)) out.push(field.name)
  }
  return out
}
