import type { Map as MapLibreMap } from 'maplibre-gl'
import type { MapPalette } from './style/palette.ts'
import { statusPatterns } from './style/palette.ts'
import { drawPattern, PATTERN_RATIO, patternColour, patternedStatuses, patternId } from './style/patterns.ts'

/** Gives the map the pattern images of a palette; those of the other theme stay, unused. */
export function addPatterns(map: MapLibreMap, palette: MapPalette): void {
  for (const status of patternedStatuses) {
    const id = patternId(palette, status)
    if (map.hasImage(id)) continue
    const image = drawPattern(statusPatterns[status], patternColour(palette, status))
    map.addImage(id, image, { pixelRatio: PATTERN_RATIO })
  }
}
