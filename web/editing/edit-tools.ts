/** Tools of the editing room, as the map's `toolId` names them; here alone, so that the room itself loads later. */
export const DRAW = 'edit-draw'
export const RESHAPE = 'edit-boundary'
export const isEditTool = (toolId: string): boolean => toolId === DRAW || toolId === RESHAPE
