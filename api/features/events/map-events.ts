import { EventEmitter } from 'node:events'
import type { Database } from '#api/db/database.ts'
import type { BBox } from '#geodata/model/geojson.ts'

/** A place of the map has changed: what, where (degrees), by which change. */
export type MapEvent = {
  zoneId: number
  collection: string
  bbox: BBox
  changeId: number
  by: string
}

const channel = 'map_change'

/**
 * Tells every copy of the server, through the database, which place has changed. `lost` fires when messages
 * may have been missed (a broken connection): whoever caches then forgets everything.
 */
export type MapEvents = {
  onChange(listener: (event: MapEvent) => void): () => void
  onLost(listener: () => void): () => void
  /** Call inside the writing transaction: the message leaves with the commit, or not at all. */
  channel: string
  encode(event: MapEvent): string
  close(): Promise<void>
}

export async function createMapEvents(database: Database): Promise<MapEvents> {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const stop = await database.listen(
    channel,
    (payload) => emitter.emit('change', JSON.parse(payload) as MapEvent),
    () => emitter.emit('lost'),
  )
  const on = (name: string, listener: (event: MapEvent) => void) => {
    emitter.on(name, listener)
    return () => void emitter.off(name, listener)
  }
  return {
    onChange: (listener) => on('change', listener),
    onLost: (listener) => on('lost', () => listener()),
    channel,
    encode: (event) => JSON.stringify(event),
    close: stop,
  }
}
