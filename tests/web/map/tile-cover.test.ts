import { describe, expect, it } from 'vitest'
import { tilesCovering } from '#web/map/tile-cover.ts'

describe('tiles of an edited place', () => {
  it('are the tile around a point at every zoom', () => {
    const tiles = tilesCovering([111.05, 35.03, 111.05, 35.03], 0, 14)
    expect(tiles).toHaveLength(15)
    expect(tiles?.[0]).toEqual({ z: 0, x: 0, y: 0 })
    // 111.05°E, 35.03°N in the slippy-map scheme.
    expect(tiles?.[14]).toEqual({ z: 14, x: 13246, y: 6487 })
  })
  it('are all those that a box touches', () => {
    const at10 = tilesCovering([111.0, 34.9, 111.5, 35.1], 10, 10)
    expect(at10?.map(({ x, y }) => [x, y])).toEqual([
      [827, 405],
      [828, 405],
      [829, 405],
    ])
  })
  it('are not named when there are too many', () => {
    expect(tilesCovering([110, 34, 112, 36], 0, 16)).toBeUndefined()
  })
})
