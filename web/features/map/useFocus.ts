import { useQuery } from '@pinia/colada'
import { computed, watch } from 'vue'
import { uniteBBoxes } from '#geodata/geometry/bbox.ts'
import { spatialCollections } from '#geodata/model/collections.ts'
import type { Query } from '#web/api-client/client.ts'
import { api } from '#web/api-client/client.ts'
import type { LedgerPage } from '#web/api-client/wire.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import { dayKey } from '#web/map/useSummaries.ts'

const PAGE = 1000
/** More than this cannot be told apart on a screen; the rest stays unfaded out of the filter. */
const MOST_IDS = 20_000
/** Views of parcels carry their parcels' ids. */
const areParcels = new Set(['parcels', 'unsupplied-land', 'idle-land', 'standard-land'])

type Filter = { collection: string; query: string }

async function idsOf({ collection, query }: Filter, day: Query, signal: AbortSignal): Promise<number[]> {
  const ids: number[] = []
  const filters = Object.fromEntries(new URLSearchParams(query))
  for (let offset = 0; offset < MOST_IDS; offset += PAGE) {
    const page = await api.get<LedgerPage>(`/api/ledger/${collection}`, {
      query: { ...filters, ...day, columns: 'code', sort: 'code', limit: PAGE, offset },
      signal,
    })
    ids.push(...page.rows.map(({ id }) => id))
    if (ids.length >= page.total || page.rows.length === 0) break
  }
  return ids
}

/** More features than this are not selected one by one. */
const MOST_SELECTED = 200

/**
 * Features other than parcels do not fade: those that a filter leaves are selected instead, their layer is
 * switched on, and the map goes to them.
 */
function useFilteredSelection(): void {
  const mapView = useMapView()
  async function select({ collection, query }: Filter): Promise<void> {
    const filters = Object.fromEntries(new URLSearchParams(query))
    const { rows } = await api.get<LedgerPage>(`/api/ledger/${collection}`, {
      query: { ...filters, ...mapView.day, limit: MOST_SELECTED },
    })
    mapView.filter = undefined
    mapView.setVisible(collection, true)
    mapView.select(...rows.map(({ id }) => ({ collection, id })))
    const bbox = uniteBBoxes(rows.map((row) => row.bbox ?? undefined))
    if (bbox) mapView.goTo({ bbox })
  }
  watch(
    () => mapView.filter,
    (wanted) => {
      const isPlaced = spatialCollections.some(({ id }) => id === wanted?.collection)
      // A filter that cannot be read leaves the map as it is; the ledger explains it.
      if (wanted && isPlaced && !areParcels.has(wanted.collection)) void select(wanted).catch(() => undefined)
    },
    { immediate: true },
  )
}

/** The parcels that a filter from the ledger or the overview leaves: the others fade. */
export function useFocus() {
  const mapView = useMapView()
  useFilteredSelection()
  const filter = computed(() => {
    const wanted = mapView.filter
    return wanted && areParcels.has(wanted.collection) ? wanted : undefined
  })
  const query = useQuery({
    key: () => [
      'ledger',
      filter.value?.collection ?? '',
      'focus',
      filter.value?.query ?? '',
      ...dayKey(mapView.day),
    ],
    enabled: () => filter.value !== undefined,
    query: async ({ signal }) => (filter.value ? await idsOf(filter.value, mapView.day, signal) : []),
  })
  const ids = computed(() => (filter.value ? (query.data.value ?? null) : null))
  return { filter, ids, error: query.error }
}
