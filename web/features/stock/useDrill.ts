import type { ComputedRef } from 'vue'
import { computed } from 'vue'
import type { Group } from './bars.ts'
import { keyOf } from './bars.ts'
import type { DrillAddress, Step } from './stock-address.ts'
import { filtersOf } from './stock-address.ts'
import type { StockKind } from './stock-kinds.ts'
import { statusOf } from './stock-places.ts'
import type { Breakdown, Measure, StockParcel } from './stock-wire.ts'
import { useDays } from './useDays.ts'
import { useBreakdown, useStockParcels, useStockSummary } from './useStock.ts'
import { useStockText } from './useStockText.ts'

export type Crumb = Step & { label: string }

/** More parcels than the map beside the bars can tell apart. */
const MOST_PARCELS = 1000

/** The figures of one level: its groups, what the level above says they add up to, and its parcels for the map. */
export function useDrill(kind: () => StockKind, address: ComputedRef<DrillAddress>) {
  const { than, days, day } = useDays()
  const { groupLabel } = useStockText()
  const isDisposed = computed(() => address.value.part === 'disposed')
  const last = computed(() => address.value.path.at(-1))
  const above = computed(() => filtersOf(address.value.path.slice(0, -1)))
  const here = computed(() => filtersOf(address.value.path))

  const summary = useStockSummary(() => days.value)
  const part = () => address.value.part
  const breakdown = useBreakdown(() => ({
    kind: kind(),
    by: address.value.by,
    part: part(),
    ...days.value,
    ...here.value,
  }))
  /** The level above, divided as it was when this one was opened: its group is the sum to hold. */
  const parent = useBreakdown(() =>
    last.value ? { kind: kind(), by: last.value.by, part: part(), ...days.value, ...above.value } : undefined,
  )
  const parcels = useStockParcels(() => ({
    kind: kind(),
    part: part(),
    ...day.value,
    ...here.value,
    limit: MOST_PARCELS,
  }))

  const groupOf = (list: Breakdown | undefined, key: string) =>
    list?.groups.find((group) => keyOf(group.key) === key)
  const level = computed<{ now: Measure; before: Measure | null } | undefined>(() => {
    if (last.value) {
      if (parent.data.value === undefined) return undefined
      return groupOf(parent.data.value, last.value.key) ?? { now: { areaM2: 0, count: 0 }, before: null }
    }
    const own = summary.data.value?.kinds[kind()]
    if (!own || !isDisposed.value) return own
    return { now: own.now.disposed, before: own.before?.disposed ?? null }
  })
  const groups = computed<Group[] | undefined>(() =>
    breakdown.data.value?.groups.map(({ key, label, now, before }) => ({
      key,
      label: groupLabel(address.value.by, key, label),
      areaM2: now.areaM2,
      count: now.count,
      before,
    })),
  )
  /** Names of batches come with the rows; people are called by their names. */
  const crumbs = computed<Crumb[]>(() =>
    address.value.path.map((step) => ({ ...step, label: groupLabel(step.by, step.key, nameOf(step)) })),
  )
  function nameOf({ by, key }: Step): string | undefined {
    if (by !== 'batch') return undefined
    return groupOf(parent.data.value, key)?.label ?? parcels.data.value?.rows[0]?.batchCode ?? undefined
  }

  const rows = computed<readonly StockParcel[]>(() => parcels.data.value?.rows ?? [])
  const places = computed(() =>
    rows.value.map(({ parcelId, state }) => ({ id: parcelId, status: statusOf(kind(), state) })),
  )
  const error = computed(() => breakdown.error.value ?? parcels.error.value ?? summary.error.value)
  function retry(): void {
    for (const query of [breakdown, parcels, summary]) void query.refetch()
  }

  return {
    than,
    level,
    groups,
    crumbs,
    rows,
    places,
    isCut: computed(() => (parcels.data.value?.total.count ?? 0) > rows.value.length),
    error,
    retry,
    most: MOST_PARCELS,
  }
}
