import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { StockKind } from '#web/features/stock/stock-kinds.ts'
import { usePages } from '#web/features/stock/usePages.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { FreshnessAddress } from './freshness-address.ts'

type Schemas = components['schemas']
export type Freshness = Schemas['EvidenceFreshness']
export type FreshParcel = Schemas['FreshParcel']
export type Visit = Freshness['visits'][number]
export type ExpiryOfKind = Schemas['EvidenceExpiries']['kinds'][number]
export type NewExpiry = Schemas['NewEvidenceExpiry']
type Parcels = Schemas['FreshParcels']
type Day = Pick<AsOfAddress, 'on' | 'known'>

const PAGE = 50
/** Rows of one request when all of them are wanted (a file). */
const LARGEST_PAGE = 500

export const useFreshness = (question: () => Day & { kind: StockKind; days: number; radius: number }) =>
  useQuery({
    key: () => ['evidence', 'freshness', JSON.stringify(question())],
    query: ({ signal }) => api.get<Freshness>('/api/evidence/freshness', { query: question(), signal }),
    placeholderData: (before: Freshness | undefined) => before,
  })

/** The parcels of a part, page after page. */
export function useFreshParcels(
  question: () => Day & Pick<FreshnessAddress, 'kind' | 'days' | 'part' | 'sort'>,
) {
  const path = '/api/evidence/freshness/parcels'
  const first = useQuery({
    key: () => ['evidence', 'parcels', JSON.stringify(question())],
    query: ({ signal }) => api.get<Parcels>(path, { query: { ...question(), limit: PAGE }, signal }),
    placeholderData: (before: Parcels | undefined) => before,
  })
  const pages = usePages(first.data, (offset, limit = PAGE) =>
    api.get<Parcels>(path, {
      query: { ...question(), offset, limit: Math.min(limit, LARGEST_PAGE) },
    }),
  )
  return {
    ...pages,
    total: computed(() => first.data.value?.total),
    error: first.error,
    refetch: first.refetch,
  }
}

export const useExpiries = (on: () => string | undefined) =>
  useQuery({
    key: () => ['evidence', 'expiry', on() ?? ''],
    query: ({ signal }) =>
      api.get<Schemas['EvidenceExpiries']>('/api/evidence/expiry', { query: { on: on() }, signal }),
  })

/** Sets for how long evidence of a kind proves; all that is said of evidence follows. */
export function useExpirySetting() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ kind, body }: { kind: string; body: NewExpiry }) =>
      api.put<void>(`/api/evidence/expiry/${kind}`, { body }),
    onSettled: () => cache.invalidateQueries({ key: ['evidence'] }),
  })
}
