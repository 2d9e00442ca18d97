import type { Fate, Parcel } from './allotment.ts'
import { addDays } from './dates.ts'
import type { Contract, Office } from './supplies.ts'
import { batchOf, build, ordinarySigning, signContract } from './supplies.ts'
import type { Paths } from './paths.ts'
import { foundNotIdle } from './case-stories.ts'
import { workCase } from './cases.ts'
import { tellIdle, tellDisposedIdle, tellDisposingIdle } from './idle-stories.ts'
import { tellDisposedUnsupplied, tellDisposingUnsupplied, tellUnsupplied } from './unsupplied-stories.ts'

/** Days from today until the agreed start of contracts whose works have not begun: late, near and far ones. */
const OPEN_STARTS = [-340, -331, -290, -200, -120, -60, -20, -5, 8, 25, 40, 75, 120, 200, 260, 330] as const

/** One of them was reported and found not to be idle. */
const REPORTED_START = -331

function tellSupplied(office: Office, parcels: Parcel[]): void {
  const recent = new Set(parcels.filter((parcel) => (parcel.batch ?? 0) >= 24).slice(-OPEN_STARTS.length))
  let next = 0
  for (const parcel of parcels) {
    if (!recent.has(parcel)) {
      build(office, parcel, signContract(office, parcel, { signedOn: ordinarySigning(office, parcel) }))
      continue
    }
    const days = OPEN_STARTS[next++]!
    const signedOn = addDays(office.today, Math.min(days - 300, -15))
    const startOn = addDays(office.today, days)
    const contract = signContract(office, parcel, { signedOn, startOn, handedOver: days < 200 })
    if (days === REPORTED_START) workCase(office, parcel, contract, foundNotIdle)
  }
}

const standardForms = ['full_term', 'flexible_term', 'lease_then_sale', 'full_term'] as const

function tellStandard(office: Office, parcels: Parcel[]): Map<Parcel, Contract> {
  return new Map(
    parcels.map((parcel, i): [Parcel, Contract] => {
      const approvedOn = batchOf(office, parcel)!.approvedOn
      const soon = addDays(approvedOn, office.random.integer(60, 150))
      const signedOn = soon > '2020-04-01' ? soon : addDays('2020-04-10', office.random.integer(0, 700))
      const standard = {
        agreementNo: `YS-BZD-${signedOn.slice(0, 4)}-${String(i + 1).padStart(2, '0')}`,
        form: standardForms[i % standardForms.length]!,
      }
      const contract = signContract(office, parcel, { signedOn, mode: 'listing', standard })
      build(office, parcel, contract, i < 4)
      return [parcel, contract]
    }),
  )
}

/**
 * What happened on each parcel, from approval to today. Published history ends in 2022; only what is still
 * open is told relative to the day on which the demonstration is loaded. Enters the facts of all parcels; gives the contracts of standard land, whose indicators follow.
 */
export function tellStories(office: Office, parcels: Parcel[], paths: Paths): Map<Parcel, Contract> {
  const of = (fate: Fate) => parcels.filter((parcel) => parcel.fate === fate)
  tellSupplied(office, of('supplied'))
  const standard = tellStandard(office, of('standard'))
  tellUnsupplied(office, of('unsupplied'))
  tellDisposingUnsupplied(office, of('disposing-unsupplied'), paths)
  tellDisposedUnsupplied(office, of('disposed-unsupplied'), paths)
  tellIdle(office, of('idle'))
  tellDisposingIdle(office, of('disposing-idle'), paths)
  tellDisposedIdle(office, of('disposed-idle'), paths)
  return standard
}
