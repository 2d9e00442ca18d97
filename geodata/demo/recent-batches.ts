import { ellipsoidalAreaM2 } from '../geometry/ellipsoidal-area.ts'
import { roundTo } from '../geometry/units.ts'
import type { MultiPolygonGeometry } from '../model/geojson.ts'
import { clearLandItems } from '../rules/batch/batch-disposal.ts'
import { shareSupply } from '../rules/batch/batch-land.ts'
import type { Parcel } from './allotment.ts'
import type { Observed } from './conditions.ts'
import { observeBatch } from './conditions.ts'
import { cut } from './cutting.ts'
import { addDays, yearOf } from './dates.ts'
import { extent, loopAreaM2, mainDirection, outline, weave, withArea } from './fabric.ts'
import type { Loop, Point } from './plane.ts'
import type { Office } from './supplies.ts'
import { signContract } from './supplies.ts'
import type { DemoReference } from './types.ts'

/**
 * Approvals of the last years, told from the day of loading: one whose two years are nearly up, one whose are over, a
 * withdrawal prepared, one ready for supply, and two neighbours whose ledgers do not quite agree with the ground.
 */
type Story = 'soon' | 'over' | 'withdrawal' | 'ready' | 'west' | 'east'

type Plan = {
  story: Story
  /** Blocks of land in reserve, by place; the neighbours share one. */
  block: number
  approvedDaysAgo: number
  name: string
  condition: 'ready' | 'not_ready'
  cause: string | null
}

const TWO_YEARS = 730
const plans: readonly Plan[] = [
  {
    story: 'soon',
    block: 41,
    approvedDaysAgo: TWO_YEARS - 24,
    name: '城北产业园用地',
    condition: 'not_ready',
    cause: 'no_project',
  },
  {
    story: 'over',
    block: 155,
    approvedDaysAgo: TWO_YEARS + 41,
    name: '物流园二期用地',
    condition: 'not_ready',
    cause: 'no_project',
  },
  {
    story: 'withdrawal',
    block: 127,
    approvedDaysAgo: 1090,
    name: '东南片区用地',
    condition: 'not_ready',
    cause: 'planning',
  },
  {
    story: 'ready',
    block: 167,
    approvedDaysAgo: 400,
    name: '南部装备园用地',
    condition: 'ready',
    cause: null,
  },
  {
    story: 'west',
    block: 21,
    approvedDaysAgo: 620,
    name: '装备制造园西区用地',
    condition: 'ready',
    cause: null,
  },
  {
    story: 'east',
    block: 21,
    approvedDaysAgo: 560,
    name: '装备制造园东区用地',
    condition: 'ready',
    cause: null,
  },
]

const refOf = (story: Story): DemoReference => ({ $key: `batch-recent-${story}` })

/** The parcels of the block that the neighbours share, from the west; the middle one lies in both. */
const shared = (parcels: readonly Parcel[]) => {
  const own = parcels
    .filter(({ block, fate }) => block.index === 21 && fate === 'reserve')
    .toSorted((a, b) => a.middle[0] - b.middle[0])
  const middle = Math.floor(own.length / 2)
  return { west: own.slice(0, middle), both: own[middle]!, east: own.slice(middle + 1) }
}

export function recentBatchOf(parcels: readonly Parcel[]): (parcel: Parcel) => DemoReference | undefined {
  const { west, both, east } = shared(parcels)
  const byParcel = new Map<Parcel, DemoReference>()
  for (const parcel of [...west, both]) byParcel.set(parcel, refOf('west'))
  for (const parcel of east) byParcel.set(parcel, refOf('east'))
  for (const { story, block } of plans) {
    if (story === 'west' || story === 'east') continue
    for (const parcel of parcels)
      if (parcel.block.index === block && parcel.fate === 'reserve') byParcel.set(parcel, refOf(story))
  }
  return (parcel) => byParcel.get(parcel)
}

/** The two parts of a parcel on either side of its middle, the western first. */
function halves({ loop, middle }: Parcel): [Loop, Loop] {
  const along = mainDirection(loop)
  const across: Point = [-along[1], along[0]]
  const [low, high] = extent(loop, across)
  const reach = high - low + 1000
  const end = (sign: number): Point => [
    middle[0] + across[0] * sign * reach,
    middle[1] + across[1] * sign * reach,
  ]
  const parts = cut(loop, [end(-1), end(1)])
  const west = (part: Loop) => part.reduce((sum, point) => sum + point[0], 0) / part.length
  const [first, second] = parts.toSorted((a, b) => west(a) - west(b))
  return [first!, second!]
}

/** A front that the approval draws further out than the parcel was surveyed: the strip between is in no parcel. */
const drawnOut = (parcel: Parcel, byM2: number): Loop =>
  withArea(parcel.loop, parcel.front!.index, loopAreaM2(parcel.loop) + byM2)

const HOLE_M2 = 320
const SLIVER_M2 = 6

function boundaryOf({ story, block }: Plan, parcels: readonly Parcel[]): MultiPolygonGeometry {
  const { west, both, east } = shared(parcels)
  const [westHalf, eastHalf] = halves(both)
  const loopsOf = (list: readonly Parcel[]) => list.map(({ loop }) => loop)
  if (story === 'east')
    return outline(weave([eastHalf, ...loopsOf(east.slice(0, -1)), drawnOut(east.at(-1)!, SLIVER_M2)]))
  if (story === 'west')
    return outline(weave([drawnOut(west[0]!, HOLE_M2), ...loopsOf(west.slice(1)), westHalf]))
  return outline(
    parcels.filter((one) => one.block.index === block && one.fate === 'reserve').map(({ loop }) => loop),
  )
}

type Ordinals = Map<number, number>

/** Numbers that no batch of the published years has. */
function ordinalIn(ordinals: Ordinals, year: number): number {
  const next = (ordinals.get(year) ?? 4) + 1
  ordinals.set(year, next)
  return next
}

export function writeRecentBatches({ book, desk, today }: Office, parcels: readonly Parcel[]): void {
  const ordinals: Ordinals = new Map()
  plans.forEach((plan, index) => {
    const approvedOn = addDays(today, -plan.approvedDaysAgo)
    const year = yearOf(approvedOn)
    const ordinal = ordinalIn(ordinals, year)
    const number = `晋政地字〔${year}〕${310 + index * 9}号`
    const key = refOf(plan.story).$key
    const under = desk.approval(key, number, `关于运城示范开发区${plan.name}的批复（演示）`, approvedOn)
    const geometry = boundaryOf(plan, parcels)
    const declaredM2 = roundTo(ellipsoidalAreaM2(geometry) + 0.18, 2)
    book.enter(
      'approval-batches',
      under,
      {
        code: `PC-${year}-${ordinal}`,
        name: plan.name,
        approval_no: number,
        approved_on: approvedOn,
        authority: '山西省人民政府',
        kind: 'batch',
        declared_area_m2: declaredM2,
        declared_area_basis: 'approval',
        survey_method: 'surveyed',
        new_construction_m2: roundTo(declaredM2 * 0.94, 2),
        farmland_m2: roundTo(declaredM2 * 0.81, 2),
        expropriated_m2: roundTo(declaredM2 * 0.97, 2),
        condition: plan.condition,
        not_ready_cause: plan.cause,
      },
      { key, geometry },
    )
  })
}

const untouched = (today: string): Observed[] => [
  {
    item: 'in_use',
    holds: false,
    on: addDays(today, -38),
    documentNo: `运示核〔${yearOf(addDays(today, -38))}〕6号`,
  },
  {
    item: 'compensation_begun',
    holds: false,
    on: addDays(today, -38),
    documentNo: `运示核〔${yearOf(addDays(today, -38))}〕6号`,
  },
]

function prepared(today: string): Observed[] {
  const on = (days: number) => addDays(today, -days)
  return [
    {
      item: 'compensation_settled',
      holds: true,
      on: on(210),
      documentNo: `运示补〔${yearOf(on(210))}〕11号`,
    },
    { item: 'land_class_unchanged', holds: true, on: on(66), documentNo: `运示核〔${yearOf(on(66))}〕4号` },
    { item: 'plan_changed', holds: true, on: on(150), documentNo: `运政规函〔${yearOf(on(150))}〕23号` },
    { item: 'in_use', holds: false, on: on(66), documentNo: `运示核〔${yearOf(on(66))}〕4号` },
  ]
}

const cleared = (today: string): Observed[] =>
  clearLandItems.map((item, place) => {
    const on = addDays(today, -(300 - place * 31))
    return { item, holds: true, on, documentNo: `运示净〔${yearOf(on)}〕${40 + place}号` }
  })

/** What has become of them: called last, so that the earlier story stays as it was. */
export function tellRecentBatches(office: Office, parcels: readonly Parcel[]): void {
  const { today } = office
  const observed: Record<Story, Observed[]> = {
    soon: untouched(today),
    over: untouched(today),
    withdrawal: prepared(today),
    ready: cleared(today),
    west: cleared(today),
    east: cleared(today).slice(0, 4),
  }
  for (const { story } of plans) for (const one of observed[story]) observeBatch(office, refOf(story), one)
  supplyNeighbours(office, parcels)
}

type Entry = { kind: string; on: string; areaM2: number; supply?: DemoReference; documentNo?: string }

function enter({ book, desk }: Office, story: Story, { kind, on, areaM2, supply, documentNo }: Entry): void {
  book.enter(
    'batch-entries',
    desk.yearly(kind === 'supplied' ? 'supply' : 'unsupplied', on),
    {
      approval_batch_id: refOf(story),
      kind,
      entered_on: on,
      area_m2: areaM2,
      supply_id: supply ?? null,
      document_no: documentNo ?? null,
    },
    { effectiveOn: on },
  )
}

/** One contract over both, shared by area; one booked twice; an entry that names no land. */
function supplyNeighbours(office: Office, parcels: readonly Parcel[]): void {
  const { today } = office
  const { both, east } = shared(parcels)
  const [westHalf, eastHalf] = halves(both)
  const spanOn = addDays(today, -96)
  const span = signContract(office, both, {
    signedOn: spanOn,
    holder: '河东新材料装备有限公司（演示）',
    mode: 'listing',
    startOn: addDays(today, 140),
  })
  const [inWest, inEast] = shareSupply(both.declaredM2, [
    { batchId: 1, insideM2: loopAreaM2(westHalf) },
    { batchId: 2, insideM2: loopAreaM2(eastHalf) },
  ])
  enter(office, 'west', { kind: 'supplied', on: spanOn, areaM2: inWest!.insideM2, supply: span.supply })
  enter(office, 'east', { kind: 'supplied', on: spanOn, areaM2: inEast!.insideM2, supply: span.supply })
  const last = east.at(-1)!
  const soldOn = addDays(today, -188)
  const sold = signContract(office, last, {
    signedOn: soldOn,
    holder: '运城联合机械制造有限公司（演示）',
    mode: 'listing',
    startOn: addDays(today, 60),
  })
  for (const days of [0, 33])
    enter(office, 'east', {
      kind: 'supplied',
      on: addDays(soldOn, days),
      areaM2: last.declaredM2,
      supply: sold.supply,
    })
  const writtenOffOn = addDays(today, -57)
  const documentNo = `晋自然资函〔${yearOf(writtenOffOn)}〕118号`
  enter(office, 'west', { kind: 'written_off', on: writtenOffOn, areaM2: 126.4, documentNo })
}
