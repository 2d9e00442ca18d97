import type { Parcel } from './allotment.ts'
import { addDays, yearOf } from './dates.ts'
import { remediate } from './remediations.ts'
import type { Paths } from './paths.ts'
import type { Office } from './supplies.ts'
import { batchOf, build, enterInBatch, signContract } from './supplies.ts'

/** 批而未供: land still to be supplied, on its way, and disposed of. */
const PUBLISHED_UNTIL = '2022-09-10'

/** Days from today until the task of a parcel falls due; without one, no task has been set yet. */
const OPEN_DUE = [210, 150, 118, 96, 80, 62, 45, 28, 20, 12, 5, 1, -2, -10, -25, -60] as const
const DISPOSING_DUE = [100, 18, -6, 45] as const

export function tellUnsupplied(office: Office, parcels: Parcel[]): void {
  parcels.forEach((parcel, i) => {
    const days = OPEN_DUE[i]
    if (days === undefined) return
    const foundOn = addDays(office.today, -40 - i * 13)
    remediate(office, parcel, { kind: 'unsupplied', foundOn, dueOn: addDays(office.today, days) })
  })
}

export function tellDisposingUnsupplied(office: Office, parcels: Parcel[], paths: Paths): void {
  parcels.forEach((parcel, i) => {
    remediate(office, parcel, {
      kind: 'unsupplied',
      foundOn: addDays(office.today, -320 - i * 20),
      path: paths.get(parcel)!,
      startedOn: addDays(office.today, -90 - i * 11),
      dueOn: addDays(office.today, DISPOSING_DUE[i]!),
      documentNo: `运示批办〔${yearOf(office.today)}〕${i + 3}号`,
    })
  })
}

/** The ledger of the batch names the same act in its own words. */
const ledgerKinds: Readonly<Record<string, string>> = {
  withdrawal: 'withdrawn',
  lapse: 'lapsed',
  other: 'written_off',
}

/** Whether somebody holds the land after the disposal. */
export const isSuppliedBy = (path: string): boolean => !(path in ledgerKinds)

export function tellDisposedUnsupplied(office: Office, parcels: Parcel[], paths: Paths): void {
  const { random } = office
  parcels.forEach((parcel, i) => {
    const path = paths.get(parcel)!
    const approvedOn = batchOf(office, parcel)!.approvedOn
    const seen = addDays(approvedOn, random.integer(420, 1400))
    const foundOn = seen < '2020-12-31' ? seen : addDays('2020-03-01', random.integer(0, 200))
    const later = addDays(foundOn, random.integer(120, 1100))
    const disposedOn = later < PUBLISHED_UNTIL ? later : addDays(PUBLISHED_UNTIL, -random.integer(0, 240))
    const documentNo = `运示批办〔${yearOf(disposedOn)}〕${10 + i}号`
    remediate(office, parcel, {
      kind: 'unsupplied',
      foundOn,
      path,
      startedOn: addDays(foundOn, 45),
      dueOn: addDays(disposedOn, random.integer(-20, 120)),
      disposedOn,
      documentNo,
    })
    if (!isSuppliedBy(path)) {
      enterInBatch(office, parcel, { kind: ledgerKinds[path]!, on: disposedOn, documentNo })
      return
    }
    const mode = path === 'formalities' ? 'allocation' : undefined
    build(office, parcel, signContract(office, parcel, { signedOn: disposedOn, mode }))
  })
}
