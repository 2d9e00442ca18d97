import type { Target } from '#web/features/targets/useTargets.ts'
import type { StockKind } from './stock-kinds.ts'

/** The target that speaks for a kind of land on a day: of its year, for all land before a part of it. */
export function targetFor(targets: readonly Target[], kind: StockKind, on: string): Target | undefined {
  const own = targets.filter(
    (target) => target.kind === kind && target.year === Number(on.slice(0, 4)) && target.endedOn === null,
  )
  return own.find(({ cohort }) => cohort === 'all') ?? own[0]
}
