import { useQueryCache } from '@pinia/colada'
import { useEventSource, useIntervalFn } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { addressOf } from '#web/api-client/client.ts'

/** Facts that nobody saves change too: the day turns, the nightly rules run. */
const QUIET_MS = 5 * 60_000
/** A burst of saved changes is one reason to read again. */
const BURST_MS = 800
const KEYS = ['stock', 'overview', 'claims', 'targets'] as const

/** Reads the figures again when somebody saves something, when the stream was lost, and now and then. */
export function useStockEvents() {
  const cache = useQueryCache()
  const readAt = ref(new Date().toISOString())
  let waiting: ReturnType<typeof setTimeout> | undefined

  function readAgain(): void {
    waiting = undefined
    readAt.value = new Date().toISOString()
    for (const key of KEYS) void cache.invalidateQueries({ key: [key] }).catch(() => undefined)
  }
  const soon = (): void => {
    waiting ??= setTimeout(readAgain, BURST_MS)
  }
  const { data, status } = useEventSource(addressOf('/api/events'), [] as const, {
    autoReconnect: { delay: 3000 },
  })
  watch(data, (text) => text && soon())
  watch(status, (now, before) => now === 'OPEN' && before !== undefined && soon())
  useIntervalFn(readAgain, QUIET_MS)

  return { readAt, isLive: computed(() => status.value === 'OPEN') }
}
