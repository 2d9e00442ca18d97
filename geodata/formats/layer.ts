import type { GeometryType } from '../model/geojson.ts'
import type {
  Ask,
  EncodingAnswer,
  ExchangeField,
  Finding,
  FormatId,
  Layer,
  SourceFeature,
} from './exchange.ts'
import { type FindingLog, findingLog } from './findings.ts'
import type { Placement } from './placement.ts'

type LayerParts = {
  name: string
  format: FormatId
  declaredCount: number | null
  placement: Placement
  encoding: EncodingAnswer
  /** Known before any row is read. */
  findings?: Finding[]
  fields: () => ExchangeField[]
  /** Walks the rows once, reporting what it meets. */
  walk: (log: FindingLog) => Generator<SourceFeature>
}

/** A layer whose counts, types and findings always describe the latest walk. */
export const layerOf = (parts: LayerParts): Layer => {
  const { placement, encoding } = parts
  const fixed = [...(parts.findings ?? []), ...placement.findings]
  const log = findingLog()
  const types = new Set<GeometryType>()
  let count = 0
  const asks: Ask[] = []
  if (placement.crs.srid === null) asks.push('crs')
  if (encoding.name === null) asks.push('encoding')
  return {
    name: parts.name,
    format: parts.format,
    declaredCount: parts.declaredCount,
    crs: placement.crs,
    encoding,
    asks,
    get count() {
      return count
    },
    get geometryTypes() {
      return [...types]
    },
    get fields() {
      return parts.fields()
    },
    get findings() {
      return [...fixed, ...log.list()]
    },
    *features() {
      log.clear()
      types.clear()
      count = 0
      for (const feature of parts.walk(log)) {
        count++
        if (feature.geometry) types.add(feature.geometry.type)
        yield feature
      }
    },
  }
}

/** The rows of a layer at once, for small files. */
export const readAll = (layer: Layer): SourceFeature[] => [...layer.features()]

/** `folder/红线.shp` → `红线`. */
export const stemOf = (path: string): string =>
  (path.split(/[\\/]/).at(-1) ?? path).replace(
    /\.(zip|shp|geojson|json|geojsonl|ndjson|geojsons|jsonl|txt)$/i,
    '',
  )
