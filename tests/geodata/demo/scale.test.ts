import { describe, expect, it } from 'vitest'
import { scaleParcels } from '#geodata/demo/scale.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { findProblems } from '#geodata/geometry/validity.ts'

const parcels = [...scaleParcels(10_000, 7)]
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const extremes = (values: number[]) => [Math.min(...values), Math.max(...values)] as const

describe('parcels by the million', () => {
  it('are as many as asked, with codes of their own', () => {
    expect(parcels).toHaveLength(10_000)
    expect(new Set(parcels.map(({ code }) => code)).size).toBe(10_000)
  })

  it('have 4 to 20 vertices, 12 in the mean', () => {
    const vertices = parcels.map(({ geometry }) => geometry.coordinates[0]!.length - 1)
    expect(extremes(vertices)).toEqual([4, 20])
    expect(mean(vertices)).toBeCloseTo(12, 0)
  })

  it('measure 0.05 to 13 ha, about 1.4 in the mean', () => {
    const hectares = parcels.map(({ geometry }) => ellipsoidalAreaM2(geometry) / 10_000)
    const [least, most] = extremes(hectares)
    expect(least).toBeGreaterThan(0.05)
    expect(most).toBeLessThan(13)
    expect(Math.abs(mean(hectares) - 1.4)).toBeLessThan(0.15)
  })

  it('are valid', () => {
    for (const { geometry } of parcels.slice(0, 3000)) expect(findProblems(geometry)).toEqual([])
  })

  it('share their sides with neighbours and no side twice in one direction', () => {
    const edges = parcels.flatMap(({ geometry }) => {
      const ring = geometry.coordinates[0]!
      return ring.slice(1).map((to, i) => `${String(ring[i])} ${String(to)}`)
    })
    const known = new Set(edges)
    expect(known.size).toBe(edges.length)
    const shared = edges.filter((edge) => known.has(edge.split(' ').reverse().join(' ')))
    expect(shared.length / edges.length).toBeGreaterThan(0.5)
  })

  it('come the same for the same seed, also when only the first are asked for', () => {
    const first = scaleParcels(10_000, 7)
    for (let i = 0; i < 500; i++) expect(first.next().value).toEqual(parcels[i])
    expect([...scaleParcels(500, 8)]).not.toEqual(parcels.slice(0, 500))
  })
})
