/** SQL of what was known of attachments at an instant. */

/**
 * What was said of attachments at an instant (`$n`, null for now), as rows `f` beside `attachment a`: the present
 * words, or those that had not been superseded yet.
 */
export const saidAt = (instant: string): string =>
  `join lateral (
     select h.version, h.kind, h.observed_on, h.valid_until, h.lng, h.lat, h.accuracy_m, h.note
     from attachment_history h
     where h.zone_id = a.zone_id and h.id = a.id and h.recorded_at < ${instant} and h.superseded_at >= ${instant}
     union all
     select a.version, a.kind, a.observed_on, a.valid_until, a.lng, a.lat, a.accuracy_m, a.note
     where a.recorded_at < ${instant} limit 1) f on true`

/** The instant up to which things count: instants come with milliseconds, so all of the millisecond does. */
export const instantOf = (parameter: string): string =>
  `coalesce(${parameter}::timestamptz + interval '1 millisecond', 'infinity'::timestamptz)`
