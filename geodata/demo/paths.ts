import type { Fate, Parcel } from './allotment.ts'
import type { Random } from './random.ts'

/** How each parcel that is or was disposed of goes, as `remediation.path` names it. */
export type Paths = Map<Parcel, string>

/** Disposal paths, in the order in which the parcels of a group take them. */
export function choosePaths(parcels: Parcel[], random: Random): Paths {
  const paths: Partial<Record<Fate, readonly (readonly [string, number])[]>> = {
    'disposed-unsupplied': [
      ['supply', 28],
      ['formalities', 7],
      ['withdrawal', 5],
      ['lapse', 4],
      ['other', 2],
    ],
    'disposed-idle': [
      ['start', 5],
      ['extension', 3],
      ['change_of_use', 2],
      ['temporary_use', 1],
      ['exchange', 1],
      ['paid_recovery', 2],
      ['recovery', 2],
      ['fee', 2],
    ],
    'disposing-idle': [
      ['fee', 1],
      ['recovery', 1],
      ['extension', 1],
      ['change_of_use', 1],
      ['bond_buyback', 1],
    ],
    'disposing-unsupplied': [
      ['supply', 1],
      ['withdrawal', 1],
      ['formalities', 1],
      ['lapse', 1],
    ],
  }
  return new Map(
    Object.entries(paths).flatMap(([fate, shares]) => {
      const ways = shares.flatMap(([path, count]) => Array.from({ length: count }, () => path))
      const group = random.shuffled(parcels.filter((parcel) => parcel.fate === fate))
      return group.map((parcel, i): [Parcel, string] => [parcel, ways[i]!])
    }),
  )
}
