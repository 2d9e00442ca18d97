import { type Zippable, zipSync } from 'fflate'
import type { Geometry } from '../model/geojson.ts'
import { fromStorage } from './coordinate-systems.ts'
import { writeCsv } from './csv.ts'
import { type DbfEncoding, type DbfPlan, dbfBytes, dbfLimits, planDbf, writeDbf } from './dbf-writer.ts'
import type { Finding } from './exchange.ts'
import type { FindingCode } from './finding-codes.ts'
import { type ExportFeature, type ExportLayer, safeFileName } from './export.ts'
import { writePrj } from './prj.ts'
import { fieldMapName } from './shapefile.ts'
import { type ShapeType, shapeTypeOf, shpBytes, writeShp } from './shp-writer.ts'

export type ShapefileOptions = {
  encoding: DbfEncoding
  /** EPSG:4490 or a CGCS2000 zone. */
  srid: number
  /** Date for the headers, `YYYY-MM-DD`. */
  writtenOn: string
}

/** Offsets in a shapefile are signed 32-bit numbers. */
const largestFile = 2 ** 31 - 1

/** Coordinates pack no better at the usual 6, which takes a third longer. */
const packingLevel = 4

const suffixes: Record<ShapeType, string> = { 1: 'point', 3: 'line', 5: 'area', 8: 'points' }

type Part = {
  name: string
  type: ShapeType
  count: number
  features: Iterable<ExportFeature>
  geometries: Iterable<Geometry | null>
}

/** A shapefile holds one type of shape, so a mixed layer becomes several; null shapes go with the first. */
const partsOf = ({ name, features }: ExportLayer): Part[] => {
  const counts = new Map<ShapeType, number>()
  let withoutShape = 0
  for (const { geometry } of features) {
    if (geometry) counts.set(shapeTypeOf(geometry), (counts.get(shapeTypeOf(geometry)) ?? 0) + 1)
    else withoutShape++
  }
  if (counts.size === 0) counts.set(5, 0)
  const types = [...counts.keys()]
  return types.map((type, i) => {
    const takesNulls = i === 0
    const belongs = ({ geometry }: ExportFeature): boolean =>
      geometry ? shapeTypeOf(geometry) === type : takesNulls
    const chosen: Iterable<ExportFeature> = {
      *[Symbol.iterator]() {
        for (const feature of features) if (belongs(feature)) yield feature
      },
    }
    const geometries: Iterable<Geometry | null> = {
      *[Symbol.iterator]() {
        for (const { geometry } of chosen) yield geometry
      },
    }
    return {
      name: safeFileName(types.length === 1 ? name : `${name}_${suffixes[type]}`),
      type,
      count: counts.get(type)! + (takesNulls ? withoutShape : 0),
      features: chosen,
      geometries,
    }
  })
}

const sizeFinding = (part: Part, plans: DbfPlan[]): Finding[] => {
  const bytes = Math.max(shpBytes(part.geometries), dbfBytes(plans, part.count))
  return bytes > largestFile
    ? [{ code: 'file_too_large', severity: 'error', detail: { layer: part.name, bytes } }]
    : []
}

const splitFindings = (parts: Part[]): Finding[] =>
  parts.length > 1
    ? [{ code: 'split_by_geometry_type', severity: 'note', detail: { parts: parts.length } }]
    : []

/**
 * What a shapefile cannot hold of a layer, said before it is written: names above ten bytes, text above 254,
 * characters outside GBK, empty text, numbers of too many digits, mixed shapes, files above 2 GB.
 */
export const shapefileLimits = (layer: ExportLayer, { encoding }: ShapefileOptions): Finding[] => {
  const parts = partsOf(layer)
  const plans = planDbf(layer.fields, layer.features, encoding)
  return [
    ...splitFindings(parts),
    ...parts.flatMap((part) => sizeFinding(part, plans)),
    ...dbfLimits(layer.fields, plans, layer.features, encoding),
  ]
}

const mapRows = (part: Part, plans: DbfPlan[]): string[][] =>
  plans.map(({ short, name, declared }) => [part.name, short, name, declared])

const dbfTypes = { C: ['text'], N: ['number', 'integer'], L: ['boolean'], D: ['date'] }

/** The map is needed when a name was cut, or when the table cannot tell the type of a field. */
const needsMap = (plans: DbfPlan[]): boolean =>
  plans.some(
    ({ name, short, type, declared, decimals }) =>
      name !== short || !dbfTypes[type].includes(declared) || (declared === 'number' && decimals === 0),
  )

const partFiles = (part: Part, plans: DbfPlan[], prj: string, options: ShapefileOptions): Zippable => {
  const { encoding, srid, writtenOn } = options
  const transform = fromStorage(srid)!
  const { shp, shx } = writeShp(part.geometries, part.count, part.type, transform)
  const utf8 = new TextEncoder()
  return {
    [`${part.name}.shp`]: shp,
    [`${part.name}.shx`]: shx,
    [`${part.name}.dbf`]: writeDbf(plans, part.features, part.count, encoding, writtenOn),
    [`${part.name}.prj`]: utf8.encode(prj),
    [`${part.name}.cpg`]: utf8.encode(encoding === 'gbk' ? 'GBK' : 'UTF-8'),
  }
}

export type WriteAnswer =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: FindingCode; findings: Finding[] }

const uniqueNames = (parts: { part: Part; plans: DbfPlan[] }[]): void => {
  const used = new Set<string>()
  for (const { part } of parts) {
    const wanted = part.name
    for (let n = 2; used.has(part.name.toLowerCase()); n++) part.name = `${wanted}_${n}`
    used.add(part.name.toLowerCase())
  }
}

/** Any number of layers as one zip of shapefiles, with the list of full field names when names were cut. */
export const writeShapefile = (layers: readonly ExportLayer[], options: ShapefileOptions): WriteAnswer => {
  const prj = writePrj(options.srid)
  if (prj === null || !fromStorage(options.srid))
    return { ok: false, reason: 'crs_not_supported', findings: [] }
  const parts = layers.flatMap((layer) => {
    const plans = planDbf(layer.fields, layer.features, options.encoding)
    return partsOf(layer).map((part) => ({ part, plans }))
  })
  uniqueNames(parts)
  const tooLarge = parts.flatMap(({ part, plans }) => sizeFinding(part, plans))
  if (tooLarge.length > 0) return { ok: false, reason: 'file_too_large', findings: tooLarge }
  const files: Zippable = {}
  for (const { part, plans } of parts) Object.assign(files, partFiles(part, plans, prj, options))
  const rows = parts.filter(({ plans }) => needsMap(plans)).flatMap(({ part, plans }) => mapRows(part, plans))
  if (rows.length > 0) files[fieldMapName] = writeCsv([['图层', '字段', '原字段', '类型'], ...rows])
  const [year = 2000, month = 1, day = 1] = options.writtenOn.split('-').map(Number)
  const mtime = new Date(year, month - 1, day)
  return { ok: true, bytes: zipSync(files, { level: packingLevel, mtime }) }
}
