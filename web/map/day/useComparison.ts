import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import type { Query } from '#web/api-client/client.ts'
import { api } from '#web/api-client/client.ts'
import type { LedgerRow } from '#web/api-client/wire.ts'
import type { ChangeKind } from './compare-palette.ts'

type Wire = components['schemas']
export type ComparedFeature = Omit<Wire['ComparedFeature'], 'before' | 'after'> & {
  before: LedgerRow | null
  after: LedgerRow | null
}
export type Comparison = Omit<Wire['Comparison'], 'features'> & { features: ComparedFeature[] }
export type ComparedShapes = Wire['ComparedShapes']

/** Which collection on which two days, narrowed how. */
export type CompareQuestion = { collection: string; query: Query & { than: string } }

const PAGE = 100

/** What differs between two days, page after page; another question begins again. */
export function useComparison(
  question: () => CompareQuestion | undefined,
  kind: () => ChangeKind | undefined,
) {
  const read = (offset: number, signal?: AbortSignal): Promise<Comparison> =>
    api.get<Comparison>(`/api/compare/${question()!.collection}`, {
      query: { ...question()!.query, change: kind(), offset, limit: PAGE },
      signal,
    })
  const first = useQuery({
    key: () => ['ledger', 'compare', JSON.stringify(question() ?? null), kind() ?? ''],
    enabled: () => question() !== undefined,
    query: ({ signal }) => read(0, signal),
  })
  const further = shallowRef<readonly Comparison[]>([])
  const furtherError = shallowRef<unknown>()
  const isReading = shallowRef(false)
  watch(first.data, () => {
    further.value = []
    furtherError.value = undefined
  })
  const features = computed(() =>
    [first.data.value, ...further.value].flatMap((page) => page?.features ?? []),
  )

  async function readFurther(): Promise<void> {
    const begun = first.data.value
    if (!begun || isReading.value) return
    isReading.value = true
    furtherError.value = undefined
    try {
      const page = await read(features.value.length)
      if (first.data.value === begun) further.value = [...further.value, page]
    } catch (fault) {
      furtherError.value = fault
    } finally {
      isReading.value = false
    }
  }
  return {
    data: first.data,
    error: first.error,
    refetch: first.refetch,
    features,
    hasFurther: computed(() => features.value.length < (first.data.value?.total ?? 0)),
    readFurther,
    furtherError,
    isReading,
  }
}

/** Their shapes, for the map. */
export function useComparedShapes(question: () => CompareQuestion | undefined) {
  return useQuery({
    key: () => ['ledger', 'compare', 'shapes', JSON.stringify(question() ?? null)],
    enabled: () => question() !== undefined,
    query: ({ signal }) =>
      api.get<ComparedShapes>(`/api/compare/${question()!.collection}/shapes`, {
        query: question()!.query,
        signal,
      }),
  })
}
