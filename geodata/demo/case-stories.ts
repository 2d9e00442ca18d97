import type { StepValues } from '../rules/case/case-state.ts'
import type { Move } from './cases.ts'
import { addDays } from './dates.ts'

/** What happened in the cases of the demonstration, relative to today or to the days of a parcel's own history. */
const paper = (mark: string, serial: number): string => `运示${mark}〔示范〕${serial}号`
const portal = '开发区门户网站“闲置土地”专栏'

const causeItems: Readonly<Record<string, string>> = { government: 'g1', mixed: 'g2', force_majeure: 'g7' }

/** From the clue to the determination; `on` is the day of the determination. */
export function determinedMoves(on: number, cause: string, more: StepValues = {}): Move[] {
  const item = causeItems[cause]
  return [
    { step: 'clue', on: on - 62, values: { source: 'rule' } },
    { step: 'investigation_notice', on: on - 46 },
    {
      step: 'statement',
      on: on - 21,
      values: { claimedCause: cause, summary: '已书面说明开发建设状况并提交佐证材料' },
    },
    { step: 'determination', on, values: { cause, ...(item && { art8Item: item }), ...more } },
  ]
}

const published = (on: number): Move => ({
  step: 'publication',
  on,
  values: { place: portal, notifiedBody: '开发区规划建设部' },
})
const filed = (on: number, serial: number): Move => ({
  step: 'filing',
  on,
  values: { filingNo: `1408002026X${String(serial).padStart(4, '0')}` },
})

export const readyMoves = (on: number, serial: number, cause: string, more: StepValues = {}): Move[] => [
  ...determinedMoves(on, cause, more),
  published(on + 4),
  filed(on + 9, serial),
]

/** A clue that nobody has followed up: the notice is overdue. */
export const leftAlone: readonly Move[] = [{ step: 'clue', on: -44, values: { source: 'satellite' } }]

/** The holder has been asked and may still explain. */
export const askedHolder: readonly Move[] = [
  { step: 'clue', on: -25, values: { source: 'patrol' }, note: '巡查发现围挡内无施工迹象' },
  { step: 'investigation_notice', on: -12 },
]

export const foundNotIdle: readonly Move[] = [
  { step: 'clue', on: -22, values: { source: 'report' } },
  { step: 'investigation_notice', on: -15 },
  { step: 'not_idle', on: -4, values: { reason: '约定动工之日起未满一年，不构成闲置土地' } },
]

/** The first notice went to a former address and was served again. */
export function servedAgain(moves: readonly Move[]): Move[] {
  return moves.flatMap((move) =>
    move.step === 'investigation_notice'
      ? [{ ...move, on: Number(move.on) - 6, voidedFor: '送达地址有误，重新送达' }, move]
      : [move],
  )
}

/** A hearing on the fee has been asked for and is still to be called. */
export const askedHearing = (on: number, serial: number, cause: string): Move[] => [
  ...readyMoves(on, serial, cause),
  { step: 'hearing_notice', on: -8, values: { measure: 'fee' } },
  { step: 'hearing_request', on: -5 },
]

/** An earlier round ended with “not idle”; a year later the works lay still. */
export const reopened = (on: number, serial: number, cause: string): Move[] => [
  { step: 'clue', on: -560, values: { source: 'report' } },
  { step: 'investigation_notice', on: -545 },
  { step: 'not_idle', on: -520, values: { reason: '已动工开发，中止开发建设未满一年' } },
  { step: 'closure', on: -515 },
  { step: 'reopening', on: on - 62, values: { reason: '中止开发建设已满一年，重新立案' } },
  ...readyMoves(on, serial, cause).slice(1),
]

/** Measures that are being carried out, by the path of the parcel. */
export function disposingMoves(path: string, today: string): Move[] {
  const day = (days: number): string => addDays(today, days)
  switch (path) {
    case 'fee':
      return [
        ...readyMoves(-160, 21, 'enterprise'),
        { step: 'hearing_notice', on: -80, values: { measure: 'fee' } },
        { step: 'fee', on: -52, values: { approvalNo: paper('政', 12) } },
      ]
    case 'recovery':
      return [
        ...readyMoves(-150, 22, 'enterprise'),
        { step: 'hearing_notice', on: -70, values: { measure: 'recovery' } },
        { step: 'recovery', on: -24, values: { approvalNo: paper('政', 15) } },
      ]
    case 'extension':
      return [
        ...readyMoves(-200, 23, 'government'),
        {
          step: 'extension',
          on: -40,
          values: { approvalNo: paper('政', 17), newStartOn: day(150), newCompletionOn: day(800) },
        },
      ]
    case 'change_of_use':
      return [
        ...readyMoves(-222, 24, 'government'),
        {
          step: 'change_of_use',
          on: -110,
          values: {
            approvalNo: paper('政', 18),
            newStartOn: day(-9),
            newUse: '由物流仓储调整为工业，容积率不低于 1.2',
            isMortgaged: false,
          },
        },
      ]
    default:
      return [
        ...readyMoves(-180, 25, 'enterprise'),
        {
          step: 'bond_buyback',
          on: -30,
          values: {
            appraiser: '某不动产评估有限公司（演示）',
            appraisalWan: 1_480,
            enterpriseCostWan: 1_392,
            finalWan: 1_350,
            collectiveDecisionNo: paper('纪', 9),
            publicityFrom: day(-60),
            publicityTo: day(-45),
            confirmationNo: paper('政', 20),
            payUntil: day(25),
            bondBatch: '土储专项债第二批',
          },
        },
      ]
  }
}

/** A case of the past: found, extended, and closed when the new start was agreed. */
export const extendedMoves = (foundOn: string, disposedOn: string, newCompletionOn: string): Move[] => [
  { step: 'clue', on: addDays(foundOn, -62), values: { source: 'patrol' } },
  { step: 'investigation_notice', on: addDays(foundOn, -46) },
  { step: 'statement', on: addDays(foundOn, -21), values: { claimedCause: 'government' } },
  {
    step: 'determination',
    on: foundOn,
    values: { cause: 'government', art8Item: 'g2' },
  },
  { step: 'publication', on: addDays(foundOn, 6), values: { place: portal, notifiedBody: '市规划局' } },
  { step: 'filing', on: addDays(foundOn, 40), values: { filingNo: `140800${foundOn.slice(0, 4)}X0007` } },
  {
    step: 'extension',
    on: disposedOn,
    values: {
      approvalNo: `运示政〔${disposedOn.slice(0, 4)}〕6号`,
      newStartOn: addDays(disposedOn, 150),
      newCompletionOn,
    },
  },
  { step: 'closure', on: disposedOn },
]

/** A case of the past: never begun for more than two years, recovered and reserved. */
export const recoveredMoves = (foundOn: string, disposedOn: string): Move[] => [
  { step: 'clue', on: addDays(foundOn, -62), values: { source: 'patrol' } },
  { step: 'investigation_notice', on: addDays(foundOn, -46) },
  { step: 'statement', on: addDays(foundOn, -21), values: { claimedCause: 'enterprise' } },
  { step: 'determination', on: foundOn, values: { cause: 'enterprise' } },
  { step: 'publication', on: addDays(foundOn, 6), values: { place: portal } },
  { step: 'filing', on: addDays(foundOn, 40), values: { filingNo: `140800${foundOn.slice(0, 4)}X0011` } },
  { step: 'hearing_notice', on: addDays(disposedOn, -70), values: { measure: 'recovery' } },
  {
    step: 'recovery',
    on: addDays(disposedOn, -26),
    values: { approvalNo: `运示政〔${disposedOn.slice(0, 4)}〕8号` },
  },
  { step: 'cancellation', on: disposedOn, values: { certificateNo: '运国用（演示）第 0117 号' } },
  { step: 'reuse', on: disposedOn, values: { use: 'reserve' } },
  { step: 'closure', on: disposedOn },
]
