import type { MultiLineStringGeometry } from '../model/geojson.ts'
import { lengthM } from '../geometry/length.ts'
import { roundTo } from '../geometry/units.ts'
import type { Book } from './book.ts'
import { clipLine } from './cutting.ts'
import { addDays } from './dates.ts'
import { zoneOutline } from './ground.ts'
import type { Line } from './plane.ts'
import { crossings, distance, lineBetween, lineLength, offsetLine, toPosition } from './plane.ts'
import type { Random } from './random.ts'
import type { Desk } from './records.ts'
import type { Street } from './streets.ts'

/** Roads and the nine kinds of pipeline that lie in them. */
const toGeometry = (lines: Line[]): MultiLineStringGeometry => ({
  type: 'MultiLineString',
  coordinates: lines.map((line) => line.map(toPosition)),
})

const inZone = (line: Line): Line[] => clipLine(line, zoneOutline)

const lanes = { main: 6, secondary: 4, branch: 2 } as const

export function writeRoads(book: Book, desk: Desk, streets: Street[], today: string, random: Random): void {
  for (const street of streets) {
    const geometry = toGeometry(inZone(street.line))
    const isUnderWay = street.investmentWan !== undefined
    const startedOn = isUnderWay
      ? addDays('2022-03-01', random.integer(0, 150))
      : `${random.integer(2005, 2017)}-04-01`
    book.enter(
      'roads',
      isUnderWay ? desk.yearly('works', '2022-03-01') : desk.single('network'),
      {
        code: street.code,
        name: street.name,
        class: street.class,
        status: isUnderWay ? 'building' : 'in_service',
        red_line_width_m: street.widthM,
        lanes: lanes[street.class],
        declared_length_m: roundTo(lengthM(geometry), 0),
        started_on: startedOn,
        planned_completion_on: isUnderWay ? addDays(today, random.integer(-30, 420)) : null,
        completed_on: isUnderWay ? null : addDays(startedOn, random.integer(300, 620)),
        investment_wan: street.investmentWan ?? null,
      },
      { key: street.code, geometry },
    )
  }
}

type Kind = {
  kind: string
  mark: string
  name: string
  /** Metres to the left of the centreline. */
  offsetM: number
  materials: readonly string[]
  /** Millimetres in main, secondary and branch streets. */
  diameters: readonly [number, number, number] | undefined
  depthM: readonly [number, number]
  owner: string
  /** Share of the streets of each class that carry it. */
  coverage: readonly [number, number, number]
  more?: Record<string, string | number>
}

const kinds: readonly Kind[] = [
  {
    kind: 'water',
    mark: 'JS',
    name: '给水',
    offsetM: 8,
    materials: ['球墨铸铁', 'PE'],
    diameters: [600, 400, 200],
    depthM: [1.2, 1.8],
    owner: '示范供水有限公司（演示）',
    coverage: [1, 0.95, 0.9],
    more: { pressure_mpa: 0.35 },
  },
  {
    kind: 'rain',
    mark: 'YS',
    name: '雨水',
    offsetM: 4,
    materials: ['钢筋混凝土'],
    diameters: [1500, 1000, 600],
    depthM: [2, 3.2],
    owner: '示范市政管理中心（演示）',
    coverage: [1, 0.9, 0.8],
  },
  {
    kind: 'sewage',
    mark: 'WS',
    name: '污水',
    offsetM: -4,
    materials: ['HDPE', '钢筋混凝土'],
    diameters: [800, 500, 400],
    depthM: [2.6, 4.5],
    owner: '示范市政管理中心（演示）',
    coverage: [1, 0.88, 0.75],
  },
  {
    kind: 'gas',
    mark: 'RQ',
    name: '燃气',
    offsetM: -8,
    materials: ['PE', '钢'],
    diameters: [315, 200, 110],
    depthM: [1, 1.4],
    owner: '示范燃气有限公司（演示）',
    coverage: [0.75, 0.55, 0.3],
    more: { pressure_mpa: 0.4 },
  },
  {
    kind: 'heat',
    mark: 'RL',
    name: '热力',
    offsetM: -10.5,
    materials: ['预制保温钢管'],
    diameters: [800, 500, 300],
    depthM: [1.3, 1.9],
    owner: '示范热力有限公司（演示）',
    coverage: [0.6, 0.45, 0.2],
    more: { pressure_mpa: 1.6 },
  },
  {
    kind: 'power',
    mark: 'DL',
    name: '电力',
    offsetM: 11,
    materials: ['铜芯交联聚乙烯'],
    diameters: undefined,
    depthM: [0.8, 1.2],
    owner: '示范供电公司（演示）',
    coverage: [1, 0.85, 0.7],
    more: { voltage_kv: 10 },
  },
  {
    kind: 'telecom',
    mark: 'TX',
    name: '通信',
    offsetM: -11.8,
    materials: ['光缆'],
    diameters: undefined,
    depthM: [0.8, 1.1],
    owner: '示范通信有限公司（演示）',
    coverage: [0.95, 0.8, 0.6],
  },
  {
    kind: 'television',
    mark: 'DS',
    name: '有线电视',
    offsetM: 12.6,
    materials: ['同轴电缆', '光缆'],
    diameters: undefined,
    depthM: [0.8, 1],
    owner: '示范广电网络（演示）',
    coverage: [0.5, 0.3, 0.2],
  },
  {
    kind: 'tunnel',
    mark: 'GL',
    name: '综合管廊',
    offsetM: 0.8,
    materials: ['钢筋混凝土'],
    diameters: undefined,
    depthM: [3.5, 5],
    owner: '示范管廊有限公司（演示）',
    coverage: [0, 0, 0],
    more: { section: '双舱 5.6×3.2 m' },
  },
]

const rank = { main: 0, secondary: 1, branch: 2 } as const
/** 综合管廊 lies only where it was built as one work with the street. */
const tunnelStreets = new Set(['河东东街', '经开大道', '迎宾大道'])

function carries(kind: Kind, street: Street, random: Random): boolean {
  if (street.investmentWan !== undefined) return kind.kind === 'water' && random.chance(0.4)
  if (kind.kind === 'tunnel') return tunnelStreets.has(street.name)
  return random.chance(kind.coverage[rank[street.class]])
}

/** Where the pipe changes: crossings with streets, about every third of them. */
function stretches(line: Line, streets: Street[], random: Random): Line[] {
  const length = lineLength(line)
  const marks = streets
    .flatMap((street) => crossings(line, street.line))
    .map((hit) => lineLength([...line.slice(0, hit.segment + 1), hit.point]))
    .filter((at) => at > 150 && at < length - 150 && random.chance(0.3))
    .sort((a, b) => a - b)
  const bounds = [0, ...marks.filter((mark, i) => i === 0 || mark - marks[i - 1]! > 200), length]
  return bounds.slice(1).map((end, i) => lineBetween(line, bounds[i]!, end))
}

const fits = (line: Line) => line.length > 1 && distance(line[0]!, line.at(-1)!) > 60

export function writePipelines(book: Book, desk: Desk, streets: Street[], random: Random): void {
  for (const kind of kinds) {
    let serial = 0
    for (const street of streets) {
      if (!carries(kind, street, random)) continue
      const side = Math.sign(kind.offsetM) * Math.min(Math.abs(kind.offsetM), street.widthM / 2 - 1.2)
      for (const run of inZone(offsetLine(street.line, side))) {
        for (const line of stretches(run, streets, random).filter(fits)) {
          const diameter = kind.diameters?.[rank[street.class]]
          const status = street.investmentWan === undefined ? 'in_service' : 'planned'
          book.enter(
            'pipelines',
            desk.single('network'),
            {
              code: `${kind.mark}-${String(++serial).padStart(3, '0')}`,
              name: `${street.name}${kind.name}${kind.kind === 'tunnel' ? '' : '管线'}`,
              kind: kind.kind,
              status,
              material: random.pick(kind.materials),
              diameter_mm: diameter ?? null,
              depth_m: roundTo(random.between(...kind.depthM), 2),
              commissioned_on:
                status === 'planned'
                  ? null
                  : `${random.integer(2006, 2016)}-${random.pick(['06', '10', '11'])}-01`,
              owner: kind.owner,
              ...kind.more,
            },
            { geometry: toGeometry([line]) },
          )
        }
      }
    }
  }
}

/** 雨污分流改造工程: one project along 学苑路, still under way; with the nine roads it costs 11.4 亿元. */
export function writeSeparationProject(
  book: Book,
  desk: Desk,
  streets: Street[],
  roadsAndProjectWan: number,
): void {
  const roadsWan = streets.reduce((sum, street) => sum + (street.investmentWan ?? 0), 0)
  const along = ['学苑路', '文博路', '科技街'].map((name) => streets.find((street) => street.name === name)!)
  book.enter(
    'pipelines',
    desk.yearly('works', '2022-03-01'),
    {
      code: 'WS-GZ-01',
      name: '雨污分流改造工程',
      kind: 'sewage',
      status: 'building',
      material: 'HDPE',
      diameter_mm: 800,
      depth_m: 3.8,
      owner: '示范市政管理中心（演示）',
      investment_wan: roadsAndProjectWan - roadsWan,
    },
    {
      key: 'separation-project',
      geometry: toGeometry(along.flatMap((street) => inZone(offsetLine(street.line, -6)))),
    },
  )
}
