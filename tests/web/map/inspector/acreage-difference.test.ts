import { describe, expect, it } from 'vitest'
import { acreageDifference } from '#web/map/inspector/acreage-difference.ts'

describe('the difference of the two acreages', () => {
  it('is nothing to speak of within the printed digits of 亩', () => {
    expect(acreageDifference(32400, 32403).kind).toBe('equal')
  })
  it('says which of them is larger', () => {
    expect(acreageDifference(32400, 32410)).toMatchObject({ kind: 'more', differenceM2: 10 })
    expect(acreageDifference(32400, 32390).kind).toBe('less')
  })
  it('is not made up where nothing was declared', () => {
    expect(acreageDifference(null, 32390).kind).toBe('none')
    expect(acreageDifference(0, 32390).kind).toBe('none')
  })
})
