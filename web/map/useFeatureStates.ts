import { watch } from 'vue'
import type { FeatureKey } from '#web/app/map-view.store.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import { tileLayerOf } from './layers/layer-tree.ts'
import { ZONE_SOURCE } from './style/base-style.ts'
import { useMap } from './useMap.ts'

type StateName = 'selected' | 'hovered' | 'hidden'

/** Layers of the tiles in which one feature is drawn: its shape and its label point. */
const drawnIn = (collection: string): string[] => {
  const layer = tileLayerOf(collection)
  return [layer, `${layer}_labels`]
}

const keyText = ({ collection, id }: FeatureKey): string => `${collection}:${id}`

/** Keeps the map's feature states equal to the store's selection, hover and hidden features. */
export function useFeatureStates(): void {
  const { map } = useMap()
  const mapView = useMapView()

  function set(name: StateName, key: FeatureKey, value: boolean): void {
    for (const sourceLayer of drawnIn(key.collection))
      map.setFeatureState({ source: ZONE_SOURCE, sourceLayer, id: key.id }, { [name]: value })
  }

  function keep(name: StateName, keys: () => readonly FeatureKey[]): void {
    watch(
      keys,
      (now, before = []) => {
        const kept = new Set(now.map(keyText))
        for (const key of before) if (!kept.has(keyText(key))) set(name, key, false)
        for (const key of now) set(name, key, true)
      },
      { immediate: true },
    )
  }

  keep('selected', () => mapView.selected)
  keep('hidden', () => mapView.hidden)
  keep('hovered', () => (mapView.hovered ? [mapView.hovered] : []))
}
