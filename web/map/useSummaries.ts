import { useQuery } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import { computed } from 'vue'
import type { Query } from '#web/api-client/client.ts'
import { api } from '#web/api-client/client.ts'
import type { LedgerSummary } from '#web/api-client/wire.ts'
import { useMapView } from '#web/app/map-view.store.ts'

export const summaryOf = (collection: string, query: Query, signal?: AbortSignal): Promise<LedgerSummary> =>
  api.get<LedgerSummary>(`/api/ledger/${collection}/summary`, { query, signal })

/** What tells the answers of one day from those of another. */
export const dayKey = ({ on, known }: { on?: string; known?: string }): string[] => [on ?? '', known ?? '']

/** Count and sums of a collection by one of its fields, for the legend. */
export function useGroupedSummary(collection: string, by?: string) {
  const mapView = useMapView()
  return useQuery({
    key: () => ['summary', collection, by ?? '', ...dayKey(mapView.day)],
    query: ({ signal }) => summaryOf(collection, { ...(by && { by }), ...mapView.day }, signal),
    placeholderData: (previous) => previous,
  })
}

const PAUSE_MS = 350

/** Number and acreage of the parcels that lie in the window. */
export function useParcelsInView() {
  const mapView = useMapView()
  const box = computed(() => mapView.bounds?.map((edge) => edge.toFixed(6)).join(','))
  const settled = refDebounced(box, PAUSE_MS)
  return useQuery({
    key: () => ['summary', 'parcels', 'bbox', settled.value ?? '', ...dayKey(mapView.day)],
    enabled: () => settled.value !== undefined,
    query: ({ signal }) => summaryOf('parcels', { bbox: settled.value, ...mapView.day }, signal),
    placeholderData: (previous) => previous,
  })
}

/** Number and acreage of the selected parcels. */
export function useSelectedParcels() {
  const mapView = useMapView()
  const ids = computed(() =>
    mapView.selected.filter(({ collection }) => collection === 'parcels').map(({ id }) => id),
  )
  const query = useQuery({
    key: () => ['summary', 'parcels', 'ids', ids.value.join(','), ...dayKey(mapView.day)],
    enabled: () => ids.value.length > 0,
    query: ({ signal }) => summaryOf('parcels', { ids: ids.value.join(','), ...mapView.day }, signal),
  })
  return { ids, summary: query.data }
}

/** Declared acreage where the documents give one, otherwise what the boundary holds. */
export const acreageOf = (summary: LedgerSummary | undefined): number | null =>
  summary?.sums['declared_area_m2'] || summary?.sums['area_ellipsoidal_m2'] || null
