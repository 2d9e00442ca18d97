import type { AreaUnit } from '../geometry/units.ts'
import type { FindingCode } from './finding-codes.ts'
import type { Geometry, GeometryType, Position } from '../model/geojson.ts'

/**
 * What every reader of `formats/` takes and gives. Readers never throw on what a file contains: faults
 * come back as findings, and a file that cannot be understood without help says what it asks for.
 */
export type ReadRequest = {
  bytes: Uint8Array
  /** Only its extension and stem are used; may be a path. */
  fileName: string
  choices?: ReadChoices
  /** Middle of the zone, `[lng, lat]`: candidates that lie near it are offered first. */
  near?: Position
  limits?: Partial<ArchiveLimits>
}

/** Answers of a person to what an earlier reading asked. */
export type ReadChoices = {
  /** A label of `encodings` in encoding.ts. */
  encoding?: string
  /** EPSG code of the coordinates in the file. */
  crs?: number
  /** Open only the layer of this name. */
  layer?: string
  /** The file holds (north, east) where (east, north) is expected, or the other way round. */
  swapAxes?: boolean
  /** Unit of the declared area in a coordinate text file. */
  areaUnit?: AreaUnit
}

export type ArchiveLimits = {
  /** Bytes that all entries together may inflate to. */
  totalBytes: number
  entries: number
  /** Inflated / packed; looked at only once more than 64 MiB are inflated. */
  ratio: number
}

export type Severity = 'error' | 'warning' | 'note'

/**
 * One thing a person should know. An `error` with a row means that this row has no usable geometry; an
 * `error` without one means that the layer or file cannot be used. Rows and lines count from 1.
 */
export type Finding = {
  code: FindingCode
  severity: Severity
  row?: number
  line?: number
  detail?: Record<string, string | number>
}

export type FieldValue = string | number | boolean | null

export type ExchangeFieldType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime'

export type ExchangeField = {
  name: string
  type: ExchangeFieldType
  /** Longest text in characters (as declared by the file where it declares one). */
  length?: number
}

/** One row of a source, with `[lng, lat]` in EPSG:4490. */
export type SourceFeature = {
  row: number
  /** Where it begins, for formats with lines. */
  line?: number
  id?: string | number
  geometry: Geometry | null
  /** Code of the finding that explains a missing geometry. */
  reason?: FindingCode
  properties: Record<string, FieldValue>
}

export type CrsEvidence = 'asked' | 'prj' | 'crs_member' | 'geojson_rule' | 'header' | 'unknown'

export type CrsAnswer = {
  /** EPSG code of the coordinates in the file, null while it must be asked. */
  srid: number | null
  how: CrsEvidence
  /** The name as the file writes it. */
  name?: string
  /** What it could be, by range of the coordinates only; `centre` is where the layer would then lie. */
  candidates: { srid: number; centre: Position }[]
}

export type EncodingEvidence =
  | 'asked'
  | 'bom'
  | 'cpg'
  | 'ldid'
  | 'utf8_strict'
  | 'gb18030_scored'
  | 'not_needed'
  | 'unknown'

export type EncodingAnswer = {
  name: string | null
  how: EncodingEvidence
  /** What it could be, with a piece of the text as it would then read. */
  candidates: { name: string; sample: string }[]
}

export type Ask = 'crs' | 'encoding'

/**
 * One layer of a file. `features()` may be walked more than once. `count`, `geometryTypes`, `fields` and
 * `findings` tell what is known so far and are complete once a walk has reached the end. While `asks` is not empty the
 * features are a preview: no geometry without a reference system, text in the first candidate encoding.
 */
export type Layer = {
  name: string
  format: FormatId
  /** Number of rows by the header of the file, null when it has none. */
  declaredCount: number | null
  crs: CrsAnswer
  encoding: EncodingAnswer
  asks: Ask[]
  count: number
  geometryTypes: GeometryType[]
  fields: ExchangeField[]
  findings: Finding[]
  features: () => Generator<SourceFeature>
}

export type FormatId = 'geojson' | 'shapefile' | 'coordinate-text'

export type ReadAnswer =
  | { ok: true; layers: Layer[]; findings: Finding[] }
  | { ok: false; reason: FindingCode; findings: Finding[] }
