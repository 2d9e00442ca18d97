import type { FilterSpecification, LayerSpecification, Map as MapLibreMap } from 'maplibre-gl'
import { onBeforeUnmount, watch } from 'vue'
import type { MapSlot } from './style/base-style.ts'
import { anchorOf } from './style/base-style.ts'
import { useMap } from './useMap.ts'

/** Every layer that shows features; the land colour and the anchors are the map's own. */
type DataLayer = Exclude<LayerSpecification, { type: 'background' }>

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const entries = (group: object | undefined) => Object.entries(group ?? {}) as [string, unknown][]
const names = (a: object | undefined, b: object | undefined) =>
  new Set([...entries(a), ...entries(b)].map(([name]) => name))
const part = (group: object | undefined, name: string): unknown =>
  entries(group).find(([key]) => key === name)?.[1]

/** Changes a layer in place, so that a new theme or filter does not rebuild the tiles. */
function change(map: MapLibreMap, before: DataLayer, now: DataLayer): void {
  for (const name of names(before.paint, now.paint)) {
    const value = part(now.paint, name)
    if (!same(part(before.paint, name), value)) map.setPaintProperty(now.id, name as never, value as never)
  }
  for (const name of names(before.layout, now.layout)) {
    const value = part(now.layout, name)
    if (!same(part(before.layout, name), value)) map.setLayoutProperty(now.id, name as never, value as never)
  }
  if (!same(before.filter, now.filter)) map.setFilter(now.id, (now.filter ?? null) as FilterSpecification)
}

/** A layer that lives as long as its component: mounting adds it under its slot, unmounting removes it. */
export function useMapLayer(slot: MapSlot, define: () => DataLayer): void {
  const { map } = useMap()
  let id = ''
  watch(
    define,
    (now, before) => {
      id = now.id
      if (before && map.getLayer(id)) change(map, before, now)
      else map.addLayer(now, anchorOf(slot))
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    if (map.getLayer(id)) map.removeLayer(id)
  })
}

export const visibility = (visible: boolean): 'visible' | 'none' => (visible ? 'visible' : 'none')
