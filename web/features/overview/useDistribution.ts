import type { ComputedRef } from 'vue'
import { computed, ref, watch } from 'vue'
import type { MonthPoint } from '#web/features/stock/months.ts'
import type { Division, StockKind } from '#web/features/stock/stock-kinds.ts'
import type { StockPlace } from '#web/features/stock/stock-places.ts'
import { statusOf } from '#web/features/stock/stock-places.ts'
import type { StockParcel } from '#web/features/stock/stock-wire.ts'
import { useDays } from '#web/features/stock/useDays.ts'
import { useMonths, useStockParcels } from '#web/features/stock/useStock.ts'
import { useStockText } from '#web/features/stock/useStockText.ts'

/** Where account and approvals begin to be told (issue: approvals since 2009). */
const FIRST_DAY = '2009-01-01'
/** More parcels than a small map can tell apart. */
const MOST_PARCELS = 1000

/** The parcels that the small map shows: both kinds on the day shown, and which of them are in the chosen group. */
export function useDistribution(
  kind: ComputedRef<StockKind>,
  group: ComputedRef<{ by: Division; key: string } | undefined>,
) {
  const { today, day } = useDays()
  const { groupLabel } = useStockText()
  /** The day that is being played; the day of the address otherwise. */
  const shownOn = ref<string>()
  const shown = computed(() => ({ ...day.value, on: shownOn.value ?? day.value.on, limit: MOST_PARCELS }))

  const unsupplied = useStockParcels(() => ({ kind: 'unsupplied', ...shown.value }))
  const idle = useStockParcels(() => ({ kind: 'idle', ...shown.value }))
  const narrowed = useStockParcels(() =>
    group.value ? { kind: kind.value, ...shown.value, [group.value.by]: group.value.key } : undefined,
  )
  const period = useMonths(() =>
    today.value ? { kind: kind.value, from: FIRST_DAY, to: today.value, known: day.value.known } : undefined,
  )

  const parcels = computed<StockParcel[]>(() => [
    ...(unsupplied.data.value?.rows ?? []),
    ...(idle.data.value?.rows ?? []),
  ])
  const placesOf = (of: StockKind, rows: readonly StockParcel[]): StockPlace[] =>
    rows.map(({ parcelId, state }) => ({ id: parcelId, status: statusOf(of, state) }))
  const places = computed(() => [
    ...placesOf('unsupplied', unsupplied.data.value?.rows ?? []),
    ...placesOf('idle', idle.data.value?.rows ?? []),
  ])
  const focus = computed(() =>
    group.value && narrowed.data.value ? narrowed.data.value.rows.map(({ parcelId }) => parcelId) : null,
  )
  const months = computed<readonly MonthPoint[]>(() => period.data.value?.months ?? [])
  const chosenLabel = computed(() =>
    group.value ? groupLabel(group.value.by, group.value.key, nameOf(group.value)) : undefined,
  )
  /** What the server calls the group: of its parcels, the batch has a code of its own. */
  function nameOf({ by }: { by: Division }): string | undefined {
    return by === 'batch' ? (narrowed.data.value?.rows[0]?.batchCode ?? undefined) : undefined
  }

  const show = (on: string): void => void (shownOn.value = on)
  function settle(on: string | undefined, go: (change: { on: string | undefined }) => void): void {
    if (on === day.value.on) shownOn.value = undefined
    else go({ on })
  }
  watch(
    () => day.value.on,
    () => (shownOn.value = undefined),
  )

  return { shownOn, parcels, places, focus, months, chosenLabel, show, settle }
}
