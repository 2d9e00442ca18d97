import * as fc from 'fast-check'
import type { PolygonGeometry, Position, Ring } from '#geodata/model/geojson.ts'

export const polygon = (...coordinates: Ring[]): PolygonGeometry => ({ type: 'Polygon', coordinates })

export const box = (west: number, south: number, width: number, height: number): Ring => [
  [west, south],
  [west + width, south],
  [west + width, south + height],
  [west, south + height],
  [west, south],
]

/** A star-shaped ring around a centre: simple for any radii above zero. */
export function starRing(center: Position, radiusDegrees: number, factors: number[]): Ring {
  const ring = factors.map((factor, i): Position => {
    const angle = (2 * Math.PI * i) / factors.length
    return [
      center[0] + radiusDegrees * factor * Math.cos(angle),
      center[1] + radiusDegrees * factor * Math.sin(angle),
    ]
  })
  return [...ring, ring[0]!]
}

export const centers = fc.tuple(
  fc.double({ min: 74, max: 134, noNaN: true }),
  fc.double({ min: 18, max: 53, noNaN: true }),
)

const factors = fc.array(fc.double({ min: 0.5, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 24 })

/** Rings of 10 m to 10 km anywhere in China. */
export const rings: fc.Arbitrary<Ring> = fc
  .tuple(centers, fc.double({ min: 1e-4, max: 0.1, noNaN: true }), factors)
  .map(([center, radius, radii]) => starRing(center, radius, radii))
