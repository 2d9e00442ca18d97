import type { FeatureKey, MapView } from './map-view.store.ts'

/** What of the map stands in the address, so that a link reopens exactly what its sender saw. */
export type MapUrlState = {
  view?: MapView
  selected: FeatureKey[]
  /** Layers switched against their default: `assessments` on, `!parcels.idle` off. */
  layers: string[]
  /** The ledger's own filter query, e.g. `status=idle`, and the collection it filters. */
  filter?: { collection: string; query: string }
  /** What the inspector shows of the selected feature, when it is not its facts. */
  tab?: InspectorTab
  /** The day that the map shows, `YYYY-MM-DD`, when it is not today; the one it is compared with; and the instant
   * up to which is looked at what was known. */
  on?: string
  than?: string
  known?: string
  /** The day on which the clock is asked, when it is not the day of the map. */
  clock?: string
}

export const inspectorTabs = ['facts', 'clock', 'history'] as const
export type InspectorTab = (typeof inspectorTabs)[number]

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

/** A day that the calendar knows. */
export function parseDay(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/

export const parseInstant = (text: unknown): string | undefined =>
  typeof text === 'string' && instant.test(text) ? text : undefined

export function parseMapQuery(query: UrlQuery): MapUrlState {
  return {
    view: parseView(query['view']),
    selected: parseSelected(query['selected']),
    layers: (query['layers'] ?? '').split(',').filter((layer) => /^!?[a-z][a-z0-9_.-]*$/.test(layer)),
    filter: parseFilter(query['filter']),
    tab: inspectorTabs.find((tab) => tab === query['tab']),
    on: parseDay(query['on']),
    than: parseDay(query['than']),
    known: parseInstant(query['known']),
    clock: parseDay(query['clock']),
  }
}

/** The query of the address; what is at its default is left out. */
export function formatMapQuery(state: MapUrlState): UrlQuery {
  return {
    view: state.view && formatView(state.view),
    selected: formatSelected(state.selected) || undefined,
    layers: state.layers.join(',') || undefined,
    filter: state.filter && `${state.filter.collection}?${state.filter.query}`,
    tab: state.tab === 'facts' ? undefined : state.tab,
    on: state.on,
    than: state.than,
    known: state.known,
    clock: state.clock,
  }
}

/** Only addresses of our own pages are followed after signing in. */
export const safeReturnPath = (path: unknown): string =>
  typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : '/'
