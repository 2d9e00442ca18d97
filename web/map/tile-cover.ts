import type { BBox } from '#geodata/model/geojson.ts'

export type TileId = { z: number; x: number; y: number }

const column = (lng: number, z: number): number => Math.floor(((lng + 180) / 360) * 2 ** z)
const row = (lat: number, z: number): number => {
  const sine = Math.sin((lat * Math.PI) / 180)
  return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
}

/**
 * Tiles that show a box, at every zoom from `fromZoom` to `toZoom`; undefined when there are more than
 * `most`, where asking for everything is cheaper than naming it.
 */
export function tilesCovering(box: BBox, fromZoom: number, toZoom: number, most = 400): TileId[] | undefined {
  const [west, south, east, north] = box
  const tiles: TileId[] = []
  for (let z = fromZoom; z <= toZoom; z++) {
    const [x0, x1, y0, y1] = [column(west, z), column(east, z), row(north, z), row(south, z)]
    if (tiles.length + (x1 - x0 + 1) * (y1 - y0 + 1) > most) return undefined
    for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) tiles.push({ z, x, y })
  }
  return tiles
}
