import { createSharedComposable, useEventSource } from '@vueuse/core'
import { addressOf } from './client.ts'

/** One stream of `/api/events` for all who listen on a page; it closes with the last of them. */
export const useServerEvents = createSharedComposable(() =>
  useEventSource(addressOf('/api/events'), [] as const, { autoReconnect: { delay: 3000 } }),
)
