import { roundTo } from '../geometry/units.ts'
import type { Fate, Parcel } from './allotment.ts'
import { loopAreaM2, withArea } from './fabric.ts'
import type { Random } from './random.ts'

/**
 * The published acreage, in hundredths of a 亩 (design.md §5). Documents of these groups state 亩 with two
 * decimals, so the sum holds in print as well as in the rows.
 */
const publishedHundredths: readonly (readonly [Fate, number])[] = [
  ['disposed-unsupplied', 195_298],
  ['disposed-idle', 61_675],
  ['standard', 28_369],
]

const M2_PER_HUNDREDTH = 20 / 3
/** The table holds four decimals of m². */
const stored = (areaM2: number) => roundTo(areaM2, 4)

/** Whole hundredths of a 亩 for each parcel, near what is drawn, that add up to the published figure. */
function shareOut(parcels: Parcel[], hundredths: number): number[] {
  const shares = parcels.map((parcel) => Math.round(parcel.drawnM2 / M2_PER_HUNDREDTH))
  let rest = hundredths - shares.reduce((sum, share) => sum + share, 0)
  const step = Math.sign(rest)
  for (let i = 0; rest !== 0; i = (i + 1) % shares.length) {
    shares[i] = shares[i]! + step
    rest -= step
  }
  return shares
}

function closePublished(parcels: Parcel[]): void {
  for (const [fate, hundredths] of publishedHundredths) {
    const group = parcels.filter((parcel) => parcel.fate === fate)
    let before = 0
    shareOut(group, hundredths).forEach((share, i) => {
      const parcel = group[i]!
      parcel.loop = withArea(parcel.loop, parcel.front!.index, share * M2_PER_HUNDREDTH)
      parcel.drawnM2 = loopAreaM2(parcel.loop)
      // Rounded as a running total, so that four decimals lose nothing of the sum.
      parcel.declaredM2 = stored(
        stored((before + share) * M2_PER_HUNDREDTH) - stored(before * M2_PER_HUNDREDTH),
      )
      before += share
    })
  }
}

/**
 * Other documents state m² with two decimals and differ from the drawing by a few square decimetres, as
 * surveys do; within a batch the differences keep cancelling, so that its total is met as well.
 */
export function declareAcreage(parcels: Parcel[], random: Random): void {
  closePublished(parcels)
  const published = new Set(publishedHundredths.map(([fate]) => fate))
  const off = new Map<number | undefined, number>()
  for (const parcel of parcels) {
    const so = off.get(parcel.batch) ?? 0
    if (!published.has(parcel.fate)) {
      const difference = random.between(0.02, 0.34) * (so > 0 ? -1 : 1)
      parcel.declaredM2 = roundTo(parcel.drawnM2 + difference, 2)
    }
    off.set(parcel.batch, so + parcel.declaredM2 - parcel.drawnM2)
  }
}
