import { useRouter } from 'vue-router'
import type { SearchResult } from '#web/api-client/wire.ts'
import { useMapView } from '#web/app/map-view.store.ts'

const POINT_ZOOM = 16

/** Goes where a search result leads: a record to its page, everything else to its place on the map. */
export function useOpenResult() {
  const router = useRouter()
  const mapView = useMapView()

  return async function openResult(result: SearchResult): Promise<void> {
    if (result.kind === 'record' && router.hasRoute('record')) {
      await router.push({ name: 'record', params: { id: String(result.id) } })
      return
    }
    if (result.kind === 'feature' && result.collection && result.id !== null)
      mapView.select({ collection: result.collection, id: Number(result.id) })
    if (router.currentRoute.value.name !== 'map') await router.push({ name: 'map' })
    if (result.kind === 'feature' && result.bbox) mapView.goTo({ bbox: result.bbox })
    else if (result.point) mapView.goTo({ center: result.point, zoom: POINT_ZOOM })
    else if (result.bbox) mapView.goTo({ bbox: result.bbox })
    if (result.kind === 'coordinate' && result.point) mapView.mark(result.point)
  }
}
