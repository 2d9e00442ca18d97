import { computed } from 'vue'
import { useSession } from '#web/app/session.store.ts'
import { useAsOf } from '#web/ui/as-of.ts'
import { addDays } from '#geodata/rules/periods.ts'
import type { Days } from './useStock.ts'

/** The last day of the year before: what has happened "this year" is counted from it. */
export const yearBefore = (day: string): string => addDays(`${day.slice(0, 4)}-01-01`, -1)

/**
 * The days that a page of the account is asked about. Without a day in the address it is today where the zone lies;
 * without one to compare with it is the end of the year before.
 */
export function useDays() {
  const session = useSession()
  const { address, query, go } = useAsOf()
  const today = computed(() => session.zone?.today ?? '')
  const on = computed(() => address.value.on ?? today.value)
  const than = computed(() => address.value.than ?? yearBefore(on.value))
  const days = computed<Days>(() => ({ on: address.value.on, than: than.value, known: address.value.known }))
  /** Without the day to compare with. */
  const day = computed<Days>(() => ({ on: address.value.on, known: address.value.known }))
  return { today, on, than, days, day, query, go }
}
