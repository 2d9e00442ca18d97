import type { Database } from '#api/db/database.ts'
import type { Zone } from '#api/http/access.ts'
import { parsePosition } from '#geodata/crs/position-text.ts'
import type { BBox, Position } from '#geodata/model/geojson.ts'
import type { Found } from './search.queries.ts'
import { findText } from './search.queries.ts'

export type SearchResult = {
  kind: 'feature' | 'record' | 'coordinate' | 'reference'
  collection: string | null
  id: number | null
  title: string
  subtitle: string | null
  point: Position | null
  bbox: BBox | null
  /** The property that the text was found in, and what it says there. */
  match: { property: string; value: string } | null
  /** EPSG code that a coordinate was read in. */
  srid: number | null
}

const keyOf = ({ kind, collection, id }: Found) => `${kind} ${collection} ${id}`

function resultOf({
  kind,
  collection,
  id,
  title,
  subtitle,
  property,
  value,
  bbox,
  point,
}: Found): SearchResult {
  return { kind, collection, id, title, subtitle, point, bbox, match: { property, value }, srid: null }
}

/** Positions first: somebody who types one wants to go there. Then what fits best; each thing once. */
export async function search(
  database: Database,
  zone: Zone,
  text: string,
  limit: number,
): Promise<SearchResult[]> {
  const positions = parsePosition(text, zone.planarSrid).map(({ position, srid }): SearchResult => ({
    kind: 'coordinate',
    collection: null,
    id: null,
    title: position.map((degrees) => degrees.toFixed(7)).join(', '),
    subtitle: null,
    point: position,
    bbox: null,
    match: null,
    srid,
  }))
  const found = await findText(database, zone.id, text, limit)
  const once = new Map<string, Found>()
  for (const row of found) if (!once.has(keyOf(row))) once.set(keyOf(row), row)
  return [...positions, ...[...once.values()].map(resultOf)].slice(0, limit)
}
