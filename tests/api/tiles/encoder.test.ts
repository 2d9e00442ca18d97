import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { ByteWriter } from '#api/features/tiles/byte-writer.ts'
import type { Detail } from '#api/features/tiles/mvt-geometry.ts'
import { fullDetail, GeometryRepacker } from '#api/features/tiles/mvt-geometry.ts'
import { MvtLayer } from '#api/features/tiles/mvt-layer.ts'
import { TwkbReader } from '#api/features/tiles/twkb-reader.ts'
import { twkb } from './twkb.ts'

type Decoded = { type: number; rings: [number, number][][] }

/** Packs one geometry behind the other and reads the tile as a map does. */
function pack(geometries: number[][], detail: Detail = fullDetail): Decoded[] {
  const layer = new MvtLayer('test')
  const reader = new TwkbReader(Uint8Array.from(geometries.flat()))
  const repacker = new GeometryRepacker(detail)
  const out = new ByteWriter(4)
  for (let id = 1; !reader.done; id++) {
    out.clear()
    const type = repacker.next(reader, out)
    if (type !== 0) layer.feature(id, type, out)
  }
  const tile = layer.finish()
  if (!tile) return []
  const decoded = new VectorTile(new PbfReader(tile)).layers['test']!
  return Array.from({ length: decoded.length }, (_, index) => {
    const feature = decoded.feature(index)
    const rings = feature.loadGeometry().map((ring) => ring.map(({ x, y }): [number, number] => [x, y]))
    return { type: feature.type, rings }
  })
}

const square = (x: number, y: number, side: number, clockwise = true): [number, number][] => {
  const ring: [number, number][] = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ]
  return clockwise ? ring : ring.reverse()
}

/** Positive: an outer ring by MVT 2.1, 4.3.4.4. */
function signedArea(ring: [number, number][]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!
    return sum + (x * nextY - nextX * y) / 2
  }, 0)
}

describe('polygons', () => {
  it.each([true, false])(
    'winds outer rings and holes as the format asks (source clockwise: %s)',
    (clockwise) => {
      const [feature] = pack([twkb.polygon([square(0, 0, 100, clockwise), square(20, 20, 30, clockwise)])])
      expect(feature!.type).toBe(3)
      expect(feature!.rings.map(signedArea)).toEqual([10_000, -900])
    },
  )

  it('keeps no repeated point, no closing point twice and no spur', () => {
    const ring: [number, number][] = [
      [0, 0],
      [0, 0],
      [50, 0],
      [50, -30],
      [50, 0],
      [100, 0],
      [100, 100],
      [0, 100],
      [0, 0],
    ]
    const [feature] = pack([twkb.polygon([ring])])
    expect(feature!.rings).toEqual([
      [
        [0, 0],
        [50, 0],
        [100, 0],
        [100, 100],
        [0, 100],
        [0, 0],
      ],
    ])
  })

  it('takes a spur at the first vertex away', () => {
    const ring: [number, number][] = [
      [-40, 0],
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 0],
      [-40, 0],
    ]
    const [feature] = pack([twkb.polygon([ring])])
    expect(feature!.rings[0]).not.toContainEqual([-40, 0])
    expect(signedArea(feature!.rings[0]!.slice(0, -1))).toBe(5000)
  })

  it('leaves out a collapsed outer ring together with its holes, and goes on with the next polygon', () => {
    const flat: [number, number][] = [
      [0, 0],
      [10, 0],
      [5, 0],
      [0, 0],
    ]
    const [feature] = pack([twkb.multiPolygon([[flat, square(1, 1, 9)], [square(200, 200, 10)]])])
    expect(feature!.rings).toHaveLength(1)
    expect(feature!.rings[0]![0]).toEqual([200, 200])
  })

  it('leaves out holes smaller than a unit, and features of which nothing is left', () => {
    const speck: [number, number][] = [
      [5, 5],
      [6, 5],
      [5, 6],
      [5, 5],
    ]
    const features = pack([
      twkb.polygon([square(0, 0, 100), speck]),
      twkb.empty(),
      twkb.polygon([
        [
          [7, 7],
          [7, 7],
          [7, 7],
          [7, 7],
        ],
      ]),
    ])
    expect(features).toHaveLength(1)
    expect(features[0]!.rings).toHaveLength(1)
  })

  it('reads differences of every size and rings longer than its first buffer', () => {
    const line = Array.from({ length: 3000 }, (_, i): [number, number] => {
      const angle = (i / 3000) * 2 * Math.PI
      // Tiles know no negative zero.
      return [Math.round(1e9 * Math.cos(angle)) + 0, Math.round(1e9 * Math.sin(angle)) + 0]
    })
    const [feature] = pack([twkb.line(line)])
    expect(feature!.rings[0]).toEqual(line)
    const round = Array.from({ length: 3000 }, (_, i): [number, number] => {
      const angle = (i / 3000) * 2 * Math.PI
      return [2048 + Math.round(2000 * Math.cos(angle)), 2048 + Math.round(2000 * Math.sin(angle))]
    })
    const [polygon] = pack([twkb.polygon([[...round, round[0]!]])])
    expect(polygon!.rings[0]!.length).toBeGreaterThan(2900)
  })

  it('reads the polygons out of what clipping leaves as a collection', () => {
    const part = twkb.polygon([square(0, 0, 10)])
    const [feature] = pack([
      twkb.collection([
        part,
        twkb.line([
          [0, 0],
          [5, 5],
        ]),
        twkb.multiPolygon([[square(50, 0, 10)]]),
      ]),
    ])
    expect(feature!.type).toBe(3)
    expect(feature!.rings.map((ring) => ring[0])).toEqual([
      [0, 0],
      [50, 0],
    ])
  })
})

describe('the edge of the tile', () => {
  it('cuts a ring where the buffer ends, on every side', () => {
    const [feature] = pack([twkb.polygon([square(-1000, -1000, 8000)])])
    expect(feature!.rings).toHaveLength(1)
    expect(signedArea(feature!.rings[0]!.slice(0, -1))).toBe(4224 ** 2)
    const [corner] = pack([twkb.polygon([square(4000, -500, 1000, false)])])
    expect(signedArea(corner!.rings[0]!.slice(0, -1))).toBe(160 * 564)
  })

  it('keeps the area of a ring that leaves and comes back, and leaves out what is wholly outside', () => {
    const comb: [number, number][] = [
      [4000, 100],
      [5000, 100],
      [5000, 200],
      [4100, 200],
      [4100, 300],
      [5000, 300],
      [5000, 400],
      [4000, 400],
      [4000, 100],
    ]
    const [feature] = pack([twkb.polygon([comb])])
    expect(signedArea(feature!.rings[0]!.slice(0, -1))).toBe(160 * 100 * 2 + 100 * 100)
    expect(feature!.rings[0]!.every(([x]) => x <= 4160)).toBe(true)
    expect(pack([twkb.polygon([square(4200, 0, 100)]), twkb.polygon([square(-500, -500, 100)])])).toEqual([])
  })

  it('cuts holes as well', () => {
    const [feature] = pack([twkb.polygon([square(4000, 0, 1000), square(4100, 100, 200)])])
    const areas = feature!.rings.map((ring) => signedArea(ring.slice(0, -1)))
    expect(areas).toEqual([160 * 1000, -60 * 200])
  })
})

describe('lines and points', () => {
  it('keeps lines as they are drawn and drops those that shrink to a point', () => {
    const line: [number, number][] = [
      [3, 4],
      [3, 4],
      [10, 4],
      [10, 20],
    ]
    const features = pack([
      twkb.line(line),
      twkb.line([
        [1, 1],
        [1, 1],
      ]),
      twkb.line([
        [0, 0],
        [1, 0],
      ]),
    ])
    expect(features.map(({ rings }) => rings)).toEqual([
      [line.slice(1)],
      [
        [
          [0, 0],
          [1, 0],
        ],
      ],
    ])
  })

  it('writes a place that is named twice once', () => {
    const features = pack([
      twkb.point([7, -9]),
      twkb.multiPoint([
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
    ])
    expect(features.map(({ rings }) => rings)).toEqual([[[[7, -9]]], [[[1, 1]], [[2, 2]]]])
  })
})

describe('coarser drawing', () => {
  it('snaps to its grid and leaves out what is smaller than its least size', () => {
    const detail = { gridUnits: 8, minUnits: 8 }
    const features = pack([twkb.polygon([square(3, 3, 60)]), twkb.polygon([square(100, 100, 3)])], detail)
    expect(features).toHaveLength(1)
    expect(features[0]!.rings[0]!.every(([x, y]) => x % 8 === 0 && y % 8 === 0)).toBe(true)
  })

  it('draws one point for each cell of its grid', () => {
    const points = Array.from({ length: 64 }, (_, i) => twkb.point([i % 8, Math.floor(i / 8)]))
    expect(pack(points, { gridUnits: 4, minUnits: 4 }).length).toBeLessThan(12)
  })
})

describe('attributes', () => {
  it('gives every kind of value back as it was and stores each once', () => {
    const values = ['地块', 0, 300, -7, 2 ** 40, -(2 ** 40), 17.27, 0.5, true, false]
    const layer = new MvtLayer('test')
    for (let id = 1; id <= 2; id++) {
      values.forEach((value, index) => layer.attribute(layer.key(`k${index}`), value))
      layer.pointFeature(id * 2 ** 33, id, id)
    }
    const bytes = layer.finish()!
    const decoded = new VectorTile(new PbfReader(bytes)).layers['test']!
    expect(decoded.extent).toBe(4096)
    expect(decoded.version).toBe(2)
    for (const index of [0, 1]) {
      const feature = decoded.feature(index)
      expect(feature.id).toBe((index + 1) * 2 ** 33)
      expect(Object.values(feature.properties)).toEqual(values)
    }
    const text = Buffer.from('地块')
    expect(bytes.indexOf(text)).toBe(bytes.lastIndexOf(text))
  })

  it('is no layer at all without a feature', () => {
    expect(new MvtLayer('empty').finish()).toBeUndefined()
  })
})
