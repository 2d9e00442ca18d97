import { DRAW, RESHAPE } from '#web/editing/edit-tools.ts'
import type { MapExtension } from '#web/map/map-extension.ts'
import { defineAsyncComponent } from 'vue'
import { withRoom } from './editing-room.ts'
import EditingGate from './EditingGate.vue'

/** Only the buttons come with the map; the room behind them when a tool is taken in hand. */
export const extension: MapExtension = {
  tools: [
    { id: DRAW, labelKey: 'editing.draw', icon: 'plus', key: 'D', permission: 'changes:write' },
    { id: RESHAPE, labelKey: 'editing.reshape', icon: 'pencil', key: 'B', permission: 'changes:write' },
  ],
  layers: EditingGate,
  toolbar: withRoom(() => import('./EditToolbar.vue')),
  inspectorActions: defineAsyncComponent(() => import('./InspectorActions.vue')),
  historyActions: defineAsyncComponent(() => import('./UndoAction.vue')),
  panel: defineAsyncComponent(() => import('./EditPanel.vue')),
}
