import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { TileAddress } from '#api/features/tiles/tile-frame.ts'

export type DecodedFeature = {
  id: number
  type: number
  properties: Record<string, string | number | boolean>
  rings: { x: number; y: number }[][]
}
export type DecodedTile = Record<string, DecodedFeature[]>

const toFeature = (feature: VectorTileFeature): DecodedFeature => ({
  id: feature.id!,
  type: feature.type,
  properties: { ...feature.properties },
  rings: feature.loadGeometry().map((ring) => ring.map(({ x, y }) => ({ x, y }))),
})

/** A tile as a map reads it: features by layer. */
export function decodeTile(bytes: Uint8Array): DecodedTile {
  const { layers } = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, index) => toFeature(layer.feature(index))),
    ]),
  )
}

/** The tile of a zoom that a place in degrees lies in. */
export function tileAt(z: number, lng: number, lat: number): TileAddress {
  const side = 2 ** z
  const row = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return { z, x: Math.floor(((lng + 180) / 360) * side), y: Math.floor(row * side) }
}

export const urlOf = (id: string, { z, x, y }: TileAddress): string => `/tiles/${id}/${z}/${x}/${y}.mvt`

/** Twice the signed area; positive for an outer ring (y grows downwards). The last point repeats the first. */
export function doubleArea(ring: { x: number; y: number }[]): number {
  let sum = 0
  for (let i = 1; i < ring.length; i++) {
    sum += ring[i - 1]!.x * ring[i]!.y - ring[i]!.x * ring[i - 1]!.y
  }
  return sum
}
