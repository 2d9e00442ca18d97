import type { EntryKey } from '@pinia/colada'
import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { ClockList } from '#web/map/clock/clock-wire.ts'

const PAGE = 100
type Question = Record<'kind' | 'until' | 'on' | 'known', string | undefined>

/** The watch list, page after page; another question begins again. Without a question nothing is asked. */
export function useWatchList(question: () => Question | undefined) {
  const key = (): EntryKey => ['clocks', JSON.stringify(question() ?? {})]
  const read = (after: string | undefined, signal?: AbortSignal): Promise<ClockList> =>
    api.get<ClockList>('/api/clocks', { query: { ...question(), after, limit: PAGE }, signal })

  const first = useQuery({
    key,
    enabled: () => question() !== undefined,
    query: ({ signal }) => read(undefined, signal),
  })
  const further = shallowRef<readonly ClockList[]>([])
  const furtherError = shallowRef<unknown>()
  const isReading = shallowRef(false)
  /** Those of the list before stand until the next one has come. */
  const counts = shallowRef<ClockList['counts']>([])
  watch(
    first.data,
    (data) => {
      further.value = []
      furtherError.value = undefined
      if (data) counts.value = data.counts
    },
    { immediate: true },
  )

  const last = computed(() => further.value.at(-1) ?? first.data.value)
  async function readFurther(): Promise<void> {
    const after = last.value?.next
    const begun = first.data.value
    if (!after || isReading.value) return
    isReading.value = true
    furtherError.value = undefined
    try {
      const page = await read(after)
      if (first.data.value === begun) further.value = [...further.value, page]
    } catch (fault) {
      furtherError.value = fault
    } finally {
      isReading.value = false
    }
  }

  return {
    error: first.error,
    refetch: first.refetch,
    isPending: computed(() => first.data.value === undefined),
    counts,
    rows: computed(() => [first.data.value, ...further.value].flatMap((page) => page?.clocks ?? [])),
    hasFurther: computed(() => Boolean(last.value?.next)),
    furtherError,
    isReading,
    readFurther,
  }
}
