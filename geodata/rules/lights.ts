import { addYears, daysBetween } from './periods.ts'

/**
 * Traffic lights of deadlines and of idle land. There is no national standard for colours; the thresholds are
 * settings of the zone (domain.md §9.1 [P]), and colour never stands alone: each light has a name.
 */
export const lights = ['green', 'yellow', 'orange', 'red'] as const
export type Light = (typeof lights)[number]
/** Beyond the deadline of its remediation, land is idle for one year, then open to recovery after two. */
export const idleStages = ['idle_year', 'recovery_years'] as const
export type IdleStage = (typeof idleStages)[number]

export type LightThresholds = {
  /** So many days before a deadline, or fewer. */
  yellowDays: number
  orangeDays: number
  /** Full years in stock after which idle land has reached a stage. */
  idleYears: number
  recoveryYears: number
}
export type LightName = keyof LightThresholds
export const lightNames = ['yellowDays', 'orangeDays', 'idleYears', 'recoveryYears'] as const

export const defaultThresholds: LightThresholds = {
  yellowDays: 90,
  orangeDays: 30,
  idleYears: 1,
  recoveryYears: 2,
}
export const thresholdSource = '原国土资源部动态巡查提示（提前 30 日）；其余为本系统默认值，请按本地规定设置'

/** The light of a deadline on a day; without a deadline there is none. On its very day it is not yet overdue. */
export function lightOf(dueOn: string | null, on: string, thresholds: LightThresholds): Light | null {
  if (dueOn === null) return null
  const days = daysBetween(on, dueOn)
  if (days < 0) return 'red'
  if (days <= thresholds.orangeDays) return 'orange'
  return days <= thresholds.yellowDays ? 'yellow' : 'green'
}

/** How far idle land has come on a day, counted from when it became idle. */
export function idleStageOf(sinceOn: string, on: string, thresholds: LightThresholds): IdleStage | null {
  if (addYears(sinceOn, thresholds.recoveryYears) <= on) return 'recovery_years'
  return addYears(sinceOn, thresholds.idleYears) <= on ? 'idle_year' : null
}

/** What is wrong with a set of thresholds; null when nothing is. */
export function thresholdFault(thresholds: LightThresholds): LightName | null {
  const { yellowDays, orangeDays, idleYears, recoveryYears } = thresholds
  const isDays = (value: number) => Number.isInteger(value) && value >= 0 && value <= 3650
  const isYears = (value: number) => Number.isInteger(value) && value >= 0 && value <= 10
  if (!isDays(yellowDays)) return 'yellowDays'
  if (!isDays(orangeDays) || orangeDays > yellowDays) return 'orangeDays'
  if (!isYears(idleYears)) return 'idleYears'
  return isYears(recoveryYears) && recoveryYears >= idleYears ? null : 'recoveryYears'
}
