import type { Line, Point } from './plane.ts'
import { crossings, lineBetween, lineLength } from './plane.ts'

/** The street plan: axes drawn by hand, so that the zone has a main crossing, a ring, gaps and T-junctions. */
export type StreetClass = 'main' | 'secondary' | 'branch'

type Axis = {
  key: string
  runs: 'east' | 'north'
  /** Distance of the axis from the centre, and how far its east or north end is off that, in metres. */
  at: number
  lean?: number
  /** Height, length and phase of its slow curve. */
  curve?: readonly [heightM: number, lengthM: number, phase: number]
}

type StreetSpec = {
  name: string
  axis: string
  class: StreetClass
  widthM: number
  /** Axes at which the street begins and ends; without them it leaves the zone. */
  from?: string
  to?: string
  /** Under way: one of the nine roads, with its investment in 万元. */
  investmentWan?: number
}

export type Street = StreetSpec & { code: string; line: Line }

const REACH_M = 5200
const SAMPLE_M = 140

const axes: readonly Axis[] = [
  { key: 'e1', runs: 'east', at: 2600, lean: -60, curve: [45, 7200, 0.4] },
  { key: 'e2', runs: 'east', at: 2120, lean: -30, curve: [40, 7400, 0.6] },
  { key: 'e3', runs: 'east', at: 1640 },
  { key: 'e4', runs: 'east', at: 1130, lean: 12 },
  { key: 'e5', runs: 'east', at: 650 },
  { key: 'e6', runs: 'east', at: 215 },
  { key: 'e7', runs: 'east', at: -255, lean: -8 },
  { key: 'e8', runs: 'east', at: -745, curve: [28, 6800, 2.2] },
  { key: 'e9', runs: 'east', at: -1230, lean: 30 },
  { key: 'e10', runs: 'east', at: -1800, lean: 60, curve: [60, 7000, 1.1] },
  { key: 'e11', runs: 'east', at: -2260, lean: 60, curve: [70, 7600, 0.9] },
  { key: 'e12', runs: 'east', at: -2740, lean: 70, curve: [80, 7800, 0.8] },
  { key: 'n1', runs: 'north', at: -3060, lean: 40 },
  { key: 'n2', runs: 'north', at: -2570 },
  { key: 'n3', runs: 'north', at: -2040, lean: -14 },
  { key: 'n4', runs: 'north', at: -1560, curve: [26, 5600, 1.4] },
  { key: 'n5', runs: 'north', at: -890 },
  { key: 'n6', runs: 'north', at: -380, lean: 20 },
  { key: 'n7', runs: 'north', at: 130 },
  { key: 'n8', runs: 'north', at: 650 },
  { key: 'n9', runs: 'north', at: 1180, lean: -16 },
  { key: 'n10', runs: 'north', at: 1715 },
  { key: 'n11', runs: 'north', at: 2235, curve: [38, 6400, 0.2] },
  { key: 'n12', runs: 'north', at: 2770 },
  { key: 'n13', runs: 'north', at: 3290, lean: 60, curve: [70, 7000, 0.9] },
  { key: 's1', runs: 'east', at: 1385 },
  { key: 's2', runs: 'east', at: 430 },
  { key: 's3', runs: 'east', at: -500 },
  { key: 's4', runs: 'east', at: -985 },
  { key: 's5', runs: 'east', at: 1880 },
  { key: 's6', runs: 'north', at: -2800 },
  { key: 's7', runs: 'north', at: -120 },
  { key: 's8', runs: 'north', at: 910 },
  { key: 's9', runs: 'north', at: 1445 },
  { key: 's10', runs: 'north', at: 2500 },
  { key: 's11', runs: 'north', at: -2300 },
]

/** 迎宾大道 runs across the grid to the airport road. */
const diagonals: Readonly<Record<string, Line>> = {
  d1: [
    [650, 215],
    [1180, 560],
    [1900, 1010],
    [2700, 1430],
    [3300, 1690],
    [5200, 2480],
  ],
}

const main = (name: string, axis: string, widthM: number, rest: Partial<StreetSpec> = {}): StreetSpec => ({
  name,
  axis,
  class: 'main',
  widthM,
  ...rest,
})
const secondary = (name: string, axis: string, rest: Partial<StreetSpec> = {}): StreetSpec => ({
  name,
  axis,
  class: 'secondary',
  widthM: 30,
  ...rest,
})
const branch = (name: string, axis: string, rest: Partial<StreetSpec> = {}): StreetSpec => ({
  name,
  axis,
  class: 'branch',
  widthM: 20,
  ...rest,
})

const specs: readonly StreetSpec[] = [
  main('北环大街', 'e1', 40),
  secondary('安瑞街', 'e2', { from: 'n3', to: 'n9' }),
  secondary('安瑞街东段', 'e2', { from: 'n9', to: 'n11', investmentWan: 9_860 }),
  secondary('振兴街', 'e3'),
  main('禹都东街', 'e4', 50),
  secondary('兴业街', 'e5', { from: 'n1', to: 'n11' }),
  secondary('创新街', 'e6', { from: 'n3', to: 'n10' }),
  main('河东东街', 'e7', 60, { to: 'n9' }),
  main('河东东街延长线', 'e7', 60, { from: 'n9', investmentWan: 26_400 }),
  secondary('科技街', 'e8', { from: 'n1', to: 'n8' }),
  secondary('科技街东延', 'e8', { from: 'n8', to: 'n11', investmentWan: 11_230 }),
  main('银湖东街', 'e9', 40),
  secondary('鑫源街', 'e10', { from: 'n4', to: 'n9' }),
  secondary('鑫源街东段', 'e10', { from: 'n9', to: 'n12', investmentWan: 10_140 }),
  main('条山东街', 'e11', 40),
  main('南环大街', 'e12', 40),
  main('学苑路', 'n1', 50),
  secondary('文博路', 'n2', { from: 'e11', to: 'e4' }),
  secondary('复兴路', 'n3'),
  secondary('涑滨路', 'n4'),
  secondary('中兴路', 'n5', { from: 'e11', to: 'e4' }),
  main('机场大道', 'n6', 60),
  secondary('振远路', 'n7', { from: 'e9', to: 'e1' }),
  secondary('汇通路', 'n8'),
  main('经开大道', 'n9', 50),
  secondary('腾飞路', 'n10', { to: 'e4' }),
  secondary('腾飞路北延', 'n10', { from: 'e4', to: 'e1', investmentWan: 8_750 }),
  main('空港路', 'n11', 40),
  secondary('启航路', 'n12', { from: 'e11', to: 'e3', investmentWan: 12_680 }),
  main('东环路', 'n13', 40),
  main('迎宾大道', 'd1', 60, { from: 'e6' }),
  branch('文华巷', 's1', { from: 'n3', to: 'n4' }),
  branch('通达街', 's1', { from: 'n6', to: 'n9' }),
  branch('和顺街', 's2', { from: 'n1', to: 'n3' }),
  branch('智造街', 's2', { from: 'n7', to: 'n9' }),
  branch('清苑街', 's3', { from: 'n2', to: 'n4' }),
  branch('联创街', 's3', { from: 'n6', to: 'n9' }),
  branch('众合街', 's4', { from: 'n9', to: 'n11', investmentWan: 4_980 }),
  branch('创业街', 's4', { from: 'n6', to: 'n8' }),
  branch('泰和街', 's5', { from: 'n6', to: 'n8' }),
  branch('书香路', 's6', { from: 'e8', to: 'e7' }),
  branch('星火路', 's7', { from: 'e10', to: 'e9' }),
  branch('铜基路', 's8', { from: 'e4', to: 'e3' }),
  branch('精工路', 's8', { from: 'e9', to: 'e7', investmentWan: 4_200 }),
  branch('新材路', 's9', { from: 'e11', to: 'e9' }),
  branch('航安路', 's10', { from: 'e9', to: 'e7', investmentWan: 5_960 }),
  branch('安居路', 's11', { from: 'e5', to: 'e4' }),
]

const offset = (axis: Axis, x: number) => {
  const [height, length, phase] = axis.curve ?? [0, 1, 0]
  const shift = height * Math.sin((x / length) * 2 * Math.PI + phase)
  return axis.at + ((axis.lean ?? 0) * x) / 3500 + shift
}

function axisLine(axis: Axis): Line {
  const steps = axis.curve ? Math.round((2 * REACH_M) / SAMPLE_M) : 1
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const x = -REACH_M + (2 * REACH_M * i) / steps
    return axis.runs === 'east' ? [x, offset(axis, x)] : [offset(axis, x), x]
  })
}

const axisLines = (): Map<string, Line> =>
  new Map([...axes.map((axis): [string, Line] => [axis.key, axisLine(axis)]), ...Object.entries(diagonals)])

function trimmed(line: Line, from: Line | undefined, to: Line | undefined): Line {
  const meeting = (other: Line) => {
    const hit = crossings(line, other)[0]
    return hit ? lineLength([...line.slice(0, hit.segment + 1), hit.point]) : undefined
  }
  const start = from ? (meeting(from) ?? 0) : 0
  const end = to ? (meeting(to) ?? Infinity) : Infinity
  return lineBetween(line, start, end)
}

/** A street that ends at another is drawn after it: how many stand before it in the longest such chain. */
function depth(axis: string): number {
  const ends = specs.filter((spec) => spec.axis === axis).flatMap((spec) => [spec.from, spec.to])
  return Math.max(0, ...ends.map((end) => (end ? 1 + depth(end) : 0)))
}

/** Streets in an order in which each meets only streets that stand before it. */
export const byDepth = (streets: readonly Street[]): Street[] =>
  [...streets].sort((a, b) => depth(a.axis) - depth(b.axis))

/** All streets with their centrelines; they reach beyond the zone where nothing ends them. */
export function drawStreets(): Street[] {
  const lines = axisLines()
  return specs.map((spec, i) => {
    const line = lines.get(spec.axis)!
    const [from, to] = [spec.from, spec.to].map((key) => (key ? lines.get(key) : undefined))
    return { ...spec, code: `DL-${String(i + 1).padStart(2, '0')}`, line: trimmed(line, from, to) }
  })
}
