import type { Position } from '../model/geojson.ts'

/**
 * A vector drawing in millimetres from its upper left corner; painted in the order of its shapes. PDF, SVG and pixels
 * are made of the same description.
 */
export type Hatch = { angleDeg: number; gapMm: number; colour: string; widthMm?: number }

export type PathShape = {
  kind: 'path'
  /** Rings of an area (even-odd), or lines. */
  lines: readonly (readonly Position[])[]
  isClosed: boolean
  fill?: string
  hatch?: Hatch
  stroke?: string
  strokeMm?: number
  dashMm?: readonly number[]
}

export type TextShape = {
  kind: 'text'
  /** Foot of the text: left, middle or right end by `align`. */
  at: Position
  text: string
  sizePt: number
  align?: 'left' | 'center' | 'right'
  colour?: string
  isBold?: boolean
}

export type Shape = PathShape | TextShape
export type Drawing = { widthMm: number; heightMm: number; shapes: readonly Shape[] }

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const rounded = (value: number): string => String(Math.round(value * 1000) / 1000)
const ringPath = (line: readonly Position[], isClosed: boolean): string =>
  `M${line.map(([x, y]) => `${rounded(x)} ${rounded(y)}`).join('L')}${isClosed ? 'Z' : ''}`

const pathOf = ({ lines, isClosed }: PathShape): string =>
  lines.map((line) => ringPath(line, isClosed)).join('')

const mmPerPt = 25.4 / 72
const anchors = { left: 'start', center: 'middle', right: 'end' } as const

/** Parallel lines over an area; they have to be cut by it. */
export function hatchLines({ lines }: PathShape, { angleDeg, gapMm }: Hatch): [Position, Position][] {
  const points = lines.flat()
  if (points.length === 0 || gapMm <= 0) return []
  const angle = (angleDeg * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const along = points.map(([x, y]) => x * cos + y * sin)
  const across = points.map(([x, y]) => y * cos - x * sin)
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b))
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b))
  const [from, to] = [least(along), most(along)]
  const found: [Position, Position][] = []
  for (let v = Math.ceil(least(across) / gapMm) * gapMm; v <= most(across); v += gapMm)
    found.push([
      [from * cos - v * sin, from * sin + v * cos],
      [to * cos - v * sin, to * sin + v * cos],
    ])
  return found
}

function pathSvg(shape: PathShape, id: string): string {
  const { fill, hatch, stroke, strokeMm = 0.2, dashMm } = shape
  const path = pathOf(shape)
  const line = stroke
    ? ` stroke="${stroke}" stroke-width="${strokeMm}"${dashMm ? ` stroke-dasharray="${dashMm.join(' ')}"` : ''}`
    : ''
  const body = `<path d="${path}" fill="${fill ?? 'none'}" fill-rule="evenodd" stroke-linejoin="round"${line}/>`
  if (!hatch) return body
  const hatching = hatchLines(shape, hatch)
    .map(([a, b]) => `M${rounded(a[0])} ${rounded(a[1])}L${rounded(b[0])} ${rounded(b[1])}`)
    .join('')
  return (
    `<clipPath id="${id}"><path d="${path}" clip-rule="evenodd"/></clipPath>` +
    `<path d="${hatching}" clip-path="url(#${id})" fill="none" stroke="${hatch.colour}" stroke-width="${hatch.widthMm ?? 0.15}"/>` +
    body
  )
}

/** The drawing as SVG, for the browser and for DOCX. */
export function drawingSvg({ widthMm, heightMm, shapes }: Drawing, prefix = 'h'): string {
  const parts = shapes.map((shape, i) => {
    if (shape.kind === 'path') return pathSvg(shape, `${prefix}${i}`)
    const { at, text, sizePt, align = 'left', colour = '#000', isBold } = shape
    return `<text x="${rounded(at[0])}" y="${rounded(at[1])}" font-size="${rounded(sizePt * mmPerPt)}" text-anchor="${anchors[align]}" fill="${colour}"${isBold ? ' font-weight="700"' : ''}>${escapeXml(text)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}" font-family="sans-serif">${parts.join('')}</svg>`
}
