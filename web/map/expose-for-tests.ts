import type { Map as MapLibreMap } from 'maplibre-gl'

/** Browser tests drive the map itself, as `window.__mujieMap`; nobody else finds it on the window. */
export function exposeForTests(map: MapLibreMap): void {
  const isAsked =
    new URLSearchParams(window.location.search).has('e2e') || localStorage.getItem('mujie.e2e') === '1'
  if (isAsked) Object.assign(window, { __mujieMap: map })
}
