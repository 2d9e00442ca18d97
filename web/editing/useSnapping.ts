import { useQuery } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import { computed } from 'vue'
import { spatialCollections } from '#geodata/model/collections.ts'
import type { BBox, FeatureCollection, Position } from '#geodata/model/geojson.ts'
import { api } from '#web/api-client/client.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import { useReferenceLayers } from '#web/map/useReferenceLayers.ts'
import type { Snap, SnapSource } from './behaviors/snapping.ts'
import { createSnapIndex } from './behaviors/snapping.ts'
import { areaAround, areaText } from './behaviors/snap-area.ts'
import { useEditing } from './editing.store.ts'

/** Far out a pixel is metres: nothing is drawn there. */
const LEAST_ZOOM = 14
const MOST_FEATURES = 2000
const PAUSE_MS = 200

export const sourceId = (collection: string, id: number | string): string => `${collection}:${id}`

async function sourcesIn(collection: string, area: BBox, signal: AbortSignal): Promise<SnapSource[]> {
  const { features } = await api.get<FeatureCollection>(`/ogc/collections/${collection}/items`, {
    query: { bbox: area.join(','), limit: MOST_FEATURES, f: 'json' },
    signal,
  })
  return features.map(({ id, geometry, properties }) => ({
    id: sourceId(collection, id ?? ''),
    label: String(properties['code'] ?? properties['name'] ?? id ?? ''),
    geometry,
  }))
}

/**
 * Snapping to everything visible. Tiles are drawn on a coarse lattice, so the stored boundaries are read once
 * for each area of the map, and a vertex that is snapped to is met to the last digit.
 */
export function useSnapping() {
  const mapView = useMapView()
  const editing = useEditing()
  const { layers: references } = useReferenceLayers()

  const area = computed(() =>
    editing.session && mapView.bounds && (mapView.view?.zoom ?? 0) >= LEAST_ZOOM
      ? areaAround(mapView.bounds)
      : undefined,
  )
  const settledArea = refDebounced(area, PAUSE_MS)
  const collections = computed(() => [
    ...spatialCollections.map(({ id }): string => id).filter((id) => mapView.isVisible(id)),
    ...references.value.map(({ slug }) => `reference-${slug}`).filter((id) => mapView.isVisible(id)),
  ])
  const sources = useQuery({
    key: () => ['snapping', settledArea.value ? areaText(settledArea.value) : '', ...collections.value],
    enabled: () => settledArea.value !== undefined,
    query: async ({ signal }) => {
      const within = settledArea.value
      if (!within) return []
      const found = await Promise.all(collections.value.map((id) => sourcesIn(id, within, signal)))
      return found.flat()
    },
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
  const index = computed(() => createSnapIndex(sources.data.value ?? []))

  function find(at: Position, toleranceM: number): Snap | undefined {
    const target = editing.session?.target
    const skip = target?.kind === 'edit' ? new Set([sourceId(target.collection, target.id)]) : undefined
    return index.value.find(at, toleranceM, skip)
  }

  return { find, isReady: computed(() => sources.data.value !== undefined) }
}
