import type { components } from '#api/contract/openapi.d.ts'
import type { BBox, Feature, Position, Properties } from '#geodata/model/geojson.ts'

/**
 * Shapes on the wire, all from the generated contract. Only what JSON Schema cannot say is said here: a box
 * has four numbers, a position two, and the facts below a feature follow the registry of collections.
 */
type Schemas = components['schemas']
type Placed<Shape> = Omit<Shape, 'bbox' | 'point'> & { bbox: BBox | null; point: Position | null }

export type Session = Omit<Schemas['Session'], 'zone'> & { zone: ZoneDetails | null }
export type ZoneDetails = Omit<NonNullable<Schemas['Session']['zone']>, 'extent'> & { extent: BBox | null }

export type FeatureFacts = {
  supplies?: Properties[]
  remediations?: Properties[]
  indicatorValues?: Properties[]
  batch?: Properties | null
  floors?: Properties[]
  /** Factory buildings on a parcel. */
  buildings?: Properties[]
}
export type FeatureDetails = Placed<Omit<Schemas['FeatureDetail'], 'feature' | 'facts'>> & {
  feature: Feature & { id: number }
  facts: FeatureFacts
}
export type RecordSummary = Schemas['ChangeRecord']
export type FeatureHistory = Schemas['FeatureHistory']
export type FeatureVersion = Schemas['FeatureVersion']

export type SearchResult = Placed<Schemas['SearchResult']>
export type SearchAnswer = { results: SearchResult[] }

export type LedgerSummary = Schemas['LedgerSummary']
export type LedgerRow = Placed<Pick<Schemas['LedgerRow'], 'id' | 'version' | 'titles' | 'bbox' | 'point'>> &
  Properties
export type LedgerPage = Omit<Schemas['LedgerPage'], 'rows'> & { rows: LedgerRow[] }

export type Measurement = Schemas['Measurement']
export type MeasureRow = Measurement['rows'][number]

export type ReferenceLayer = Omit<Schemas['ReferenceLayer'], 'bbox'> & { bbox: BBox | null }
export type ReferenceLayerList = Omit<Schemas['ReferenceLayerList'], 'layers'> & { layers: ReferenceLayer[] }

/**
 * A message of `/api/events`; event streams have no schema. `lost`: read everything again; `notices`: somebody has
 * news.
 */
export type ServerEvent = {
  type: 'map' | 'lost' | 'notices'
  collection?: string
  bbox?: BBox
  by?: string
  changeId?: number
}
