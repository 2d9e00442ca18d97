import { shallowRef } from 'vue'

const hint = shallowRef<string>()

/**
 * The sentence under the tool bar that announces the next click. A tool sets it while it is in hand and
 * clears it when it is put down; without one the map says what its own tools expect.
 */
export function useMapHint() {
  const setHint = (text: string | undefined): void => {
    hint.value = text
  }
  return { hint, setHint }
}
