import { subdivide, weave } from './fabric.ts'
import { nearEdge, pointInside } from './ground.ts'
import type { Loop, Point } from './plane.ts'
import { distance, isInside } from './plane.ts'
import type { Random } from './random.ts'

/** What stands where: the use of each block, and the parcels into which the used ones are divided. */
export type BlockUse =
  | 'industry'
  | 'logistics'
  | 'housing'
  | 'commerce'
  | 'public'
  | 'reserve'
  | 'village'
  | 'farmland'
  | 'park'

export type Block = { index: number; loop: Loop; middle: Point; use: BlockUse; name: string; parcels: Loop[] }

const villages: readonly (readonly [string, Point])[] = [
  ['李家营村', [-3380, 1600]],
  ['上郭村', [-3300, -700]],
  ['南曲村', [-2700, -2750]],
  ['寺坡村', [1400, -2620]],
  ['东庄村', [3420, 700]],
  ['北贾村', [3300, 2300]],
  ['杨坡村', [-1100, 2800]],
  ['下马村', [3000, -2100]],
]

const parks: readonly (readonly [string, Point])[] = [
  ['运东渠公园', [-1000, 900]],
  ['学苑公园', [-2280, -50]],
  ['工业文化公园', [900, 400]],
  ['东湖湿地公园', [2500, -1000]],
  ['站前绿地', [-150, -1400]],
]

const farmland: readonly Point[] = [
  [-3350, 400],
  [-3200, 2000],
  [-2600, 2000],
  [3500, -300],
  [2000, 2850],
  [-3300, -2000],
  [-900, -2900],
  [2600, -2600],
]

const named = (list: readonly (readonly [string, Point])[], loop: Loop) =>
  list.find(([, point]) => isInside(point, loop))?.[0]

function useAt([u, v]: Point, random: Random): BlockUse {
  if (u < -1500 && v > -1250 && v < 1150) {
    if (u < -2600) return random.chance(0.6) ? 'public' : 'housing'
    if (Math.abs(v + 255) < 420) return random.chance(0.65) ? 'commerce' : 'housing'
    return random.chance(0.75) ? 'housing' : 'public'
  }
  if (distance([u, v], [-640, -250]) < 560) return random.chance(0.5) ? 'commerce' : 'industry'
  if (v < -1280 && v > -1900 && u > -2600) return 'logistics'
  if (
    u > 2260 ||
    (u > 1760 && v < 1100 && v > -700) ||
    v > 2560 ||
    v < -2700 ||
    u < -3120 ||
    (v > 2080 && u > 1150)
  )
    return 'reserve'
  return random.chance(0.06) ? 'public' : 'industry'
}

/** Wanted size of a parcel, in m²: works lie beside workshops, so the sizes of a zone spread widely. */
function target(use: BlockUse, random: Random): number {
  const hectares: Partial<Record<BlockUse, readonly number[]>> = {
    industry: [1.2, 1.7, 2.2, 2.7, 3.2, 3.8, 4.5, 5.5, 7, 9],
    logistics: [3, 4, 6],
    housing: [3, 4, 5.5],
    commerce: [1.4, 1.8, 2.4],
    public: [4, 6, 9],
    reserve: [6, 8, 11, 14],
  }
  return random.pick(hectares[use] ?? [8]) * 10_000
}

function classify(loop: Loop, random: Random): { use: BlockUse; name: string } {
  const village = named(villages, loop)
  if (village) return { use: 'village', name: village }
  const park = named(parks, loop)
  if (park) return { use: 'park', name: park }
  if (farmland.some((point) => isInside(point, loop))) return { use: 'farmland', name: '' }
  const middle = pointInside(loop)
  const use = useAt(middle, random)
  return { use: nearEdge(middle) < 260 && use === 'industry' ? 'reserve' : use, name: '' }
}

/** The blocks in reading order (rows from the north, each from the west), with their parcels. */
export function layOut(loops: Loop[], random: Random): Block[] {
  const inOrder = loops
    .map((loop) => ({ loop, middle: pointInside(loop) }))
    .sort((a, b) => rowOf(a.middle) - rowOf(b.middle) || a.middle[0] - b.middle[0])
  return inOrder.map(({ loop, middle }, index) => {
    const { use, name } = classify(loop, random)
    const isDivided = use !== 'village' && use !== 'farmland' && use !== 'park'
    const parcels = isDivided ? weave(inOrderOfReading(subdivide(loop, target(use, random), random))) : []
    return { index, loop, middle, use, name, parcels }
  })
}

const rowOf = (point: Point) => -Math.round(point[1] / 480)

const inOrderOfReading = (parts: Loop[]) =>
  parts
    .map((part) => ({ part, at: pointInside(part) }))
    .sort((a, b) => Math.round((b.at[1] - a.at[1]) / 90) || a.at[0] - b.at[0])
    .map(({ part }) => part)
