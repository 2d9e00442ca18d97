import type { Feature, Geometry } from '../model/geojson.ts'
import type { ExchangeField, FieldValue } from './exchange.ts'

/** A row to write; `[lng, lat]` in EPSG:4490. Facts without a place have a null geometry. */
export type ExportFeature = Omit<Feature, 'geometry' | 'properties' | 'type'> & {
  geometry: Geometry | null
  properties: Record<string, FieldValue>
}

/** What a writer takes. `features` is walked more than once: an array, or an object that starts anew. */
export type ExportLayer = {
  name: string
  fields: readonly ExchangeField[]
  features: Iterable<ExportFeature>
}

/** A name that every file system and every zip program takes. */
export const safeFileName = (name: string): string => {
  const safe = name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80)
  return safe === '' ? 'layer' : safe
}
