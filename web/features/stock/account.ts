import { addDays, addMonths } from '#geodata/rules/periods.ts'
import type { StockKind } from './stock-kinds.ts'
import { monthStart } from './months.ts'
import type { Account } from './stock-wire.ts'
import type { AccountFigures } from './waterfall.ts'

/** The account as the chart draws it. */
export const figuresOf = ({ opening, movements, closing }: Account): AccountFigures => ({
  opening: opening.areaM2,
  movements,
  closing: closing.areaM2,
})

export type PeriodName = 'this_month' | 'last_month' | 'this_year' | 'last_year' | 'since_2009'
export type PeriodDays = { than: string; on: string }

/** Usual periods: from the evening of the day before the first to the evening of the last. */
export function usualPeriods(today: string): Record<PeriodName, PeriodDays> {
  const month = addDays(monthStart(today), -1)
  const year = addDays(`${today.slice(0, 4)}-01-01`, -1)
  return {
    this_month: { than: month, on: today },
    last_month: { than: addDays(monthStart(month), -1), on: month },
    this_year: { than: year, on: today },
    last_year: { than: addDays(addMonths(`${today.slice(0, 4)}-01-01`, -12), -1), on: year },
    since_2009: { than: '2008-12-31', on: today },
  }
}

export type AccountCell = { areaM2: number; count: number }
export type AccountRow = { movement: string; cells: Partial<Record<StockKind, AccountCell>> }

/** Movements of both kinds in one table: those of the first kind, then what only the second one has. */
export function accountRows(accounts: Partial<Record<StockKind, Account>>): AccountRow[] {
  const rows = new Map<string, AccountRow>()
  for (const [kind, account] of Object.entries(accounts) as [StockKind, Account][])
    for (const { movement, areaM2, count } of account.movements) {
      if (count === 0 && areaM2 === 0) continue
      const row: AccountRow = rows.get(movement) ?? { movement, cells: {} }
      row.cells[kind] = { areaM2, count }
      rows.set(movement, row)
    }
  return [...rows.values()]
}
