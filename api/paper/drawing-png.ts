import { deflateSync } from 'node:zlib'
import { crc32 } from '#geodata/formats/crc32.ts'
import type { Drawing, PathShape } from '#geodata/papers/drawing.ts'
import { hatchLines } from '#geodata/papers/drawing.ts'
import type { Position } from '#geodata/model/geojson.ts'

/**
 * A drawing as pixels, for programs that read DOCX but no SVG: areas, hatches and lines; names are left to the SVG and
 * to the tables beside the drawing.
 */
const dotsPerMm = 6
const samples = 3

type Canvas = { width: number; height: number; rgb: Uint8Array }

const channels = (colour: string): [number, number, number] => {
  const hex = colour.length === 4 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1, 7)
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
}

/** Where a horizontal line crosses closed rings, in order. */
function crossings(rings: readonly (readonly Position[])[], y: number): number[] {
  const found: number[] = []
  for (const ring of rings)
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!]
      if (a[1] > y !== b[1] > y) found.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
    }
  return found.sort((a, b) => a - b)
}

/** Fills rings (even-odd); edges are mixed by how much of a pixel they cover. */
function fill(canvas: Canvas, rings: readonly (readonly Position[])[], colour: string): void {
  const { width, height, rgb } = canvas
  const ink = channels(colour)
  const cover = new Float32Array(width)
  const ys = rings.flat().map(([, y]) => y)
  const first = Math.max(0, Math.floor(ys.reduce((a, b) => Math.min(a, b), Infinity)))
  const last = Math.min(height - 1, Math.ceil(ys.reduce((a, b) => Math.max(a, b), -Infinity)))
  for (let row = first; row <= last; row++) {
    cover.fill(0)
    for (let sample = 0; sample < samples; sample++) {
      const cuts = crossings(rings, row + (sample + 0.5) / samples)
      for (let i = 0; i + 1 < cuts.length; i += 2) addSpan(cover, cuts[i]!, cuts[i + 1]!)
    }
    for (let x = 0; x < width; x++) {
      const share = Math.min(1, cover[x]! / samples)
      if (share === 0) continue
      const at = (row * width + x) * 3
      for (let c = 0; c < 3; c++) rgb[at + c] = Math.round(rgb[at + c]! * (1 - share) + ink[c]! * share)
    }
  }
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  const [start, end] = [Math.max(0, from), Math.min(cover.length, to)]
  for (let x = Math.floor(start); x < end; x++) cover[x]! += Math.min(end, x + 1) - Math.max(start, x)
}

/** A line as the thin rectangle that it covers. */
function stripe(a: Position, b: Position, width: number): Position[] {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  if (length === 0) return []
  const [dx, dy] = [((b[1] - a[1]) / length) * (width / 2), (-(b[0] - a[0]) / length) * (width / 2)]
  return [
    [a[0] + dx, a[1] + dy],
    [b[0] + dx, b[1] + dy],
    [b[0] - dx, b[1] - dy],
    [a[0] - dx, a[1] - dy],
  ]
}

/** The parts of a line inside rings. */
function inside(
  rings: readonly (readonly Position[])[],
  [a, b]: [Position, Position],
): [Position, Position][] {
  const turn = Math.atan2(b[1] - a[1], b[0] - a[0])
  const [cos, sin] = [Math.cos(-turn), Math.sin(-turn)]
  const level = ([x, y]: Position): Position => [x * cos - y * sin, x * sin + y * cos]
  const back = (x: number, y: number): Position => [x * cos + y * sin, y * cos - x * sin]
  const y = level(a)[1]
  const cuts = crossings(
    rings.map((ring) => ring.map(level)),
    y,
  )
  return cuts.flatMap((cut, i) =>
    i % 2 === 0 && i + 1 < cuts.length ? [[back(cut, y), back(cuts[i + 1]!, y)]] : [],
  ) as [Position, Position][]
}

function drawShape(canvas: Canvas, shape: PathShape): void {
  const scaled = shape.lines.map((line) => line.map(([x, y]): Position => [x * dotsPerMm, y * dotsPerMm]))
  const wide = (widthMm: number) => Math.max(1, widthMm * dotsPerMm)
  if (shape.fill) fill(canvas, scaled, shape.fill)
  const { hatch } = shape
  if (hatch)
    for (const [a, b] of hatchLines(
      { ...shape, lines: scaled },
      { ...hatch, gapMm: hatch.gapMm * dotsPerMm },
    ))
      for (const [from, to] of inside(scaled, [a, b]))
        fill(canvas, [stripe(from, to, wide(hatch.widthMm ?? 0.15))], hatch.colour)
  if (!shape.stroke) return
  for (const line of scaled)
    for (let i = 0; i < line.length - (shape.isClosed ? 0 : 1); i++)
      fill(
        canvas,
        [stripe(line[i]!, line[(i + 1) % line.length]!, wide(shape.strokeMm ?? 0.2))],
        shape.stroke,
      )
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(content.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** Pixels as PNG (RGB, no filter). */
export function writePng({ width, height, rgb }: Canvas): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let row = 0; row < height; row++)
    rows.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * (width * 3 + 1) + 1)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export function drawingPng({ widthMm, heightMm, shapes }: Drawing): Buffer {
  const [width, height] = [Math.round(widthMm * dotsPerMm), Math.round(heightMm * dotsPerMm)]
  const canvas = { width, height, rgb: new Uint8Array(width * height * 3).fill(255) }
  for (const shape of shapes) if (shape.kind === 'path') drawShape(canvas, shape)
  return writePng(canvas)
}
