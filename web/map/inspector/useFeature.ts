import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { FeatureDetails, FeatureHistory } from '#web/api-client/wire.ts'
import type { FeatureKey } from '#web/app/map-view.store.ts'

/** A feature with the facts that hang on it. */
export function useFeatureDetails(key: () => FeatureKey) {
  return useQuery({
    key: () => ['feature', key().collection, String(key().id)],
    query: ({ signal }) =>
      api.get<FeatureDetails>(`/api/features/${key().collection}/${key().id}`, { signal }),
  })
}

/** Every version of a feature, the newest first. */
export function useFeatureHistory(key: () => FeatureKey, enabled: () => boolean) {
  return useQuery({
    key: () => ['history', key().collection, String(key().id)],
    enabled,
    query: ({ signal }) =>
      api.get<FeatureHistory>(`/api/features/${key().collection}/${key().id}/history`, {
        signal,
      }),
  })
}
