import type { Map as MapLibreMap } from 'maplibre-gl'
import type { ComputedRef, InjectionKey } from 'vue'
import { inject } from 'vue'
import type { BBox } from '#geodata/model/geojson.ts'
import type { MapPalette } from './style/palette.ts'

export type MapContext = {
  map: MapLibreMap
  palette: ComputedRef<MapPalette>
  /** Latitude of the zone's middle, for widths in metres. */
  latitude: ComputedRef<number>
  /** Asks for the tiles of a place again (all places without a box). */
  refresh: (bbox?: BBox | null) => void
}

export const mapKey: InjectionKey<MapContext> = Symbol('map')

/** The map around a component that is mounted inside `MapCanvas`. */
export function useMap(): MapContext {
  const context = inject(mapKey)
  if (!context) throw new Error('useMap() outside of MapCanvas')
  return context
}
