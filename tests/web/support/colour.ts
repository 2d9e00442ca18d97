/** Colour arithmetic for the tests: contrast (WCAG 2.2), colour-vision simulation, perceived difference. */
export type Rgb = readonly [number, number, number]
export type Vision = 'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia'

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB: https://doi.org/10.1109/TVCG.2009.113 */
const SIMULATION: Record<Exclude<Vision, 'normal'>, readonly (readonly [number, number, number])[]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

export function parseHex(hex: string): Rgb {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1]
  if (!digits) throw new Error(`not a colour: ${hex}`)
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255) as unknown as Rgb
}

const toLinear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4

const linear = (rgb: Rgb): Rgb => rgb.map(toLinear) as unknown as Rgb

const luminance = (hex: string): number => {
  const [r, g, b] = linear(parseHex(hex))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG contrast ratio, 1 … 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Lays a colour with an opacity over a ground. */
export function over(top: string, opacity: number, ground: string): string {
  const [a, b] = [parseHex(top), parseHex(ground)]
  const mixed = a.map((channel, i) => Math.round((channel * opacity + b[i]! * (1 - opacity)) * 255))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function simulate(rgb: Rgb, vision: Vision): Rgb {
  if (vision === 'normal') return rgb
  return SIMULATION[vision].map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as unknown as Rgb
}

function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116)
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIE76 distance as a person with this vision perceives it; about 2.3 is just noticeable. */
export function perceivedDifference(a: string, b: string, vision: Vision): number {
  const [p, q] = [a, b].map((hex) => lab(simulate(linear(parseHex(hex)), vision))) as [Rgb, Rgb]
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}
