import type { Target } from '#web/features/targets/useTargets.ts'
import type { StockKind } from './stock-kinds.ts'

/**
 * The target that speaks for a kind of land on a day: the one under way that ends first, for all land before one for
 * a part of it.
 */
export function targetFor(targets: readonly Target[], kind: StockKind, on: string): Target | undefined {
  const underWay = targets
    .filter((target) => target.kind === kind && target.endedOn === null)
    .filter((target) => target.assignedOn <= on && target.dueOn >= on)
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  return underWay.find(({ cohort }) => cohort === 'all') ?? underWay[0]
}
