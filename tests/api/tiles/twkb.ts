/** Writes TWKB by hand (precision 0), as PostGIS would, for tests of what becomes of it. */
type XY = readonly [number, number]

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

const signed = (value: number): number[] => varint(value < 0 ? -2 * value - 1 : 2 * value)

/** Positions are differences from the one before, through the whole geometry. */
function cursor() {
  let [x, y] = [0, 0]
  return (line: readonly XY[]): number[] =>
    line.flatMap(([nextX, nextY]) => {
      const bytes = [...signed(nextX - x), ...signed(nextY - y)]
      ;[x, y] = [nextX, nextY]
      return bytes
    })
}

const counted = (place: (line: readonly XY[]) => number[], line: readonly XY[]) => [
  ...varint(line.length),
  ...place(line),
]

export const twkb = {
  empty: (): number[] => [3, 16],
  point: (at: XY): number[] => [1, 0, ...cursor()([at])],
  multiPoint: (points: readonly XY[]): number[] => [4, 0, ...counted(cursor(), points)],
  line: (line: readonly XY[]): number[] => [2, 0, ...counted(cursor(), line)],
  polygon(rings: readonly (readonly XY[])[]): number[] {
    const place = cursor()
    return [3, 0, ...varint(rings.length), ...rings.flatMap((ring) => counted(place, ring))]
  },
  multiPolygon(polygons: readonly (readonly (readonly XY[])[])[]): number[] {
    const place = cursor()
    const parts = polygons.flatMap((rings) => [
      ...varint(rings.length),
      ...rings.flatMap((ring) => counted(place, ring)),
    ])
    return [6, 0, ...varint(polygons.length), ...parts]
  },
  collection: (parts: number[][]): number[] => [7, 0, ...varint(parts.length), ...parts.flat()],
}
