import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { Measurement } from '#web/api-client/wire.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import { dayKey } from '../useSummaries.ts'
import type { ArealGeometry } from '#geodata/model/geojson.ts'

/** Acreage of a drawn shape by status and land use, from the server. */
export function useBreakdown(shape: () => ArealGeometry | undefined) {
  const mapView = useMapView()
  return useQuery({
    key: () => ['measure', JSON.stringify(shape() ?? null), ...dayKey(mapView.day)],
    enabled: () => shape() !== undefined,
    query: ({ signal }) =>
      api.post<Measurement>('/api/measure', {
        body: { geometry: shape() },
        query: mapView.day,
        signal,
      }),
  })
}
