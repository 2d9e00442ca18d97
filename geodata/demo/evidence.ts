import type { Drawing, Shape } from '../papers/drawing.ts'
import type { Position } from '../model/geojson.ts'
import { addDays } from './dates.ts'

/** Evidence of the demonstration: drawn pictures that say so themselves, and records of visits. */

const rectangle = (x: number, y: number, width: number, height: number): Position[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
]
const area = (ring: Position[], fill: string): Shape => ({
  kind: 'path',
  lines: [ring],
  isClosed: true,
  fill,
})

const skies = ['#b9d3e6', '#c9dbe4', '#d8dde0', '#a9c9e8'] as const
const grounds = ['#b7a57e', '#a89a6c', '#9aa46a', '#c2b08a'] as const
export const demoScenes = skies.length

/** A plot behind a fence: weeds, a heap of earth, in every other picture a crane far away. */
export function demoScene(at: number): Drawing {
  const [wide, high, horizon] = [80, 60, 26]
  const weeds = Array.from({ length: 26 }, (_, i) => {
    const x = 3 + ((i * 37 + at * 11) % 74)
    const y = horizon + 8 + ((i * 23 + at * 7) % 24)
    return area(
      [
        [x, y],
        [x + 0.7, y - 2.4],
        [x + 1.4, y],
      ],
      i % 3 === 0 ? '#6f7d3c' : '#87924d',
    )
  })
  const posts = Array.from({ length: 11 }, (_, i) =>
    area(rectangle(2 + i * 7.6, horizon - 6, 0.8, 10), '#7d8487'),
  )
  const crane = [
    area(rectangle(60, 6, 1.2, horizon - 6), '#8a6d3b'),
    area(rectangle(52, 6, 20, 1), '#8a6d3b'),
  ]
  return {
    widthMm: wide,
    heightMm: high,
    shapes: [
      area(rectangle(0, 0, wide, horizon), skies[at % skies.length]!),
      area(rectangle(0, horizon, wide, high - horizon), grounds[at % grounds.length]!),
      ...(at % 2 === 1 ? crane : []),
      area(
        [
          [18 + at * 4, horizon + 10],
          [30 + at * 4, horizon - 2],
          [44 + at * 4, horizon + 10],
        ],
        '#94805c',
      ),
      area(rectangle(0, horizon - 4, wide, 0.7), '#8c9396'),
      ...posts,
      ...weeds,
    ],
  }
}

/** The record of a visit, as officers write it. */
export const demoVisitText = (code: string, on: string, finding: string): string =>
  [
    '现场踏勘记录（演示）',
    `宗地编号：${code}`,
    `踏勘日期：${on}`,
    `现场情况：${finding}`,
    '记录人：任立言',
    '',
  ].join('\r\n')

/** Ages in days, over and over: fresh, ageing, old; null: nobody has been there. */
const ages = [4, 26, 61, null, 118, 171, 240, null, 402, 12, 88, 199] as const

export type DemoEvidence = {
  scene: number
  name: string
  observedOn: string
  isVisit: boolean
}

/** What hangs on the n-th parcel in stock: nothing, a photograph, or one with the record of the visit. */
export function demoEvidence(n: number, code: string, today: string): DemoEvidence[] {
  const age = ages[n % ages.length]!
  if (age === null) return []
  const observedOn = addDays(today, -age)
  const photo = { scene: n % demoScenes, name: `${code} 现场照片（演示）.png`, observedOn, isVisit: false }
  return n % 3 === 0 ? [photo, { ...photo, name: `${code} 踏勘记录（演示）.txt`, isVisit: true }] : [photo]
}
