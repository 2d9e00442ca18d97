import { directedEdges, loopAreaM2, streetEdge } from './fabric.ts'
import type { Block, BlockUse } from './layout.ts'
import type { Loop, Point } from './plane.ts'
import { distance } from './plane.ts'
import { pointInside } from './ground.ts'
import type { Random } from './random.ts'

/**
 * What became of each parcel. The published groups (disposed, standard) are chosen so that their acreage comes
 * near the published one; acreage.ts closes the rest by moving street fronts a few centimetres.
 */
export type Fate =
  | 'reserve'
  | 'supplied'
  | 'standard'
  | 'unsupplied'
  | 'idle'
  | 'disposing-idle'
  | 'disposing-unsupplied'
  | 'disposed-idle'
  | 'disposed-unsupplied'

export type Parcel = {
  index: number
  code: string
  use: BlockUse
  loop: Loop
  middle: Point
  drawnM2: number
  /** The longest edge along a street, as the index of its first vertex; undefined for parcels without a front. */
  front: { index: number; lengthM: number } | undefined
  block: Block
  fate: Fate
  /** 0 to 29; undefined on land approved before 2009 or not yet approved. */
  batch: number | undefined
  /** Set by acreage.ts. */
  declaredM2: number
}

export const BATCH_COUNT = 30
/** Two approvals a year with four years of three, as the demonstration tells it: 2009 to 2022. */
const YEARS = [
  2009, 2009, 2010, 2010, 2011, 2011, 2011, 2012, 2012, 2013, 2013, 2013, 2014, 2014, 2015, 2015, 2016, 2016,
  2017, 2017, 2018, 2018, 2019, 2019, 2020, 2020, 2021, 2021, 2022, 2022,
] as const
export const batchYear = (batch: number): number => YEARS[batch]!

const DEVELOPED = 541
const BEFORE_2009 = 112
const OLD_CENTRE: Point = [-1300, -350]

/** Acreage wanted of each group, in m²; the published figures stand in acreage.ts. */
type Group = { fate: Fate; count: number; wantedM2: number; fits: (parcel: Parcel) => boolean }

const year = (parcel: Parcel) => (parcel.batch === undefined ? 2005 : batchYear(parcel.batch))
const works = (parcel: Parcel) =>
  parcel.use === 'industry' || parcel.use === 'logistics' || parcel.use === 'commerce'
const hasFront = (parcel: Parcel) => (parcel.front?.lengthM ?? 0) > 45
const mu = (value: number) => (value * 2000) / 3

const groups: readonly Group[] = [
  {
    fate: 'disposed-unsupplied',
    count: 46,
    wantedM2: mu(1952.98),
    fits: (p) => hasFront(p) && p.batch !== undefined && year(p) <= 2018 && p.drawnM2 > 9000,
  },
  {
    fate: 'disposed-idle',
    count: 18,
    wantedM2: mu(616.75),
    fits: (p) => hasFront(p) && works(p) && year(p) <= 2013,
  },
  {
    fate: 'standard',
    count: 7,
    wantedM2: mu(283.69),
    fits: (p) =>
      hasFront(p) && p.use === 'industry' && year(p) >= 2017 && p.drawnM2 > 14_000 && p.drawnM2 < 45_000,
  },
  {
    fate: 'unsupplied',
    count: 38,
    wantedM2: mu(789.2),
    fits: (p) => p.batch !== undefined && year(p) >= 2010,
  },
  {
    fate: 'idle',
    count: 11,
    wantedM2: mu(180.4),
    fits: (p) => works(p) && year(p) >= 2010 && year(p) <= 2019,
  },
  {
    fate: 'disposing-idle',
    count: 5,
    wantedM2: mu(138.6),
    fits: (p) => works(p) && year(p) >= 2010 && year(p) <= 2018,
  },
  { fate: 'disposing-unsupplied', count: 4, wantedM2: mu(118.2), fits: (p) => year(p) >= 2013 },
]

function gather(blocks: Block[]): Parcel[] {
  const parcels = blocks.flatMap((block) =>
    block.parcels.map((loop): Omit<Parcel, 'index' | 'code'> => {
      const others = directedEdges(block.parcels.filter((other) => other !== loop))
      const drawnM2 = loopAreaM2(loop)
      return {
        use: block.use,
        loop,
        middle: pointInside(loop),
        drawnM2,
        front: streetEdge(loop, others),
        block,
        fate: 'reserve',
        batch: undefined,
        declaredM2: drawnM2,
      }
    }),
  )
  return parcels.map((parcel, i) => ({ ...parcel, index: i, code: `KF-${String(i + 1).padStart(3, '0')}` }))
}

/** The order in which the zone grew: outward from the old crossing, the near blocks together. */
function inOrderOfGrowth(parcels: Parcel[]): Parcel[] {
  const left = new Map<Block, Parcel[]>()
  for (const parcel of parcels) {
    if (parcel.use === 'reserve') continue
    left.set(parcel.block, [...(left.get(parcel.block) ?? []), parcel])
  }
  const out: Parcel[] = []
  let seed = OLD_CENTRE
  let since = 0
  while (left.size > 0) {
    const from = since > 16 ? OLD_CENTRE : seed
    const block = [...left.keys()].sort((a, b) => distance(a.middle, from) - distance(b.middle, from))[0]!
    if (since > 16) since = 0
    if (since === 0) seed = block.middle
    out.push(...left.get(block)!)
    since += left.get(block)!.length
    left.delete(block)
  }
  return out
}

function giveBatches(grown: Parcel[], random: Random): void {
  const approved = grown.slice(BEFORE_2009, DEVELOPED)
  const bounds = Array.from({ length: BATCH_COUNT - 1 }, (_, i) =>
    Math.round(((i + 1 + random.between(-0.28, 0.28)) * approved.length) / BATCH_COUNT),
  )
  approved.forEach((parcel, i) => (parcel.batch = bounds.filter((bound) => bound <= i).length))
  for (const parcel of grown.slice(0, DEVELOPED)) parcel.fate = 'supplied'
}

/** Picks parcels of the wanted number whose acreage comes near the wanted total, by swapping while it helps. */
function chooseForTotal(candidates: Parcel[], group: Group, random: Random): Parcel[] {
  const order = random.shuffled(candidates)
  let off = order.slice(0, group.count).reduce((sum, p) => sum + p.drawnM2, 0) - group.wantedM2
  for (let round = 0; round < 60_000 && Math.abs(off) > group.count * 3; round++) {
    const i = random.integer(0, group.count - 1)
    const j = random.integer(group.count, order.length - 1)
    const change = order[j]!.drawnM2 - order[i]!.drawnM2
    if (Math.abs(off + change) >= Math.abs(off)) continue
    off += change
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order.slice(0, group.count)
}

/** At most a few of a block, so that no block is all of one kind. */
function spread(candidates: Parcel[], random: Random): Parcel[] {
  const taken = new Map<Block, number>()
  return random.shuffled(candidates).filter(({ block }) => {
    const count = (taken.get(block) ?? 0) + 1
    taken.set(block, count)
    return count <= 5
  })
}

export function allot(blocks: Block[], random: Random): Parcel[] {
  const parcels = gather(blocks)
  const grown = inOrderOfGrowth(parcels)
  giveBatches(grown, random)
  for (const group of groups) {
    const free = grown.filter((parcel) => parcel.fate === 'supplied' && group.fits(parcel))
    for (const parcel of chooseForTotal(spread(free, random), group, random)) parcel.fate = group.fate
  }
  return parcels
}
