import { parseCrs } from '../crs/uri.ts'
import type { BBox } from '../model/geojson.ts'
import { detectEncoding, encodingNamed, toUtf8 } from './encoding.ts'
import type { EncodingAnswer, FieldValue, ReadAnswer, ReadRequest, SourceFeature } from './exchange.ts'
import { fieldCensus } from './fields.ts'
import type { FindingLog } from './findings.ts'
import { readGeometry } from './geojson-geometry.ts'
import {
  type Fault,
  type Span,
  elementsOf,
  jsonFaultAt,
  membersOf,
  sequenceOf,
  skipSpace,
  valueEnd,
} from './json-scan.ts'
import { layerOf, stemOf } from './layer.ts'
import { type Evidence, type Place, placementOf } from './placement.ts'

/** Features looked at to judge the size of the coordinates. */
const sampleFeatures = 200

/** The first bytes of JSON text: an object, after white space, a byte order mark or a record separator. */
export const looksLikeJson = (bytes: Uint8Array): boolean => bytes[skipSpace(bytes, 0)] === 0x7b

type Source = {
  /** Spans of the features; each walk starts anew. */
  spans: () => Generator<Span, Fault | null>
  crsName: string | null
  crsNamed: boolean
}

const textOf = (bytes: Uint8Array, { start, end }: Span): string =>
  new TextDecoder().decode(bytes.subarray(start, end))

const parsed = (bytes: Uint8Array, span: Span): unknown => {
  try {
    return JSON.parse(textOf(bytes, span)) as unknown
  } catch {
    return undefined
  }
}

const objectOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null

const crsNameOf = (value: unknown): string | null => {
  const name = objectOf(objectOf(value)?.['properties'])?.['name']
  return typeof name === 'string' ? name : null
}

function* single(bytes: Uint8Array, start: number): Generator<Span, Fault | null> {
  const end = valueEnd(bytes, start)
  if (end < 0) return { at: start, reason: end === -1 ? 'json_truncated' : 'json_malformed' }
  yield { start, end }
  return null
}

const isSequence = (bytes: Uint8Array): boolean => {
  const start = skipSpace(bytes, 0)
  const end = valueEnd(bytes, start)
  return end > 0 && skipSpace(bytes, end) < bytes.length && bytes[skipSpace(bytes, end)] === 0x7b
}

/** Looks over the top level once: where the features are, and what the file says of its system. */
const survey = (bytes: Uint8Array): Source => {
  if (isSequence(bytes)) return { spans: () => sequenceOf(bytes), crsName: null, crsNamed: false }
  const start = skipSpace(bytes, 0)
  let features: Span | null = null
  let crsName: string | null = null
  let crsNamed = false
  for (const { key, value } of membersOf(bytes, start)) {
    if (key === 'features' && bytes[value.start] === 0x5b) features = value
    if (key === 'crs') {
      const stated = parsed(bytes, value)
      crsName = crsNameOf(stated)
      crsNamed = stated !== null
    }
  }
  const list = features
  const spans = (): Generator<Span, Fault | null> =>
    list ? elementsOf(bytes, list.start) : single(bytes, start)
  return { spans, crsName, crsNamed }
}

const stretch = (extent: BBox, value: unknown): void => {
  if (!Array.isArray(value)) return
  const [x, y] = value as unknown[]
  if (typeof x === 'number' && typeof y === 'number') {
    extent[0] = Math.min(extent[0], x)
    extent[1] = Math.min(extent[1], y)
    extent[2] = Math.max(extent[2], x)
    extent[3] = Math.max(extent[3], y)
  } else for (const item of value) stretch(extent, item)
}

const stretchBy = (extent: BBox, geometry: Record<string, unknown> | null): void => {
  stretch(extent, geometry?.['coordinates'])
  const parts = geometry?.['geometries']
  if (Array.isArray(parts)) for (const part of parts) stretch(extent, objectOf(part)?.['coordinates'])
}

const sampleExtent = (bytes: Uint8Array, spans: Source['spans']): BBox | null => {
  const extent: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  let looked = 0
  for (const span of spans()) {
    if (looked++ >= sampleFeatures) break
    const feature = objectOf(parsed(bytes, span))
    stretchBy(extent, feature && 'geometry' in feature ? objectOf(feature['geometry']) : feature)
  }
  return extent[0] === Infinity ? null : extent
}

/** RFC 7946 knows one system only; its older form could name another. */
const evidenceOf = ({ crsName, crsNamed }: Source, extent: BBox | null): Evidence => {
  if (!crsNamed) {
    const inDegrees = extent === null || Math.max(...extent.map(Math.abs)) <= 180
    return inDegrees ? { extent, stated: { srid: 4326, how: 'geojson_rule' } } : { extent }
  }
  const crs = crsName === null ? undefined : parseCrs(crsName)
  const number = /(\d+)\D*$/.exec(crsName ?? '')?.[1]
  if (crs) {
    const srid = crs.srid === 84 ? 4326 : crs.srid
    return { extent, stated: { srid, how: 'crs_member', name: crsName ?? '' } }
  }
  if (number === undefined) return { extent }
  return { extent, stated: { srid: Number(number), how: 'crs_member', name: crsName ?? '' } }
}

const lineCounter = (bytes: Uint8Array): ((at: number) => number) => {
  let [line, counted] = [1, 0]
  return (at) => {
    for (; counted < at; counted++) if (bytes[counted] === 0x0a) line++
    return line
  }
}

const plainValue = (name: string, value: unknown, row: number, log: FindingLog): FieldValue => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      log.tally('number_out_of_range', 'warning', row, { field: name })
      return null
    }
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      log.tally('number_precision_lost', 'warning', row, { field: name })
    return value
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  log.tally('property_nested', 'note', row, { field: name })
  return JSON.stringify(value)
}

/** `Object.fromEntries` keeps a key such as `__proto__` a key. */
const plainProperties = (value: unknown, row: number, log: FindingLog): Record<string, FieldValue> => {
  const source = objectOf(value)
  if (!source) return {}
  return Object.fromEntries(
    Object.keys(source).map((name) => [name, plainValue(name, source[name], row, log)]),
  )
}

const columnIn = (text: string, at: number): { lines: number; column: number } => {
  const before = text.slice(0, at)
  const lastBreak = before.lastIndexOf('\n')
  return { lines: before.split('\n').length - 1, column: at - lastBreak }
}

const malformed = (text: string, row: number, line: number, log: FindingLog): void => {
  const { lines, column } = columnIn(text, jsonFaultAt(text))
  const reason = line + lines
  log.add({ code: 'json_malformed', severity: 'error', row, line: reason, detail: { column } })
}

type Row = { row: number; line: number; place: Place | null; log: FindingLog }

const featureOf = (value: unknown, { row, line, place, log }: Row): SourceFeature => {
  const source = objectOf(value)
  const isFeature = source?.['type'] === 'Feature'
  const read = readGeometry(isFeature ? source['geometry'] : source, place, (code) =>
    log.tally(code, 'note', row),
  )
  if (!read.ok && read.reason !== 'crs_unknown')
    log.add({ code: read.reason, severity: read.reason === 'geometry_null' ? 'warning' : 'error', row, line })
  const id = isFeature ? source['id'] : undefined
  return {
    row,
    line,
    ...(typeof id === 'string' || typeof id === 'number' ? { id } : {}),
    geometry: read.ok ? read.geometry : null,
    ...(read.ok ? {} : { reason: read.reason }),
    properties: isFeature ? plainProperties(source['properties'], row, log) : {},
  }
}

function* walk(
  bytes: Uint8Array,
  spans: Source['spans'],
  place: Place | null,
  log: FindingLog,
): Generator<SourceFeature> {
  const lineAt = lineCounter(bytes)
  const elements = spans()
  let row = 0
  for (let next = elements.next(); ; next = elements.next()) {
    if (next.done) {
      const fault = next.value
      if (fault) log.add({ code: fault.reason, severity: 'error', line: lineAt(fault.at), row: row + 1 })
      return
    }
    row++
    const line = lineAt(next.value.start)
    const text = textOf(bytes, next.value)
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      malformed(text, row, line, log)
      yield { row, line, geometry: null, reason: 'json_malformed', properties: {} }
      continue
    }
    yield featureOf(value, { row, line, place, log })
  }
}

/** GeoJSON must be UTF-8; files of older tools are not, and are brought there first. */
const utf8Of = (request: ReadRequest): { bytes: Uint8Array; encoding: EncodingAnswer } => {
  const encoding = detectEncoding(request.bytes, request.choices?.encoding)
  const name = encodingNamed(encoding.name ?? encoding.candidates[0]?.name ?? 'utf-8') ?? 'utf-8'
  return { bytes: name === 'utf-8' ? request.bytes : toUtf8(request.bytes, name), encoding }
}

/**
 * A feature collection, one feature, one geometry, or features one after another (RFC 8142 or one per line).
 * Only one feature is built at a time, so the memory needed does not grow with the file.
 */
export const readGeojson = (request: ReadRequest): ReadAnswer => {
  const { bytes, encoding } = utf8Of(request)
  if (!looksLikeJson(bytes)) return { ok: false, reason: 'not_geojson', findings: [] }
  const source = survey(bytes)
  const placement = placementOf(evidenceOf(source, sampleExtent(bytes, source.spans)), request)
  const census = fieldCensus()
  const layer = layerOf({
    name: stemOf(request.fileName),
    format: 'geojson',
    declaredCount: null,
    placement,
    encoding,
    fields: census.list,
    *walk(log) {
      census.clear()
      for (const feature of walk(bytes, source.spans, placement.place, log)) {
        census.see(feature.properties)
        yield feature
      }
    },
  })
  return { ok: true, layers: [layer], findings: [] }
}
