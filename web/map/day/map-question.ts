import type { useMapView } from '#web/app/map-view.store.ts'
import type { CompareQuestion } from './useComparison.ts'

/** What the map compares: all parcels on its two days. */
export const useMapQuestion =
  (mapView: Pick<ReturnType<typeof useMapView>, 'asked'>) => (): CompareQuestion | undefined => {
    const { on, than, known } = mapView.asked
    return than === undefined ? undefined : { collection: 'parcels', query: { on, than, known } }
  }
