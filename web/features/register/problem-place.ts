import type { RouteLocationRaw } from 'vue-router'
import type { RegisteredProblem } from './useRegister.ts'

/** Where the subject of a problem can be seen. */
export function placeOf({
  subject,
  subjectId,
}: Pick<RegisteredProblem, 'subject' | 'subjectId'>): RouteLocationRaw | undefined {
  if (subjectId === null) return undefined
  if (subject === 'parcel') return { name: 'map', query: { selected: `parcels:${subjectId}` } }
  if (subject === 'batch') return { name: 'map', query: { selected: `approval-batches:${subjectId}` } }
  return undefined
}
