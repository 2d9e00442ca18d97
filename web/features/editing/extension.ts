import { DRAW, RESHAPE } from '#web/editing/editing.store.ts'
import type { MapExtension } from '#web/map/map-extension.ts'
import EditingLayers from './EditingLayers.vue'
import EditPanel from './EditPanel.vue'
import EditToolbar from './EditToolbar.vue'
import InspectorActions from './InspectorActions.vue'
import UndoAction from './UndoAction.vue'

export const extension: MapExtension = {
  tools: [
    { id: DRAW, labelKey: 'editing.draw', icon: 'plus', key: 'D', permission: 'changes:write' },
    { id: RESHAPE, labelKey: 'editing.reshape', icon: 'pencil', key: 'B', permission: 'changes:write' },
  ],
  layers: EditingLayers,
  toolbar: EditToolbar,
  inspectorActions: InspectorActions,
  historyActions: UndoAction,
  panel: EditPanel,
}
