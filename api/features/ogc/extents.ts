import type { Database } from '#api/db/database.ts'
import type { Source } from '#api/db/sources.ts'
import type { MapEvents } from '#api/features/events/map-events.ts'
import type { Extent } from './ogc.queries.ts'
import { findExtent } from './ogc.queries.ts'

export type Extents = { of(source: Source, zoneId: number): Promise<Extent> }

/** Real extents, kept until something of the zone changes. */
export function createExtents(database: Database, events: MapEvents): Extents {
  const kept = new Map<string, Promise<Extent>>()
  const key = (zoneId: number, id: string) => `${zoneId} ${id}`
  events.onLost(() => kept.clear())
  events.onChange(({ zoneId, collection }) => {
    kept.delete(key(zoneId, collection))
    // Views and reference layers follow other tables; a layer's features come under a name of their own.
    for (const name of kept.keys())
      if (name.startsWith(`${zoneId} `) && /(-land|^\d+ reference-.*)$/.test(name)) kept.delete(name)
  })
  return {
    of(source, zoneId) {
      const name = key(zoneId, source.id)
      const known = kept.get(name)
      if (known) return known
      const asked = findExtent(database, source, zoneId)
      kept.set(name, asked)
      asked.catch(() => kept.delete(name))
      return asked
    },
  }
}
