import type {
  Geometry,
  MultiLineStringGeometry,
  MultiPolygonGeometry,
  PointGeometry,
  Properties,
} from '../model/geojson.ts'
import type { CollectionId } from '../model/collections.ts'
import type { KeptStep } from '../rules/case/idle-case.ts'

/** Stands for the identifier that the database gives to the row with this key. */
export type DemoReference = { $key: string }

export type DemoValue = string | number | boolean | null | DemoReference

/** One row of a collection. `values` are its columns by name; a missing column is null. */
export type DemoRow = {
  /** Unique among all rows of the demonstration. */
  key: string
  /** The change that brings the row. */
  changeKey: string
  effectiveOn: string
  /** In the type that the table holds; missing in facts. */
  geometry?: MultiPolygonGeometry | MultiLineStringGeometry | PointGeometry
  values: Record<string, DemoValue>
}

export type DemoRecord = {
  key: string
  number: string
  title: string
  kind: string
  issuer: string
  issuedOn: string
}

export type DemoChange = {
  key: string
  recordKey: string
  label: string
  source: 'demo'
  effectiveOn: string
  /** How many rows carry its key. */
  itemCount: number
}

/** A step of a case as the application keeps it, with what the demonstration says beside it. */
export type DemoCaseStep = KeptStep & {
  dueOn: string | null
  /** It was voided afterwards, for this reason. */
  isVoid: boolean
  voidedFor: string | null
  note: string | null
  /** The step found or made the remediation. */
  hasRemediation: boolean
}

/** A case of idle land; keys stand for identifiers. */
export type DemoCase = {
  parcelKey: string
  supplyKey: string
  remediationKey: string | null
  recordKey: string
  areaM2: number
  responsible: string
  steps: DemoCaseStep[]
}

export type DemoReferenceFeature = { name: string | null; geometry: Geometry; properties: Properties }

export type DemoReferenceLayer = {
  slug: string
  title: string
  titleEn: string
  /** What the map draws it as. */
  role: 'water' | 'green' | 'rail' | 'block' | 'building' | 'plan'
  changeKey: string
  fields: { name: string; type: 'text' | 'number' }[]
  source: string
  features: DemoReferenceFeature[]
}

export type DemoZone = {
  zone: {
    slug: 'demo'
    nameZh: string
    nameEn: string
    planarSrid: 4546
    boundary: MultiPolygonGeometry
  }
  records: DemoRecord[]
  changes: DemoChange[]
  /** Rows in an order in which every reference points to a row of an earlier collection or itself earlier. */
  collections: Record<CollectionId, DemoRow[]>
  referenceLayers: DemoReferenceLayer[]
  cases: DemoCase[]
}
