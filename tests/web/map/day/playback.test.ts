import { describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { usePlayback } from '#web/map/day/usePlayback.ts'

function film(from: number, last: number) {
  const step = ref(from)
  const prepared: number[] = []
  const scope = effectScope()
  const playback = scope.run(() =>
    usePlayback({
      step: () => step.value,
      last: () => last,
      go: (to) => (step.value = to),
      isDrawn: () => Promise.resolve(),
      prepare: (to) => prepared.push(to),
    }),
  )!
  return { step, prepared, playback }
}

describe('the film of the time slider', () => {
  it('goes on month by month to the end, and has the next one prepared', async () => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { step, prepared, playback } = film(0, 3)
    playback.toggle()
    expect([step.value, playback.isPlaying.value]).toEqual([1, true])
    await vi.runAllTimersAsync()
    expect([step.value, playback.isPlaying.value]).toEqual([3, false])
    expect(prepared).toEqual([2, 3])
    vi.useRealTimers()
  })
  it('stands still when it is stopped, and begins anew after the end', async () => {
    vi.useFakeTimers()
    const { step, playback } = film(3, 3)
    playback.toggle()
    expect(step.value).toBe(1)
    playback.toggle()
    await vi.runAllTimersAsync()
    expect([step.value, playback.isPlaying.value]).toEqual([1, false])
    vi.useRealTimers()
  })
  it('is twice and four times as fast, and then slow again', () => {
    const { playback } = film(0, 3)
    const seen = [1, 2, 3].map(() => {
      playback.faster()
      return playback.speed.value
    })
    expect(seen).toEqual([2, 4, 1])
  })
})
