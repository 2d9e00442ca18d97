import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

type StockMonths = components['schemas']['StockMonths']

/** How much unsupplied and idle land was left at each of the slider's steps, in m². */
export function useStockLevels(days: () => readonly string[], known: () => string | undefined) {
  const levelsOf = (kind: 'unsupplied' | 'idle') => {
    const { data } = useQuery({
      key: () => ['summary', 'stock-months', kind, days()[0] ?? '', days().at(-1) ?? '', known() ?? ''],
      enabled: () => days().length > 1,
      query: ({ signal }) =>
        api.get<StockMonths>('/api/stock/months', {
          query: { kind, from: days()[0], to: days().at(-1), known: known() },
          signal,
        }),
    })
    return computed(() => {
      const levels = new Map(data.value?.months.map(({ endsOn, levelM2 }) => [endsOn, levelM2]))
      return data.value && days().map((day) => levels.get(day) ?? 0)
    })
  }
  return { unsupplied: levelsOf('unsupplied'), idle: levelsOf('idle') }
}
