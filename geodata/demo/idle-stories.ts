import type { Parcel } from './allotment.ts'
import {
  askedHearing,
  askedHolder,
  determinedMoves,
  disposingMoves,
  extendedMoves,
  leftAlone,
  readyMoves,
  recoveredMoves,
  reopened,
  servedAgain,
} from './case-stories.ts'
import type { Move } from './cases.ts'
import { workCase } from './cases.ts'
import { addDays, yearOf } from './dates.ts'
import { remediate } from './remediations.ts'
import type { Paths } from './paths.ts'
import type { Contract, Office } from './supplies.ts'
import { agreeStart, build, buildAndStop, ordinarySigning, signContract } from './supplies.ts'

/** 闲置土地: found by the rule alone, under investigation, on a path of disposal, and disposed of. */
const PUBLISHED_UNTIL = '2022-09-10'
/** 《闲置土地处置办法》 in force. */
const RULE_SINCE = '2012-07-01'

/** Days from today: how long ago the works should have begun, and when the open step falls due. */
const SUSPECTED = [-395, -520, -760] as const
const INVESTIGATED: readonly (readonly [startDays: number, dueDays: number, cause: string])[] = [
  [-610, 120, 'government'],
  [-450, 20, 'enterprise'],
  [-830, 6, 'mixed'],
  [-560, -4, 'judicial_seizure'],
  [-980, -30, 'force_majeure'],
]
const SUSPENDED: readonly (readonly [stoppedDays: number, dueDays: number])[] = [
  [-460, 95],
  [-640, 14],
  [-910, -12],
]

/** The first suspected parcel is known to the rule alone; the others have a case. */
const suspectedMoves: readonly (readonly Move[] | undefined)[] = [undefined, leftAlone, askedHolder]

/** A contract whose agreed start lies so many days from today. */
function lateContract(office: Office, parcel: Parcel, startDays: number): Contract {
  const signedOn = addDays(office.today, startDays - 320)
  return signContract(office, parcel, { signedOn, startOn: addDays(office.today, startDays) })
}

function pause(office: Office, contract: Contract, fromOn: string, toOn: string | null, cause: string): void {
  office.book.enter(
    'pauses',
    office.desk.yearly('idle', fromOn),
    { supply_id: contract.supply, from_on: fromOn, to_on: toOn, cause, document_no: null },
    { effectiveOn: fromOn },
  )
}

const pauseCauses: Readonly<Record<string, string>> = { government: 'g1', mixed: 'g2', force_majeure: 'g7' }

function tellInvestigated(office: Office, parcel: Parcel, at: number): void {
  const [startDays, dueDays, cause] = INVESTIGATED[at]!
  const contract = lateContract(office, parcel, startDays)
  const pauseCause = pauseCauses[cause]
  if (pauseCause) {
    const from = addDays(contract.startOn, -20)
    pause(office, contract, from, at === 0 ? null : addDays(from, 90), pauseCause)
  }
  const foundDays = Math.min(dueDays, 0) - 24 - at * 6
  const dueOn = addDays(office.today, dueDays)
  workCase(office, parcel, contract, investigatedMoves(at, foundDays, cause), { due_on: dueOn })
}

/** How far the cases of the investigated parcels have come. */
function investigatedMoves(at: number, on: number, cause: string): Move[] {
  switch (at) {
    case 0:
      return determinedMoves(on, cause)
    case 1:
      return readyMoves(on, at, cause).slice(0, -1)
    case 2:
      return servedAgain(readyMoves(on, at, cause))
    case 3:
      return askedHearing(on, at, cause)
    default:
      return readyMoves(on, at, cause)
  }
}

export function tellIdle(office: Office, parcels: Parcel[]): void {
  parcels.forEach((parcel, i) => {
    if (i < SUSPECTED.length) {
      const suspected = lateContract(office, parcel, SUSPECTED[i]!)
      const moves = suspectedMoves[i]
      if (moves) workCase(office, parcel, suspected, moves)
      return
    }
    const investigated = i - SUSPECTED.length
    if (investigated < INVESTIGATED.length) {
      tellInvestigated(office, parcel, investigated)
      return
    }
    const at = investigated - INVESTIGATED.length
    const [stoppedDays, dueDays] = SUSPENDED[at]!
    const suspendedOn = addDays(office.today, stoppedDays)
    const contract = lateContract(office, parcel, stoppedDays - 420)
    buildAndStop(office, parcel, contract, suspendedOn)
    const foundDays = -70 - i
    const moves =
      at === 1
        ? reopened(foundDays, i, 'enterprise')
        : readyMoves(foundDays, i, 'enterprise').slice(0, 5 + at)
    workCase(office, parcel, contract, moves, {
      due_on: addDays(office.today, dueDays),
      remarks: '已动工，开发面积不足三分之一，中止开发满一年',
    })
  })
}

/** Special bonds buy back only land that was supplied until 7 November 2024 (自然资发〔2025〕45号). */
const BOND_STARTS_UNTIL = '2025-08-01'

function disposingStart({ today }: Office, path: string): string {
  if (path === 'recovery') return addDays(today, -1100)
  const usual = addDays(today, -620)
  return path === 'bond_buyback' && usual > BOND_STARTS_UNTIL ? BOND_STARTS_UNTIL : usual
}

export function tellDisposingIdle(office: Office, parcels: Parcel[], paths: Paths): void {
  parcels.forEach((parcel, i) => {
    const path = paths.get(parcel)!
    const startOn = disposingStart(office, path)
    const contract = signContract(office, parcel, { signedOn: addDays(startOn, -320), startOn })
    workCase(office, parcel, contract, disposingMoves(path, office.today), {
      document_no: `运示闲办〔${yearOf(office.today)}〕${i + 2}号`,
    })
  })
}

/** Paths that set the agreed start anew, with the cause under which the new start is agreed. */
const restarts: Readonly<Record<string, string>> = {
  extension: 'extension',
  change_of_use: 'change_of_use',
  temporary_use: 'temporary_use',
  exchange: 'exchange',
}

const idleCauses: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(restarts).map((path) => [path, 'government'])),
  paid_recovery: 'mixed',
}

function afterwards(
  office: Office,
  parcel: Parcel,
  path: string,
  contract: Contract,
  { disposedOn, isAgreed }: { disposedOn: string; isAgreed: boolean },
): void {
  const again = { ...contract, startOn: addDays(disposedOn, 150), completionOn: addDays(disposedOn, 800) }
  const cause = restarts[path]
  if (cause && !isAgreed)
    agreeStart(office, again, {
      setOn: disposedOn,
      cause,
      documentNo: `运示补协〔${yearOf(disposedOn)}〕6号`,
    })
  if (path === 'start') again.startOn = addDays(disposedOn, -200)
  build(office, parcel, again)
}

type History = { startOn: string; foundOn: string; disposedOn: string }

/** The steps of those disposals of the past that have a case; the older ones are in the book of remediations only. */
function toldAsCase(path: string, { startOn, foundOn, disposedOn }: History): Move[] | undefined {
  const isUnderOrder = foundOn > addDays(RULE_SINCE, 90)
  if (path === 'extension' && isUnderOrder)
    return extendedMoves(foundOn, disposedOn, addDays(disposedOn, 800))
  const isRecoverable = addDays(disposedOn, -30) > addDays(startOn, 735)
  return path === 'recovery' && isUnderOrder && isRecoverable
    ? recoveredMoves(foundOn, disposedOn)
    : undefined
}

export function tellDisposedIdle(office: Office, parcels: Parcel[], paths: Paths): void {
  const { random } = office
  parcels.forEach((parcel, i) => {
    const path = paths.get(parcel)!
    const isRecovered = path === 'recovery' || path === 'paid_recovery'
    const ordinary = ordinarySigning(office, parcel)
    const signedOn = ordinary < '2015-06-01' ? ordinary : addDays('2014-03-01', random.integer(0, 400))
    const startOn = addDays(signedOn, random.integer(240, 340))
    const seen = addDays(startOn, random.integer(380, 1200))
    const foundOn = seen > RULE_SINCE ? seen : addDays(RULE_SINCE, random.integer(20, 2200))
    const later = addDays(foundOn, random.integer(150, 900))
    const disposedOn = later < PUBLISHED_UNTIL ? later : addDays(PUBLISHED_UNTIL, -random.integer(20, 260))
    const first = {
      signedOn,
      startOn,
      ...(isRecovered && { endedOn: disposedOn, holder: '原使用权人（演示）' }),
    }
    const contract = signContract(office, parcel, first)
    if (idleCauses[path]) pause(office, contract, startOn, addDays(startOn, 200), 'g2')
    const documentNo = `运示闲办〔${yearOf(disposedOn)}〕${20 + i}号`
    const moves = toldAsCase(path, { startOn, foundOn, disposedOn })
    if (moves) {
      const more = { document_no: documentNo, due_on: addDays(foundOn, 365) }
      workCase(office, parcel, contract, moves, more)
    } else {
      remediate(office, parcel, {
        kind: 'idle',
        foundOn,
        cause: idleCauses[path] ?? 'enterprise',
        path,
        startedOn: addDays(foundOn, 60),
        dueOn: addDays(foundOn, 365),
        disposedOn,
        filedOn: addDays(foundOn, 40),
        documentNo,
      })
    }
    if (!isRecovered) {
      afterwards(office, parcel, path, contract, { disposedOn, isAgreed: moves !== undefined })
      return
    }
    const again = signContract(office, parcel, { signedOn: addDays(disposedOn, 90), isAgain: true })
    build(office, parcel, again)
  })
}
