import type { Component, FunctionalComponent } from 'vue'
import { defineAsyncComponent, h, shallowRef } from 'vue'

/** Whether the editing room is loaded: who only looks does not pay for it. */
export const isRoomOpen = shallowRef(false)

/** Loaded and shown with the room, nothing before. */
export function withRoom(load: () => Promise<{ default: Component }>): FunctionalComponent {
  const Part = defineAsyncComponent(async () => (await load()).default)
  return () => (isRoomOpen.value ? h(Part) : null)
}
