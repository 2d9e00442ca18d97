import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { BBox, Position } from '#geodata/model/geojson.ts'
import type { InspectorTab, MapUrlState } from './url-state.ts'

export type MapView = { lng: number; lat: number; zoom: number }
export type FeatureKey = { collection: string; id: number }
/** A wish to look somewhere; each one counts, even for the same place twice. */
export type Destination = { bbox: BBox } | { center: [number, number]; zoom?: number }

export type AskedDays = Pick<MapUrlState, 'on' | 'than' | 'known'>

export const sameFeature = (a: FeatureKey, b: FeatureKey): boolean =>
  a.collection === b.collection && a.id === b.id

/** Layers that a new visitor does not see: what lies over the parcels would hide them. All others are on. */
const isOffByDefault = (layer: string): boolean =>
  layer === 'approval-batches' || layer === 'assessments' || layer.startsWith('reference-')

/** What the map shows. It knows no map library: the map follows it. */
export const useMapView = defineStore('map-view', () => {
  const view = shallowRef<MapView>()
  const bounds = shallowRef<BBox>()
  const selected = shallowRef<readonly FeatureKey[]>([])
  const hovered = shallowRef<FeatureKey>()
  /** Left out of the tile layers, because a draft stands in for them. */
  const hidden = shallowRef<readonly FeatureKey[]>([])
  const switched = shallowRef<ReadonlySet<string>>(new Set())
  const filter = shallowRef<MapUrlState['filter']>()
  const destination = shallowRef<Destination>()
  const tab = ref<InspectorTab>('facts')
  /** The day that is asked about, the one it is compared with, and what was known; now without them. */
  const asked = shallowRef<AskedDays>({})
  /** Which of two compared days the map shows. */
  const side = ref<'on' | 'than'>('on')
  /** The day on which the clock is asked, when it is another than that of the map. */
  const clockOn = ref<string>()
  /** A place shown by a pin: the coordinate that was searched for. */
  const marked = shallowRef<Position>()
  const toolId = ref('select')

  const single = computed(() => (selected.value.length === 1 ? selected.value[0] : undefined))

  const isVisible = (layer: string): boolean => isOffByDefault(layer) === switched.value.has(layer)

  function setVisible(layer: string, visible: boolean): void {
    if (isVisible(layer) === visible) return
    const next = new Set(switched.value)
    if (!next.delete(layer)) next.add(layer)
    switched.value = next
  }

  const isPast = computed(() => asked.value.on !== undefined || asked.value.known !== undefined)
  /** What every question of the map carries on. */
  const day = computed(() => {
    const { on, than, known } = asked.value
    return { on: side.value === 'than' && than ? than : on, known }
  })

  function ask(days: AskedDays): void {
    asked.value = days
    if (days.than === undefined) side.value = 'on'
  }

  /** Another selection begins with its facts, on the day of the map. */
  function setSelected(keys: readonly FeatureKey[]): void {
    selected.value = keys
    tab.value = 'facts'
    clockOn.value = undefined
  }

  const select = (...keys: FeatureKey[]): void => setSelected(keys)

  function toggleSelected(key: FeatureKey): void {
    const rest = selected.value.filter((other) => !sameFeature(other, key))
    setSelected(rest.length < selected.value.length ? rest : [...rest, key])
  }

  function addSelected(keys: readonly FeatureKey[]): void {
    const fresh = keys.filter((key) => !selected.value.some((other) => sameFeature(other, key)))
    setSelected([...selected.value, ...fresh])
  }

  function goTo(place: Destination): void {
    destination.value = place
  }

  function mark(position: Position | undefined): void {
    marked.value = position
  }

  function restore(state: MapUrlState): void {
    if (state.view) view.value = state.view
    selected.value = state.selected
    tab.value = state.tab ?? 'facts'
    ask({ on: state.on, than: state.than, known: state.known })
    clockOn.value = state.clock
    filter.value = state.filter
    switched.value = new Set(state.layers.map((layer) => layer.replace(/^!/, '')))
  }

  const urlState = computed<MapUrlState>(() => ({
    view: view.value,
    selected: [...selected.value],
    layers: [...switched.value]
      .map((layer) => (isOffByDefault(layer) ? layer : `!${layer}`))
      .toSorted((a, b) => a.localeCompare(b)),
    filter: filter.value,
    tab: tab.value,
    ...asked.value,
    clock: clockOn.value,
  }))

  return {
    view,
    bounds,
    selected,
    single,
    hovered,
    hidden,
    filter,
    destination,
    tab,
    asked,
    side,
    isPast,
    day,
    clockOn,
    marked,
    toolId,
    urlState,
    isVisible,
    setVisible,
    select,
    toggleSelected,
    addSelected,
    goTo,
    mark,
    ask,
    restore,
  }
})
