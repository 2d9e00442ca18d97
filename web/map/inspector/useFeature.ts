import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { FeatureDetails, FeatureHistory } from '#web/api-client/wire.ts'
import type { FeatureKey } from '#web/app/map-view.store.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import { dayKey } from '../useSummaries.ts'

/** A feature with the facts that hang on it, on the day of the map. */
export function useFeatureDetails(key: () => FeatureKey) {
  const mapView = useMapView()
  return useQuery({
    key: () => ['feature', key().collection, String(key().id), ...dayKey(mapView.day)],
    query: ({ signal }) =>
      api.get<FeatureDetails>(`/api/features/${key().collection}/${key().id}`, {
        query: mapView.day,
        signal,
      }),
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
