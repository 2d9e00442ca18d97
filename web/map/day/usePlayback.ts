import { onBeforeUnmount, ref } from 'vue'

export const speeds = [1, 2, 4] as const

/** A month stays so long on the screen at speed 1, and longer when its tiles take longer. */
const PACE_MS = 900

type Film = {
  step: () => number
  last: () => number
  go: (step: number) => void
  /** Resolves when the picture of the step is there. */
  isDrawn: () => Promise<void>
  prepare: (step: number) => void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Steps forward until the last one; from there it begins anew. */
export function usePlayback({ step, last, go, isDrawn, prepare }: Film) {
  const isPlaying = ref(false)
  const speed = ref<(typeof speeds)[number]>(1)
  let showing: AbortController | undefined

  async function play(): Promise<void> {
    const { signal } = (showing = new AbortController())
    isPlaying.value = true
    if (step() >= last()) go(0)
    while (!signal.aborted && step() < last()) {
      const began = performance.now()
      go(step() + 1)
      if (step() < last()) prepare(step() + 1)
      await isDrawn()
      await pause(Math.max(0, PACE_MS / speed.value - (performance.now() - began)))
    }
    if (!signal.aborted) isPlaying.value = false
  }
  function stop(): void {
    showing?.abort()
    isPlaying.value = false
  }
  onBeforeUnmount(stop)

  return {
    isPlaying,
    speed,
    stop,
    toggle: (): void => (isPlaying.value ? stop() : void play()),
    faster: (): void => {
      speed.value = speeds[(speeds.indexOf(speed.value) + 1) % speeds.length]!
    },
  }
}
