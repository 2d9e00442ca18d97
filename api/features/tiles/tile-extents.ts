import type { Database } from '#api/db/database.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type { MapEvents } from '../events/map-events.ts'
import type { TileSet } from './tile-layers.ts'
import { isShownIn } from './tile-layers.ts'
import { findExtent } from './tile.queries.ts'

type Known = { zoneId: number; setId: string; extent: Promise<BBox | null> }

export type TileExtents = { find(zoneId: number, set: TileSet): Promise<BBox | null> }

/** What each tile set covers: read once, and again after something in it has changed. */
export function createTileExtents(database: Database, mapEvents: MapEvents): TileExtents {
  const known = new Map<string, Known>()
  mapEvents.onLost(() => known.clear())
  mapEvents.onChange(({ zoneId, collection }) => {
    for (const [key, { zoneId: knownZone, setId }] of known) {
      if (knownZone === zoneId && isShownIn(setId, collection)) known.delete(key)
    }
  })
  return {
    find(zoneId, set) {
      const key = `${zoneId}/${set.id}`
      const found = known.get(key)
      if (found) return found.extent
      const extent = findExtent(database, zoneId, set)
      extent.catch(() => known.delete(key))
      known.set(key, { zoneId, setId: set.id, extent })
      return extent
    },
  }
}
