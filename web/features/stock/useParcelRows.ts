import { computed } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { Query } from '#web/api-client/client.ts'
import type { StockKind } from './stock-kinds.ts'
import type { StockParcels } from './stock-wire.ts'
import { usePages } from './usePages.ts'
import type { Days } from './useStock.ts'
import { useStale, useStockParcels } from './useStock.ts'

const PAGE = 100

/** The parcels of a question, page after page. */
export function useParcelRows(question: () => Days & { kind: StockKind } & Query) {
  const first = useStockParcels(() => ({ ...question(), limit: PAGE }))
  const pages = usePages(first.data, (offset, limit = PAGE) =>
    api.get<StockParcels>('/api/stock/parcels', { query: { ...question(), offset, limit } }),
  )
  return {
    ...pages,
    total: computed(() => first.data.value?.total),
    error: first.error,
    refetch: first.refetch,
  }
}

/** The parcels where nothing has moved for so many days, page after page. */
export function useStaleRows(question: () => Days & { kind: StockKind; days: number }) {
  const first = useStale(() => ({ ...question(), limit: PAGE }))
  const pages = usePages(first.data, (offset, limit = PAGE) =>
    api.get<StockParcels>('/api/stock/stale', { query: { ...question(), offset, limit } }),
  )
  return {
    ...pages,
    total: computed(() => first.data.value?.total),
    error: first.error,
    refetch: first.refetch,
  }
}
