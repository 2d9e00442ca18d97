import { describe, expect, it } from 'vitest'
import { prefixedSrid } from '#web/map/planar-crs.ts'

describe('the system of the status bar', () => {
  it('writes eastings with the zone number', () => {
    expect(prefixedSrid(4546)).toBe(4525)
    expect(prefixedSrid(4508)).toBe(4497)
  })
  it('leaves alone what carries it already, and what is no zone', () => {
    expect(prefixedSrid(4525)).toBe(4525)
    expect(prefixedSrid(3857)).toBe(3857)
  })
})
