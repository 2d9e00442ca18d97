import { describe, expect, it } from 'vitest'
import { parsePosition } from '#geodata/crs/position-text.ts'

const zoneSrid = 4546

describe('a position as people type it', () => {
  it.each([
    ['111.0, 35.0', 111, 35, 4490],
    ['35.0 111.0', 111, 35, 4490],
    ['35.0，111.0', 111, 35, 4490],
    ['(111.5/35.25)', 111.5, 35.25, 4490],
    ['3880000, 500000', 111, 35.048738495, 4546],
    ['500000 3880000', 111, 35.048738495, 4546],
    ['X=3880000 Y=37500000', 111, 35.048738495, 4525],
    ['37510000, 3880000', 111.109608162, 35.048688983, 4525],
    ['3880000 19500000', 111, 35.048738495, 4497],
    [`111°30'15"E 35°2'N`, 111.504166667, 35.033333333, 4490],
    ['35°2′N, 111°30′15″E', 111.504166667, 35.033333333, 4490],
    ['北纬35度2分 东经111度30分15秒', 111.504166667, 35.033333333, 4490],
    ['35°2′3.6″ 111°30′', 111.5, 35.034333333, 4490],
  ])('reads %s', (text, lng, lat, srid) => {
    const [found] = parsePosition(text, zoneSrid)
    expect(found?.srid).toBe(srid)
    expect(found?.position[0]).toBeCloseTo(lng, 8)
    expect(found?.position[1]).toBeCloseTo(lat, 8)
  })

  it.each([
    'KF-2',
    '12',
    '1, 2',
    '200,300',
    '111.0',
    '3880000',
    '3880000 3880000',
    '',
    '111 35 12',
    '35°70′ 111°',
    '〔2012〕45号',
  ])('finds none in %s', (text) => {
    expect(parsePosition(text, zoneSrid)).toEqual([])
  })
})
