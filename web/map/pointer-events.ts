import type { MapMouseEvent } from 'maplibre-gl'
import { useEventListener } from '@vueuse/core'
import { onBeforeUnmount, watch } from 'vue'
import type { Position } from '#geodata/model/geojson.ts'
import { isTyping } from '#web/ui/keyboard.ts'
import { useMap } from './useMap.ts'

export type PointerInput = {
  type: 'move' | 'down' | 'up' | 'click' | 'double-click'
  position: Position
  /** Pixels from the top left corner of the map. */
  screen: { x: number; y: number }
  shift: boolean
  /** Control or Command. */
  control: boolean
  alt: boolean
  /** Keeps the map from doing its own thing (panning, zooming) with this event. */
  preventDefault: () => void
}

export type KeyInput = { key: string; shift: boolean; control: boolean; preventDefault: () => void }

export type PointerHandlers = {
  onPointer?: (input: PointerInput) => void
  onKey?: (input: KeyInput) => void
  cursor?: string
}

const kinds = [
  ['mousemove', 'move'],
  ['mousedown', 'down'],
  ['mouseup', 'up'],
  ['click', 'click'],
  ['dblclick', 'double-click'],
] as const

const inputOf = (type: PointerInput['type'], event: MapMouseEvent): PointerInput => ({
  type,
  position: [event.lngLat.lng, event.lngLat.lat],
  screen: { x: event.point.x, y: event.point.y },
  shift: event.originalEvent.shiftKey,
  control: event.originalEvent.ctrlKey || event.originalEvent.metaKey,
  alt: event.originalEvent.altKey,
  preventDefault: () => event.preventDefault(),
})

/**
 * Gives the tool in hand what the pointer and the keys do. `isActive` decides when it listens; outside of
 * that time it hears nothing.
 */
export function usePointerEvents(isActive: () => boolean, handlers: PointerHandlers): void {
  const { map } = useMap()
  const listeners = kinds.map(([mapEvent, type]) => ({
    mapEvent,
    listener: (event: MapMouseEvent) => handlers.onPointer?.(inputOf(type, event)),
  }))

  function listen(): void {
    for (const { mapEvent, listener } of listeners) map.on(mapEvent, listener)
    map.getCanvas().style.cursor = handlers.cursor ?? ''
  }
  function leave(): void {
    for (const { mapEvent, listener } of listeners) map.off(mapEvent, listener)
    map.getCanvas().style.cursor = ''
  }

  watch(isActive, (active) => (active ? listen() : leave()), { immediate: true })
  onBeforeUnmount(leave)

  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (!isActive() || isTyping(event)) return
    handlers.onKey?.({
      key: event.key,
      shift: event.shiftKey,
      control: event.ctrlKey || event.metaKey,
      preventDefault: () => event.preventDefault(),
    })
  })
}
