import type { BBox } from '#geodata/model/geojson.ts'

/** Cells of about a kilometre: panning a little asks for nothing new. */
const CELLS_PER_DEGREE = 100

/** The cells that a window touches, as one box. */
export const areaAround = ([west, south, east, north]: BBox): BBox => [
  Math.floor(west * CELLS_PER_DEGREE) / CELLS_PER_DEGREE,
  Math.floor(south * CELLS_PER_DEGREE) / CELLS_PER_DEGREE,
  Math.ceil(east * CELLS_PER_DEGREE) / CELLS_PER_DEGREE,
  Math.ceil(north * CELLS_PER_DEGREE) / CELLS_PER_DEGREE,
]

export const areaText = (area: BBox): string => area.map((edge) => edge.toFixed(2)).join(',')
