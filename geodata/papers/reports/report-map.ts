import { bboxOfPositions, uniteBBoxes } from '../../geometry/bbox.ts'
import type { Drawing } from '../drawing.ts'
import type { MapArea, ScaleMapRequest } from '../scale-map.ts'
import { scaleMap } from '../scale-map.ts'
import type { ReportMap } from './report-contents.ts'

/** Hue and hatching both tell the state, so that a grey print can be read. */
const looks = {
  unsupplied: {
    fill: '#f6dca6',
    hatch: { angleDeg: 0, gapMm: 0.9, colour: '#b57a12' },
    stroke: '#b57a12',
    label: '批而未供',
  },
  idle: {
    fill: '#f3c3c8',
    hatch: { angleDeg: 45, gapMm: 0.9, colour: '#b3202f' },
    stroke: '#b3202f',
    label: '闲置土地',
  },
  disposing: {
    fill: '#ddd0ea',
    hatch: { angleDeg: -45, gapMm: 0.9, colour: '#6b4a94' },
    stroke: '#6b4a94',
    label: '处置中',
  },
} as const

const ground = '#8a8f94'

/** The zone with the land of the account, to a round scale. */
export function reportMap(
  { zone, land }: ReportMap,
  widthMm = 160,
  heightMm = 200,
): { drawing: Drawing; scale: number } {
  const areas: MapArea[] = [
    { polygons: zone, fill: '#f7f6f2', stroke: ground, strokeMm: 0.35 },
    ...land.map(({ kind, isDisposing, polygons }) => {
      const { fill, hatch, stroke } = looks[isDisposing ? 'disposing' : kind]
      return { polygons, fill, hatch, stroke, strokeMm: 0.15 }
    }),
  ]
  const all = [zone, ...land.map(({ polygons }) => polygons)].flatMap((polygons) => polygons.flat())
  const extent = uniteBBoxes(all.map((ring) => bboxOfPositions(ring)))
  const request: ScaleMapRequest = {
    areas,
    extent: extent ?? [0, 0, 1000, 1000],
    widthMm,
    heightMm,
    legend: Object.values(looks),
  }
  return scaleMap(request)
}
