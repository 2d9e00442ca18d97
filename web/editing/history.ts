/** Steps of a draft, back and forth without end. Values are immutable, so a step is the value itself. */
export type History<T> = { past: readonly T[]; present: T; future: readonly T[] }

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] })

/** A new step; what was undone is forgotten. An equal value is no step. */
export const record = <T>(history: History<T>, present: T): History<T> =>
  present === history.present ? history : { past: [...history.past, history.present], present, future: [] }

/** Replaces the present without a step: while a vertex is dragged, say. */
export const amend = <T>(history: History<T>, present: T): History<T> => ({ ...history, present })

export const canUndo = (history: History<unknown>): boolean => history.past.length > 0
export const canRedo = (history: History<unknown>): boolean => history.future.length > 0

export function undo<T>(history: History<T>): History<T> {
  const present = history.past.at(-1)
  if (history.past.length === 0) return history
  return {
    past: history.past.slice(0, -1),
    present: present as T,
    future: [history.present, ...history.future],
  }
}

export function redo<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future
  if (history.future.length === 0) return history
  return { past: [...history.past, history.present], present: present as T, future }
}
