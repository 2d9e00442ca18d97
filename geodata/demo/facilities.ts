import type { Parcel } from './allotment.ts'
import type { Book } from './book.ts'
import type { Site } from './land-rows.ts'
import type { Point } from './plane.ts'
import { distance, toPosition } from './plane.ts'
import type { Desk } from './records.ts'

/** Substations, pumping stations and the like, each on a small supplied parcel near the place where it is wanted. */
type FacilitySpec = {
  name: string
  kind: string
  near: Point
  landUseCode: string
  owner: string
  status?: string
  voltageKv?: number
  capacity?: readonly [number, string]
}

const power = '示范供电公司（演示）'
const water = '示范供水有限公司（演示）'
const drainage = '示范市政管理中心（演示）'
const heat = '示范热力有限公司（演示）'
const gas = '示范燃气有限公司（演示）'
const telecom = '示范通信有限公司（演示）'

const specs: readonly FacilitySpec[] = [
  {
    name: '110 kV 学苑变电站',
    kind: 'substation',
    near: [-2300, 700],
    landUseCode: '1303',
    owner: power,
    voltageKv: 110,
    capacity: [100, 'MVA'],
  },
  {
    name: '110 kV 经开变电站',
    kind: 'substation',
    near: [1000, -700],
    landUseCode: '1303',
    owner: power,
    voltageKv: 110,
    capacity: [126, 'MVA'],
  },
  {
    name: '110 kV 空港变电站',
    kind: 'substation',
    near: [1500, 1400],
    landUseCode: '1303',
    owner: power,
    voltageKv: 110,
    capacity: [100, 'MVA'],
  },
  {
    name: '35 kV 条山变电站',
    kind: 'substation',
    near: [-1700, -2000],
    landUseCode: '1303',
    owner: power,
    voltageKv: 35,
    capacity: [20, 'MVA'],
  },
  {
    name: '35 kV 振兴变电站',
    kind: 'substation',
    near: [-700, 1500],
    landUseCode: '1303',
    owner: power,
    voltageKv: 35,
    capacity: [31.5, 'MVA'],
  },
  {
    name: '开发区净水厂',
    kind: 'water_plant',
    near: [-1700, 2300],
    landUseCode: '1301',
    owner: water,
    capacity: [5, '万m³/d'],
  },
  {
    name: '东区加压泵站',
    kind: 'pumping_station',
    near: [1400, 600],
    landUseCode: '1301',
    owner: water,
    capacity: [2.4, '万m³/d'],
  },
  {
    name: '南环雨水泵站',
    kind: 'pumping_station',
    near: [-500, -2300],
    landUseCode: '1302',
    owner: drainage,
    capacity: [6.5, 'm³/s'],
  },
  {
    name: '运东渠污水提升泵站',
    kind: 'pumping_station',
    near: [-1000, -900],
    landUseCode: '1302',
    owner: drainage,
    capacity: [1.8, 'm³/s'],
  },
  {
    name: '开发区污水处理厂',
    kind: 'sewage_plant',
    near: [-200, -2500],
    landUseCode: '1302',
    owner: drainage,
    capacity: [4, '万m³/d'],
  },
  {
    name: '西区热力站',
    kind: 'heat_station',
    near: [-2300, -900],
    landUseCode: '1305',
    owner: heat,
    capacity: [58, 'MW'],
  },
  {
    name: '中区热力站',
    kind: 'heat_station',
    near: [-100, 100],
    landUseCode: '1305',
    owner: heat,
    capacity: [116, 'MW'],
  },
  {
    name: '北区热力站',
    kind: 'heat_station',
    near: [400, 1900],
    landUseCode: '1305',
    owner: heat,
    capacity: [58, 'MW'],
  },
  {
    name: '鑫源燃气门站',
    kind: 'gas_station',
    near: [700, -2000],
    landUseCode: '1304',
    owner: gas,
    capacity: [1.2, '万m³/h'],
  },
  {
    name: '振远调压站',
    kind: 'gas_station',
    near: [100, 900],
    landUseCode: '1304',
    owner: gas,
    capacity: [0.5, '万m³/h'],
  },
  { name: '文博通信枢纽', kind: 'telecom_hub', near: [-1900, -500], landUseCode: '1306', owner: telecom },
  { name: '机场大道汇聚机房', kind: 'telecom_hub', near: [-300, -1000], landUseCode: '1306', owner: telecom },
  { name: '空港数据机房', kind: 'telecom_hub', near: [1300, -2000], landUseCode: '1306', owner: telecom },
]

const useNames: Readonly<Record<string, string>> = {
  '1301': '供水用地',
  '1302': '排水用地',
  '1303': '供电用地',
  '1304': '供燃气用地',
  '1305': '供热用地',
  '1306': '通信用地',
}

export type SitedFacility = { spec: FacilitySpec; parcel: Parcel }

export function siteFacilities(parcels: Parcel[]): SitedFacility[] {
  const taken = new Set<Parcel>()
  return specs.map((spec) => {
    const parcel = parcels
      .filter((p) => p.fate === 'supplied' && p.drawnM2 < 26_000 && (p.batch ?? 0) < 20 && !taken.has(p))
      .reduce((best, p) => (distance(p.middle, spec.near) < distance(best.middle, spec.near) ? p : best))
    taken.add(parcel)
    return { spec, parcel }
  })
}

export const siteFor = ({ spec }: SitedFacility): Site => ({
  landUseCode: spec.landUseCode,
  useName: useNames[spec.landUseCode]!,
  holder: spec.owner,
})

export function writeFacilities(book: Book, desk: Desk, facilities: SitedFacility[]): void {
  facilities.forEach(({ spec, parcel }, i) => {
    book.enter(
      'facilities',
      desk.single('network'),
      {
        code: `SS-${String(i + 1).padStart(2, '0')}`,
        name: spec.name,
        kind: spec.kind,
        status: spec.status ?? 'in_service',
        voltage_kv: spec.voltageKv ?? null,
        capacity: spec.capacity?.[0] ?? null,
        capacity_unit: spec.capacity?.[1] ?? null,
        commissioned_on: `${2008 + (i % 8)}-10-01`,
        owner: spec.owner,
      },
      { geometry: { type: 'Point', coordinates: toPosition(parcel.middle) } },
    )
  })
}
