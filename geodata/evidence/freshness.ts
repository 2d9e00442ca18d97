import type { Position } from '../model/geojson.ts'

/**
 * How old the evidence is that a state of land rests on. A photograph of last week proves that nothing has been built;
 * one of last year proves it of last year.
 */
export const evidenceKinds = [
  'photo',
  'survey',
  'imagery',
  'document',
  'contract',
  'receipt',
  'other',
] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** For how many days evidence of a kind proves the state on the ground; null: it never does. */
export type EvidenceExpiry = Record<EvidenceKind, number | null>

/** No law sets these; they are practice, and each zone sets its own from a day on. */
export const usualExpiry: EvidenceExpiry = {
  photo: 180,
  survey: 365,
  imagery: 180,
  document: 365,
  contract: null,
  receipt: null,
  other: null,
}

export const mostExpiryDays = 3650
export const isExpiryDays = (value: unknown): value is number | null =>
  value === null || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostExpiryDays)

/** Upper ends of the classes of age in days; older and none follow. */
export const ageLimits = [30, 90, 180, 365] as const
export const ageClasses = ['d30', 'd90', 'd180', 'd365', 'over365', 'none'] as const

export type Unproved = { parcelId: number; position: Position; areaM2: number }
export type Visit = { centre: Position; parcelIds: number[]; areaM2: number }

const earthM = 6_371_008.8
const radians = Math.PI / 180

/** Metres between two places a walk apart. */
function distanceM([lngA, latA]: Position, [lngB, latB]: Position): number {
  const x = (lngB - lngA) * radians * Math.cos(((latA + latB) / 2) * radians)
  return Math.hypot(x, (latB - latA) * radians) * earthM
}

/**
 * Visits that renew the most land, greedily: the parcel around which the largest area lies within a walk, then the
 * same among what is left. Every parcel belongs to one visit at most. (Choosing the best set is set cover, which is
 * NP-hard; greedy stays within 1 − 1/e of it.)
 */
export function planVisits(parcels: readonly Unproved[], radiusM: number, most: number): Visit[] {
  let left = [...parcels]
  const visits: Visit[] = []
  while (left.length > 0 && visits.length < most) {
    const clusters = left.map((middle) => {
      const members = left.filter(({ position }) => distanceM(position, middle.position) <= radiusM)
      return { middle, members, areaM2: members.reduce((sum, { areaM2 }) => sum + areaM2, 0) }
    })
    const best = clusters.reduce((a, b) => (b.areaM2 > a.areaM2 ? b : a))
    const parcelIds = best.members.map(({ parcelId }) => parcelId)
    visits.push({ centre: best.middle.position, parcelIds, areaM2: best.areaM2 })
    const done = new Set(parcelIds)
    left = left.filter(({ parcelId }) => !done.has(parcelId))
  }
  return visits
}
