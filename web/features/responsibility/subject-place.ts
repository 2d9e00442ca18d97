import type { LocationQuery, RouteLocationRaw } from 'vue-router'
import { lifeOf } from '#web/features/stock/stock-routes.ts'

/** Where a parcel, batch or case is seen whole; undefined for what has no page. */
export function placeOfSubject(
  subject: string | null,
  id: number | null,
  query: LocationQuery | Record<string, string | undefined> = {},
): RouteLocationRaw | undefined {
  if (id === null) return undefined
  if (subject === 'parcel') return lifeOf(id, query)
  const params = { id: String(id) }
  if (subject === 'batch') return { name: 'batches-batch', params }
  if (subject === 'case') return { name: 'cases-case', params }
  return undefined
}
