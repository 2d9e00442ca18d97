import type { Database } from '#api/db/database.ts'
import type { Zone } from '#api/http/access.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { apportion } from '#geodata/geometry/apportion.ts'
import { bboxOf } from '#geodata/geometry/bbox.ts'
import { m2ToMu } from '#geodata/geometry/units.ts'
import { findProblems } from '#geodata/geometry/validity.ts'
import type { ArealGeometry, BBox, Position } from '#geodata/model/geojson.ts'
import type { Measured, MeasuredGroup } from './measure.queries.ts'
import { findReferenceLayerId, maxListedIds, measureParcels, measureReference } from './measure.queries.ts'
import type { MeasurementDocument, MeasureRequest, MeasureRow } from './measure.schema.ts'

const maxVertices = 20_000
/** Larger than any zone, smaller than a province: a shape drawn by mistake. */
const maxSideDegrees = 5
/** How far straight and geodesic edges may part, as a share of the shape: less is no uncovered land. */
const bendShare = 1e-7
const leastUncoveredM2 = 0.005

/** Acreage of a drawn shape, in total and by category. */
export async function measure(
  database: Database,
  zone: Zone,
  request: MeasureRequest,
  asOf?: AsOf,
): Promise<MeasurementDocument> {
  const collection = request.collection ?? 'parcels'
  const geometry = checkedShape(request.geometry)
  const box = bboxOf(geometry)
  if (!box) throw new Problem('invalid-geometry', { detail: 'the shape is empty' })
  refuseHuge(box)
  const question = { zoneId: zone.id, planarSrid: zone.planarSrid, geometry }
  if (collection === 'parcels') {
    return toDocument(collection, zone, await measureParcels(database, question, asOf), box)
  }
  const slug = /^reference-(.+)$/.exec(collection)?.[1]
  const layerId = slug === undefined ? undefined : await findReferenceLayerId(database, zone.id, slug)
  if (layerId === undefined) {
    throw new Problem('not-found', { detail: `"${collection}" is neither parcels nor a reference layer` })
  }
  const measured = await measureReference(database, question, layerId, request.property ?? null)
  return toDocument(collection, zone, measured, box)
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && typeof value[0] === 'number' && typeof value[1] === 'number'

/** Positions in two dimensions; heights are dropped. */
function ringOf(value: unknown, path: string): Position[] {
  if (!Array.isArray(value) || !value.every(isPosition)) {
    throw new Problem('invalid-request', { errors: [{ path, rule: 'positions' }] })
  }
  return value.map(([lng, lat]) => [lng, lat])
}

const ringsOf = (value: unknown, path: string): Position[][] =>
  Array.isArray(value) ? value.map((ring, index) => ringOf(ring, `${path}/${index}`)) : [ringOf(value, path)]

function checkedShape({ type, coordinates }: MeasureRequest['geometry']): ArealGeometry {
  const path = 'body/geometry/coordinates'
  const geometry: ArealGeometry =
    type === 'Polygon'
      ? { type, coordinates: ringsOf(coordinates, path) }
      : { type, coordinates: coordinates.map((polygon, index) => ringsOf(polygon, `${path}/${index}`)) }
  const vertices = geometry.coordinates.flat(type === 'Polygon' ? 1 : 2).length
  if (vertices > maxVertices) {
    throw new Problem('invalid-request', {
      errors: [{ path, rule: 'max_vertices', limit: maxVertices, vertices }],
    })
  }
  const faults = findProblems(geometry).filter(({ severity }) => severity === 'error')
  if (faults.length > 0) {
    throw new Problem('invalid-geometry', {
      detail: `the shape is not valid: ${faults[0]!.code}`,
      errors: faults.map(({ code, ...place }) => ({ path: 'body/geometry', rule: code, ...place })),
    })
  }
  return geometry
}

function refuseHuge([west, south, east, north]: BBox): void {
  if (Math.max(east - west, north - south) <= maxSideDegrees) return
  throw new Problem('invalid-request', {
    detail: `the shape is wider than ${maxSideDegrees} degrees`,
    errors: [{ path: 'body/geometry', rule: 'max_extent', limitDegrees: maxSideDegrees }],
  })
}

/**
 * What is left over is uncovered, so that the rows add up to the shape. Where the rows cover all of it, the
 * bend of the edges is left over: every row takes its share.
 */
function balanced({ shapeM2, groups }: Measured): { groups: MeasuredGroup[]; uncoveredM2: number } {
  const sorted = groups.toSorted((a, b) => b.areaM2 - a.areaM2)
  const coveredM2 = sorted.reduce((sum, { areaM2 }) => sum + areaM2, 0)
  const uncoveredM2 = shapeM2 - coveredM2
  if (uncoveredM2 > leastUncoveredM2 + bendShare * shapeM2) return { groups: sorted, uncoveredM2 }
  const scale = coveredM2 > 0 ? shapeM2 / coveredM2 : 1
  return { groups: sorted.map((group) => ({ ...group, areaM2: group.areaM2 * scale })), uncoveredM2: 0 }
}

function toDocument(collection: string, zone: Zone, measured: Measured, box: BBox): MeasurementDocument {
  const { groups, uncoveredM2 } = balanced(measured)
  const { shapeM2, planarM2 } = measured
  const areas = [...groups.map(({ areaM2 }) => areaM2), uncoveredM2]
  const m2 = apportion(areas, shapeM2, 2)
  const mu = apportion(areas.map(m2ToMu), m2ToMu(shapeM2), 2)
  const last = areas.length - 1
  const rows = groups.map((group, index) => toRow(collection, group, m2[index]!, mu[index]!, box))
  const total = { ellipsoidalM2: shapeM2, m2: roundedSum(m2), mu: roundedSum(mu) }
  const uncovered = { ellipsoidalM2: uncoveredM2, m2: m2[last]!, mu: mu[last]! }
  return {
    collection,
    shape: { ellipsoidalM2: shapeM2, planarM2, planarSrid: zone.planarSrid },
    covered: {
      ellipsoidalM2: shapeM2 - uncoveredM2,
      m2: roundedSum(m2.slice(0, last)),
      mu: roundedSum(mu.slice(0, last)),
    },
    uncovered,
    rows: [...rows, ...(uncoveredM2 > 0 ? [uncoveredRow(uncovered)] : [])],
    total,
  }
}

const roundedSum = (values: number[]): number =>
  Math.round(values.reduce((sum, value) => sum + value * 100, 0)) / 100

function toRow(collection: string, group: MeasuredGroup, m2: number, mu: number, box: BBox): MeasureRow {
  const { status, landUseCode, category, count, areaM2, declaredShareM2 } = group
  const parcelIds = group.ids.toSorted((a, b) => a - b)
  return {
    kind: 'category',
    status,
    landUseCode,
    ...(collection !== 'parcels' && { category }),
    count,
    ellipsoidalM2: areaM2,
    m2,
    mu,
    declaredShareM2,
    parcelIds,
    link: { collection, ...linkOf(collection, group, parcelIds, box) },
  }
}

function linkOf(
  collection: string,
  { count, status, landUseCode }: MeasuredGroup,
  ids: number[],
  box: BBox,
): { filters: Record<string, string>; exact: boolean } {
  if (count <= maxListedIds) return { filters: { ids: ids.join(',') }, exact: true }
  const bbox = box.join(',')
  if (collection !== 'parcels') return { filters: { bbox }, exact: false }
  const landUse: Record<string, string> =
    landUseCode === null ? { 'land_use_code.null': 'true' } : { land_use_code: landUseCode }
  return { filters: { ...(status !== null && { status }), ...landUse, bbox }, exact: false }
}

const uncoveredRow = (area: { ellipsoidalM2: number; m2: number; mu: number }): MeasureRow => ({
  kind: 'uncovered',
  status: null,
  landUseCode: null,
  count: 0,
  ...area,
  declaredShareM2: null,
  parcelIds: [],
  link: null,
})
