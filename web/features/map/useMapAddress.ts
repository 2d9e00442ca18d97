import { useDebounceFn } from '@vueuse/core'
import { watch } from 'vue'
import type { LocationQuery } from 'vue-router'
import { useRoute, useRouter } from 'vue-router'
import { api } from '#web/api-client/client.ts'
import type { FeatureDetails } from '#web/api-client/wire.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import type { UrlQuery } from '#web/app/url-state.ts'
import { formatMapQuery, parseMapQuery } from '#web/app/url-state.ts'
import { growBBox } from '#geodata/geometry/bbox.ts'

const PAUSE_MS = 250
const own = ['view', 'selected', 'layers', 'filter', 'tab', 'on', 'than', 'known', 'clock'] as const
/** About twenty metres around a selected feature, so that its neighbours are seen. */
const MARGIN_DEGREES = 0.0002

const textOf = (query: LocationQuery): UrlQuery =>
  Object.fromEntries(own.map((name) => [name, typeof query[name] === 'string' ? query[name] : undefined]))

/** Keeps the address and the map store equal, both ways. */
export function useMapAddress(): void {
  const route = useRoute()
  const router = useRouter()
  const mapView = useMapView()

  /** A link that names a feature but no view opens on the feature. */
  async function showSelected(): Promise<void> {
    const key = mapView.selected[0]
    if (!key) return
    const { bbox } = await api.get<FeatureDetails>(`/api/features/${key.collection}/${key.id}`, {
      query: mapView.day,
    })
    if (bbox) mapView.goTo({ bbox: growBBox(bbox, MARGIN_DEGREES) })
  }

  function restore(query: LocationQuery): void {
    const text = textOf(query)
    if (own.every((name) => text[name] === undefined)) return
    const state = parseMapQuery(text)
    mapView.restore(state)
    if (state.view) mapView.goTo({ center: [state.view.lng, state.view.lat], zoom: state.view.zoom })
    // The inspector says why when the feature cannot be read.
    else void showSelected().catch(() => undefined)
  }

  /** The store may have moved on before the router has followed: what we wrote ourselves is not read back. */
  let written = ''
  const write = useDebounceFn(async () => {
    if (route.name !== 'map') return
    const kept = Object.fromEntries(
      Object.entries(route.query).filter(([name]) => !own.some((mine) => mine === name)),
    )
    const next = { ...kept, ...formatMapQuery(mapView.urlState) }
    written = JSON.stringify(textOf(next as LocationQuery))
    await router.replace({ name: 'map', query: JSON.parse(JSON.stringify(next)) as LocationQuery })
  }, PAUSE_MS)

  restore(route.query)
  watch(() => mapView.urlState, write)
  watch(
    () => route.query,
    (query) => {
      const told = JSON.stringify(textOf(query))
      const isOurOwn =
        told === written || told === JSON.stringify(textOf(formatMapQuery(mapView.urlState) as LocationQuery))
      if (route.name === 'map' && !isOurOwn) restore(query)
    },
  )
}
