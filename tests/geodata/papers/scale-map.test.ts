import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawingSvg, hatchLines } from '#geodata/papers/drawing.ts'
import type { PathShape } from '#geodata/papers/drawing.ts'
import {
  cutToFrame,
  numberVertices,
  parcelSketch,
  roundLength,
  scaleFor,
  scaleMap,
} from '#geodata/papers/scale-map.ts'
import type { Position } from '#geodata/model/geojson.ts'
import { sampleContents } from '#tests/support/case-contents.ts'

const square = (side: number, x = 0, y = 0): Position[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]

describe('a map to scale', () => {
  it('takes the largest round scale at which the land fits', () => {
    expect(scaleFor([0, 0, 138, 92], 156, 110)).toBe(1000)
    expect(scaleFor([0, 0, 139, 92], 156, 110)).toBe(2000)
    expect(scaleFor([0, 0, 8_000, 6_000], 156, 110)).toBe(80_000)
  })

  it('draws land at that scale: 160 m at 1:2000 are 80 mm', () => {
    const { drawing, scale } = scaleMap({
      areas: [{ polygons: [[square(160)]], stroke: '#000000' }],
      extent: [0, 0, 160, 160],
      widthMm: 156,
      heightMm: 110,
    })
    const { lines } = drawing.shapes[0] as PathShape
    const xs = lines[0]!.map(([x]) => x)
    expect(scale).toBe(2000)
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(80, 9)
  })

  it('has a bar of the length that it names', () => {
    const { drawing } = scaleMap({ areas: [], extent: [0, 0, 160, 160], widthMm: 156, heightMm: 110 })
    const text = drawing.shapes.find((shape) => shape.kind === 'text' && shape.text.endsWith(' m'))
    expect(text).toMatchObject({ text: '50 m' })
    const pieces = drawing.shapes.filter(
      (shape) => shape.kind === 'path' && shape.strokeMm === 0.15 && shape.lines[0]![0]![1] === 105,
    ) as PathShape[]
    const xs = pieces.flatMap(({ lines }) => lines[0]!.map(([x]) => x))
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(25, 9)
  })

  it.each([
    [90, 50],
    [100, 100],
    [19, 10],
    [4.9, 2],
  ])('rounds a bar of at most %d to %d', (most, length) => {
    expect(roundLength(most)).toBe(length)
  })

  it('numbers boundary points clockwise from the north-west, whatever the ring begins with', () => {
    const ring = square(10)
    const names = (points: Position[]) =>
      numberVertices([[points]]).map(({ name, position }) => `${name} ${position.join(',')}`)
    const expected = ['J1 0,10', 'J2 10,10', 'J3 10,0', 'J4 0,0']
    expect(names(ring)).toEqual(expected)
    expect(names(ring.toReversed())).toEqual(expected)
    expect(names([...ring.slice(2, -1), ...ring.slice(0, 3)])).toEqual(expected)
    const hole = numberVertices([[square(10), square(2, 4, 4)]])
    expect(hole.map(({ name }) => name)).toEqual(['J1', 'J2', 'J3', 'J4', 'J5', 'J6', 'J7', 'J8'])
  })

  it('never draws outside of its frame', () => {
    const point = fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }))
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 12 }), (ring) => {
        for (const [x, y] of cutToFrame(ring, 156, 110)) {
          expect(x).toBeGreaterThanOrEqual(-1e-6)
          expect(x).toBeLessThanOrEqual(156 + 1e-6)
          expect(y).toBeGreaterThanOrEqual(-1e-6)
          expect(y).toBeLessThanOrEqual(110 + 1e-6)
        }
      }),
    )
  })

  it('hatches the whole of an area with lines at equal distances', () => {
    const shape: PathShape = { kind: 'path', lines: [square(20)], isClosed: true }
    const lines = hatchLines(shape, { angleDeg: 0, gapMm: 5, colour: '#000' })
    expect(lines.map(([a]) => a[1])).toEqual([0, 5, 10, 15, 20])
  })

  it('escapes names that would be markup', () => {
    const svg = drawingSvg({
      widthMm: 10,
      heightMm: 10,
      shapes: [{ kind: 'text', at: [1, 1], text: '<b>&"', sizePt: 9 }],
    })
    expect(svg).toContain('&lt;b&gt;&amp;&quot;')
  })

  it('names every boundary point of a sketch and its neighbours', () => {
    const { sketch } = sampleContents('determination')
    const { drawing, vertices } = parcelSketch(sketch!, 'SF-017')
    const texts = drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
    expect(vertices).toHaveLength(5)
    expect(texts).toEqual(expect.arrayContaining(['J1', 'J5', 'SF-016', 'SF-017', 'SF-018', '北', '1:2000']))
  })
})
