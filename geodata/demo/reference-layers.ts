import type { Geometry, MultiPolygonGeometry, PolygonGeometry } from '../model/geojson.ts'
import { roundTo } from '../geometry/units.ts'
import type { Parcel } from './allotment.ts'
import type { Book } from './book.ts'
import { toMultiPolygon, toRing } from './fabric.ts'
import type { Pattern } from './footprints.ts'
import { patterns, placeBuildings } from './footprints.ts'
import type { Ground } from './ground.ts'
import { corridors, ribbon } from './ground.ts'
import type { Block } from './layout.ts'
import type { Loop, Point } from './plane.ts'
import { boardArea, centroid, distance, perimeter, toPosition } from './plane.ts'
import type { Random } from './random.ts'
import type { Desk } from './records.ts'
import type { DemoReferenceFeature, DemoReferenceLayer, DemoValue } from './types.ts'

/** What lies around the parcels: water, green, rail, blocks, buildings, and the plan of streets to come. */
const polygon = (loop: Loop): PolygonGeometry => ({ type: 'Polygon', coordinates: [toRing(loop)] })

type Context = {
  book: Book
  desk: Desk
  ground: Ground
  blocks: Block[]
  parcels: Parcel[]
  /** Parcels whose buildings are rows of factory-buildings. */
  parks: Set<Parcel>
  random: Random
}

const feature = (name: string | null, geometry: Geometry, kind: string): DemoReferenceFeature => ({
  name,
  geometry,
  properties: { kind },
})

/** A pond with a wavy shore, inside a park. */
function pond(block: Block): Loop {
  const centre = centroid(block.loop)
  const size = (2.2 * boardArea(block.loop)) / perimeter(block.loop)
  return Array.from({ length: 28 }, (_, i): Point => {
    const turn = (i / 28) * 2 * Math.PI
    const reach = size * (0.52 + 0.09 * Math.sin(3 * turn + block.index) + 0.06 * Math.cos(5 * turn))
    return [centre[0] + 1.25 * reach * Math.cos(turn), centre[1] + 0.8 * reach * Math.sin(turn)]
  })
}

function water({ blocks }: Context): DemoReferenceFeature[] {
  const canals = corridors
    .filter((corridor) => corridor.kind === 'water')
    .map(({ name, line, halfWidthM }) => feature(name, polygon(ribbon(line, halfWidthM)), 'canal'))
  const ponds = blocks
    .filter((block) => block.use === 'park' && boardArea(block.loop) > 60_000)
    .map((block) => feature(`${block.name.slice(0, 2)}湖`, polygon(pond(block)), 'pond'))
  return [...canals, ...ponds]
}

function green({ ground, blocks }: Context): DemoReferenceFeature[] {
  const parks = blocks.filter((block) => block.use === 'park')
  return [
    ...parks.map((block) => feature(block.name, polygon(block.loop), 'park')),
    ...ground.greens.map((loop) => feature(null, polygon(loop), 'belt')),
    ...ground.verges.map((loop) => feature(null, polygon(loop), 'verge')),
  ]
}

const rail = (): DemoReferenceFeature[] =>
  corridors
    .filter((corridor) => corridor.kind === 'rail')
    .map(({ name, line }) =>
      feature(name, { type: 'MultiLineString', coordinates: [line.map(toPosition)] }, 'railway'),
    )

const blockKinds: Readonly<Record<string, string>> = {
  village: 'village',
  farmland: 'farmland',
  park: 'park',
}

const blockFeatures = ({ blocks }: Context): DemoReferenceFeature[] =>
  blocks.map((block) => feature(block.name || null, polygon(block.loop), blockKinds[block.use] ?? 'built'))

function patternFor(parcel: Parcel, random: Random): Pattern {
  if (parcel.use === 'housing') return patterns.slabs
  if (parcel.use === 'commerce' || parcel.use === 'public') return patterns.offices
  return parcel.use === 'logistics' || random.chance(0.3) ? patterns.halls : patterns.works
}

/** Houses stand near the middle of a village; around them lie its fields. */
function villageHouses(block: Block, random: Random): Loop[] {
  const centre = centroid(block.loop)
  return placeBuildings(block.loop, { ...patterns.houses, most: 4000 }, random)
    .filter((house) => distance(house[0]!, centre) < 250)
    .slice(0, patterns.houses.most)
}

/** Codes of the parcels on which works have begun, read from the facts. */
function parcelsBegun(book: Book): Set<string> {
  const parcelOf = new Map(book.rows('supplies').map(({ key, values }) => [key, values['parcel_id']]))
  const begun = book.rows('progress').map(({ values }) => parcelOf.get(keyOf(values['supply_id'])))
  return new Set(begun.map(keyOf))
}

const keyOf = (value: DemoValue | undefined) => (value && typeof value === 'object' ? value.$key : '')

function buildings(context: Context): DemoReferenceFeature[] {
  const { parcels, blocks, parks, random } = context
  const begun = parcelsBegun(context.book)
  const built = parcels.filter((parcel) => begun.has(parcel.code) && !parks.has(parcel))
  const onParcels = built.flatMap((parcel) =>
    placeBuildings(parcel.loop, patternFor(parcel, random), random).map((loop) => ({
      loop,
      kind: parcel.use,
    })),
  )
  const villages = blocks.filter((block) => block.use === 'village')
  const houses = villages.flatMap((block) =>
    villageHouses(block, random).map((loop) => ({ loop, kind: 'house' })),
  )
  return [...onParcels, ...houses].map(({ loop, kind }) => ({
    name: null,
    geometry: polygon(loop),
    properties: {
      kind,
      storeys:
        kind === 'housing' ? 6 + (Math.floor(boardArea(loop)) % 12) : 1 + (Math.floor(boardArea(loop)) % 3),
    },
  }))
}

/** 控规: the land that the plan sets aside, with what it is to become. */
function plan({ parcels }: Context): DemoReferenceFeature[] {
  return parcels
    .filter((parcel) => parcel.fate === 'reserve')
    .map((parcel): DemoReferenceFeature => {
      const geometry: MultiPolygonGeometry = toMultiPolygon([parcel.loop])
      const code = parcel.index % 5 === 0 ? '1402' : '100102'
      const properties = {
        kind: code === '1402' ? 'green' : 'industry',
        land_use_code: code,
        area_ha: roundTo(parcel.drawnM2 / 10_000, 4),
      }
      return { name: `控规-${parcel.code.slice(3)}`, geometry, properties }
    })
}

const SOURCE = '合成演示数据，非实测 / synthetic demonstration data'

export function drawReferenceLayers(context: Context): DemoReferenceLayer[] {
  const change = context.desk.single('context')
  const layer = (
    slug: string,
    title: string,
    titleEn: string,
    role: DemoReferenceLayer['role'],
    features: DemoReferenceFeature[],
    fields: DemoReferenceLayer['fields'] = [],
  ): DemoReferenceLayer => ({
    slug,
    title,
    titleEn,
    role,
    changeKey: change.key,
    fields: [{ name: 'kind', type: 'text' }, ...fields],
    source: SOURCE,
    features,
  })
  return [
    layer('demo-blocks', '街坊', 'Blocks', 'block', blockFeatures(context)),
    layer('demo-green', '绿地', 'Green', 'green', green(context)),
    layer('demo-water', '水系', 'Water', 'water', water(context)),
    layer('demo-rail', '铁路', 'Railway', 'rail', rail()),
    layer('demo-buildings', '现状建筑', 'Existing buildings', 'building', buildings(context), [
      { name: 'storeys', type: 'number' },
    ]),
    layer('demo-plan', '控制性详细规划（示意）', 'Detailed plan (sketch)', 'plan', plan(context), [
      { name: 'land_use_code', type: 'text' },
      { name: 'area_ha', type: 'number' },
    ]),
  ]
}
