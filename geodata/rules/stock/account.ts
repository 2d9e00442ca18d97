import { toM2, toParts } from './area-parts.ts'
import type { MovementName, StockKind, StockMovement } from './stock-facts.ts'
import { stockMovements } from './stock-facts.ts'

type Moved = Pick<StockMovement, 'kind' | 'movement' | 'movedOn' | 'areaM2'>

export type AccountLine = { movement: MovementName; areaM2: number; count: number }
export type StockAccount = { openingM2: number; lines: AccountLine[]; closingM2: number; closes: boolean }

const sum = (movements: readonly Moved[]) =>
  movements.reduce((parts, { areaM2 }) => parts + toParts(areaM2), 0)

/** The stock at the end of a day. */
export const levelOn = (movements: readonly Moved[], kind: StockKind, on: string): number =>
  toM2(sum(movements.filter((one) => one.kind === kind && one.movedOn <= on)))

/** The account after the day `from` up to and with the day `to`: opening + lines = closing, exactly. */
export function accountBetween(
  movements: readonly Moved[],
  kind: StockKind,
  from: string,
  to: string,
): StockAccount {
  const between = movements.filter((one) => one.kind === kind && one.movedOn > from && one.movedOn <= to)
  const lines = stockMovements.flatMap((movement): AccountLine[] => {
    const own = between.filter((one) => one.movement === movement)
    return own.length === 0 ? [] : [{ movement, areaM2: toM2(sum(own)), count: own.length }]
  })
  const [openingM2, closingM2] = [levelOn(movements, kind, from), levelOn(movements, kind, to)]
  const moved = lines.reduce((parts, { areaM2 }) => parts + toParts(areaM2), 0)
  return { openingM2, lines, closingM2, closes: toParts(openingM2) + moved === toParts(closingM2) }
}
