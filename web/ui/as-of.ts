import { computed } from 'vue'
import type { LocationQuery } from 'vue-router'
import { useRoute, useRouter } from 'vue-router'
import { parseDay, parseInstant } from '#web/app/url-state.ts'

/**
 * The days a page is asked about, in its address: `on` (facts true on that day; today without it), `than` (a second
 * day to compare with), `known` (the instant up to which we look at what had been learned).
 */
export type AsOfAddress = { on: string | undefined; than: string | undefined; known: string | undefined }

export const parseAsOf = (query: LocationQuery): AsOfAddress => ({
  on: parseDay(query['on']),
  than: parseDay(query['than']),
  known: parseInstant(query['known']),
})

/** The days of the present page, and how to go to others; everything else in the address stays. */
export function useAsOf() {
  const route = useRoute()
  const router = useRouter()
  const address = computed(() => parseAsOf(route.query))

  function go(change: Partial<AsOfAddress>): void {
    const next = { ...address.value, ...change }
    void router.push({ query: { ...route.query, on: next.on, than: next.than, known: next.known } })
  }
  /** What links to other pages carry on. */
  const query = computed(() =>
    Object.fromEntries(Object.entries(address.value).filter(([, value]) => value !== undefined)),
  )
  return { address, query, go }
}
