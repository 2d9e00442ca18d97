import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { REST } from '#web/features/stock/bars.ts'
import type { Division, StockKind } from '#web/features/stock/stock-kinds.ts'
import { divisionsOf, isDivision, isStockKind } from '#web/features/stock/stock-kinds.ts'
import { drillOf } from '#web/features/stock/stock-routes.ts'

/** The kind of land that the page looks at, and the group it is narrowed to; both stand in the address. */
export function useGroupFocus() {
  const route = useRoute()
  const router = useRouter()

  const kind = computed<StockKind>(() =>
    isStockKind(route.query['kind']) ? route.query['kind'] : 'unsupplied',
  )
  const group = computed<{ by: Division; key: string } | undefined>(() => {
    const [by, ...rest] = String(route.query['group'] ?? '').split(':')
    const key = rest.join(':')
    return isDivision(by) && divisionsOf[kind.value].includes(by) && key ? { by, key } : undefined
  })
  const filters = computed<Record<string, string>>(() =>
    group.value ? { [group.value.by]: group.value.key } : {},
  )

  const go = (change: Record<string, string | undefined>): void =>
    void router.push({ query: { ...route.query, ...change } })
  const goToKind = (next: StockKind): void =>
    go({ kind: next === 'unsupplied' ? undefined : next, group: undefined })

  /** A second click on the chosen group lets it go; the row of all others leads to where they all are. */
  function choose(by: Division, key: string): void {
    if (key === REST) return void router.push(drillOf(kind.value, route.query, { by }))
    const isChosen = group.value?.by === by && group.value.key === key
    go({ group: isChosen ? undefined : `${by}:${key}` })
  }
  const unchoose = (): void => go({ group: undefined })

  return { kind, group, filters, goToKind, choose, unchoose }
}
