import type { GeoJSONSource, SourceSpecification } from 'maplibre-gl'
import { onBeforeUnmount, watch } from 'vue'
import type { Geometry } from '#geodata/model/geojson.ts'
import { useMap } from './useMap.ts'

export type DrawnFeature = {
  type: 'Feature'
  id?: number
  geometry: Geometry
  properties: Record<string, string | number | boolean | null>
}

/** Shapes drawn by the page itself. Call it before the layers that read the source. */
export function useDrawnSource(id: string, features: () => readonly DrawnFeature[]): void {
  const { map } = useMap()
  const collection = () => ({ type: 'FeatureCollection' as const, features: [...features()] })
  map.addSource(id, { type: 'geojson', data: collection() })
  watch(features, () => void map.getSource<GeoJSONSource>(id)?.setData(collection()))
  onBeforeUnmount(() => removeSource(id))

  function removeSource(source: string): void {
    for (const layer of map.getStyle().layers)
      if ('source' in layer && layer.source === source) map.removeLayer(layer.id)
    if (map.getSource(source)) map.removeSource(source)
  }
}

/** A source that lives as long as its component. */
export function useMapSource(id: string, source: SourceSpecification): void {
  const { map } = useMap()
  map.addSource(id, source)
  onBeforeUnmount(() => {
    for (const layer of map.getStyle().layers)
      if ('source' in layer && layer.source === id) map.removeLayer(layer.id)
    if (map.getSource(id)) map.removeSource(id)
  })
}
