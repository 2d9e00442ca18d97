import type { FeatureKey, MapView } from './map-view.store.ts'

/** What of the map stands in the address, so that a link reopens exactly what its sender saw. */
export type MapUrlState = {
  view?: MapView
  selected: FeatureKey[]
  /** Layers switched against their default: `assessments` on, `!parcels.idle` off. */
  layers: string[]
  /** The ledger's own filter query, e.g. `status=idle`, and the collection it filters. */
  filter?: { collection: string; query: string }
}

export type UrlQuery = Record<string, string | undefined>

const VIEW_DIGITS = 6
const MAX_SELECTED = 200

const inRange = (value: number, from: number, to: number): boolean => value >= from && value <= to

export function parseView(text: string | undefined): MapView | undefined {
  const parts = text?.split(',') ?? []
  if (parts.length !== 3 || parts.some((part) => part.trim() === '')) return undefined
  const [lng = NaN, lat = NaN, zoom = NaN] = parts.map(Number)
  const isPlace = inRange(lng, -180, 180) && inRange(lat, -85, 85) && inRange(zoom, 0, 24)
  return isPlace ? { lng, lat, zoom } : undefined
}

export const formatView = ({ lng, lat, zoom }: MapView): string =>
  [lng.toFixed(VIEW_DIGITS), lat.toFixed(VIEW_DIGITS), zoom.toFixed(2)].join(',')

export function parseSelected(text: string | undefined): FeatureKey[] {
  return (text ?? '').split(',').flatMap((part) => {
    const match = /^([a-z][a-z0-9-]*):(\d{1,15})$/.exec(part.trim())
    return match ? [{ collection: match[1]!, id: Number(match[2]) }] : []
  })
}

export const formatSelected = (selected: readonly FeatureKey[]): string =>
  selected
    .slice(0, MAX_SELECTED)
    .map(({ collection, id }) => `${collection}:${id}`)
    .join(',')

function parseFilter(text: string | undefined): MapUrlState['filter'] {
  const match = /^([a-z][a-z0-9-]*)\?(.*)$/.exec(text ?? '')
  return match ? { collection: match[1]!, query: match[2]! } : undefined
}

export function parseMapQuery(query: UrlQuery): MapUrlState {
  return {
    view: parseView(query['view']),
    selected: parseSelected(query['selected']),
    layers: (query['layers'] ?? '').split(',').filter((layer) => /^!?[a-z][a-z0-9_.-]*$/.test(layer)),
    filter: parseFilter(query['filter']),
  }
}

/** The query of the address; what is at its default is left out. */
export function formatMapQuery(state: MapUrlState): UrlQuery {
  return {
    view: state.view && formatView(state.view),
    selected: formatSelected(state.selected) || undefined,
    layers: state.layers.join(',') || undefined,
    filter: state.filter && `${state.filter.collection}?${state.filter.query}`,
  }
}

/** Only addresses of our own pages are followed after signing in. */
export const safeReturnPath = (path: unknown): string =>
  typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : '/'
