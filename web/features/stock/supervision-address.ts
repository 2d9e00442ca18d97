import type { LocationQuery } from 'vue-router'
import type { StockKind } from './stock-kinds.ts'
import { isStockKind } from './stock-kinds.ts'

/** Who is ranked, and how long is too long without a step, as it stands in the address. */
export const rankedRoles = ['leader', 'team', 'department', 'officer', 'service_officer'] as const
export type RankedRole = (typeof rankedRoles)[number]
export const stillSteps = [30, 60, 90, 180] as const
export const usualStillDays = 60
const mostDays = 3650

export type SupervisionAddress = { kind: StockKind; by: RankedRole; days: number }

export function parseSupervision(query: LocationQuery): SupervisionAddress {
  const days = Number(query['days'])
  return {
    kind: isStockKind(query['kind']) ? query['kind'] : 'unsupplied',
    by: rankedRoles.find((role) => role === query['by']) ?? 'department',
    days: Number.isInteger(days) && days >= 1 && days <= mostDays ? days : usualStillDays,
  }
}

export const formatSupervision = ({ kind, by, days }: SupervisionAddress): Record<string, string> => ({
  ...(kind !== 'unsupplied' && { kind }),
  ...(by !== 'department' && { by }),
  ...(days !== usualStillDays && { days: String(days) }),
})
