import { readonly, shallowRef } from 'vue'

export type Toast = { id: number; kind: 'done' | 'notice' | 'fault'; text: string }

const current = shallowRef<readonly Toast[]>([])
const DISPLAY_MS = { done: 4000, notice: 5000, fault: 8000 } as const
let lastId = 0

/** What is said at the foot of the page at the moment; drawn by `ToastList.vue`. */
export const toasts = readonly(current)

export function dismissToast(id: number): void {
  current.value = current.value.filter((toast) => toast.id !== id)
}

/** Says one sentence for a few seconds. Faults stay longer. */
export function showToast(kind: Toast['kind'], text: string): void {
  const toast = { id: ++lastId, kind, text }
  current.value = [...current.value.filter((other) => other.text !== text), toast]
  window.setTimeout(() => dismissToast(toast.id), DISPLAY_MS[kind])
}
