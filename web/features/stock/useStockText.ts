import { useI18n } from 'vue-i18n'
import { useLabels } from '#web/i18n/useLabels.ts'
import { NONE } from './bars.ts'
import type { Division, StockKind } from './stock-kinds.ts'

/** Land that came in, land that went out as it should, and what only made the book right. */
export type MovementTone = 'more' | 'less' | 'other'
const coming = new Set(['approved', 'found', 'returned'])
const correcting = new Set(['remeasured', 'corrected', 'divided', 'written_off', 'lapse', 'withdrawal'])

export const movementTone = (movement: string): MovementTone =>
  coming.has(movement) ? 'more' : correcting.has(movement) ? 'other' : 'less'

/** The words of the account: movements, divisions and their groups. */
export function useStockText() {
  const { t, te } = useI18n()
  const { codeLabel } = useLabels()

  const known = (key: string, otherwise: string): string => (te(key) ? t(key) : otherwise)
  const movementLabel = (kind: StockKind, movement: string): string =>
    known(
      `stock.movement.${kind}.${movement}`,
      known(`stock.movement.${movement}`, codeLabel('remediations', 'path', movement)),
    )
  const kindLabel = (kind: StockKind): string => t(`stock.kind.${kind}`)
  const stateLabel = (state: string): string => known(`stock.state.${state}`, state)

  /** What a group is called; `name` is what the server calls it (a batch, a person). */
  function groupLabel(by: Division, key: string | null, name?: string | null): string {
    if (key === null || key === NONE) return t(`stock.without.${by}`)
    if (by === 'cause' || by === 'path') return codeLabel('remediations', by, key)
    if (by === 'year') return t('stock.year', { year: key })
    if (by === 'cohort') return known(`stock.cohort.${key}`, key)
    if (by === 'state') return stateLabel(key)
    if (by === 'condition')
      return known(
        `codes.approval-batches.condition.${key}`,
        codeLabel('approval-batches', 'not_ready_cause', key),
      )
    return name ?? key
  }

  return { movementLabel, movementTone, kindLabel, stateLabel, groupLabel }
}
