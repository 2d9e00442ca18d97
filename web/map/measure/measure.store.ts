import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useMapView } from '#web/app/map-view.store.ts'
import type { MeasureEvent, MeasureKind, MeasureState } from './measure.machine.ts'
import { polygonOf, start, step } from './measure.machine.ts'

export const measureTools: Record<string, MeasureKind> = {
  'measure-distance': 'distance',
  'measure-area': 'area',
  'measure-acreage': 'acreage',
}

/** The measurement on the map: at most one, of the tool in hand. */
export const useMeasure = defineStore('measure', () => {
  const mapView = useMapView()
  const kind = computed<MeasureKind | undefined>(() => measureTools[mapView.toolId])
  const current = shallowRef<MeasureState>(start('distance'))

  const state = computed(() =>
    kind.value && current.value.kind !== kind.value ? start(kind.value) : current.value,
  )
  /** The finished shape, for the breakdown by category. */
  const finishedShape = computed(() => (state.value.name === 'done' ? polygonOf(state.value) : undefined))

  function send(event: MeasureEvent): void {
    const next = step(state.value, event)
    current.value = next.state
    if (next.hasLeft) mapView.toolId = 'select'
  }

  return { kind, state, finishedShape, send }
})
