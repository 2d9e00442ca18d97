import type { BBox } from '#geodata/model/geojson.ts'

/** Tile units a side (MVT extent), and how far geometry reaches beyond the edge so that strokes meet. */
export const tileExtent = 4096
export const tileBuffer = 64
export const minTileZoom = 0
export const maxTileZoom = 20

const halfWorldM = 20_037_508.342789244
const earthRadiusM = 6_378_137

export type TileAddress = { z: number; x: number; y: number }

/** Where a tile lies in Web Mercator (metres of EPSG:3857, y upwards) and how it is scaled. */
export type TileFrame = TileAddress & {
  west: number
  north: number
  sizeM: number
  unitsPerM: number
  /** West, south, east, north of the tile with its buffer. */
  clip: BBox
  /** Side of one tile unit on the ground at the tile's middle, in metres. */
  groundUnitM: number
}

export function isTileAddress({ z, x, y }: TileAddress): boolean {
  if (!Number.isInteger(z) || z < minTileZoom || z > maxTileZoom) return false
  const side = 2 ** z
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < side && y < side
}

export function tileFrame({ z, x, y }: TileAddress): TileFrame {
  const sizeM = (2 * halfWorldM) / 2 ** z
  const west = -halfWorldM + x * sizeM
  const north = halfWorldM - y * sizeM
  const marginM = (sizeM * tileBuffer) / tileExtent
  const middleNorthing = north - sizeM / 2
  return {
    z,
    x,
    y,
    west,
    north,
    sizeM,
    unitsPerM: tileExtent / sizeM,
    clip: [west - marginM, north - sizeM - marginM, west + sizeM + marginM, north + marginM],
    groundUnitM: sizeM / tileExtent / Math.cosh(middleNorthing / earthRadiusM),
  }
}

const tileColumn = (lng: number, side: number) => ((lng + 180) / 360) * side

function tileRow(lat: number, side: number): number {
  const radians = (Math.max(-85.06, Math.min(85.06, lat)) * Math.PI) / 180
  return ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * side
}

export type TileRange = { west: number; north: number; east: number; south: number }

/** Columns and rows of the tiles of a zoom that a place in degrees shows in, buffer included. */
export function tileRange([west, south, east, north]: BBox, z: number): TileRange {
  const side = 2 ** z
  // One unit more than the buffer: rounding to tile units may move a vertex by half a unit.
  const margin = (tileBuffer + 1) / tileExtent
  return {
    west: Math.floor(tileColumn(west, side) - margin),
    east: Math.floor(tileColumn(east, side) + margin),
    north: Math.floor(tileRow(north, side) - margin),
    south: Math.floor(tileRow(south, side) + margin),
  }
}

export const isInRange = ({ x, y }: TileAddress, range: TileRange): boolean =>
  x >= range.west && x <= range.east && y >= range.north && y <= range.south
