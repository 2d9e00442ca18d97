import type { JobSpec } from '#api/jobs/job.ts'
import { findUnwatchedZones } from './watch.queries.ts'
import { lookAtMatters, watchZone } from './watch.service.ts'

/**
 * Every night, and at every start: asks for the watch of each zone that has not been watched today. A minute after
 * midnight, because the clock of a server may be behind that of the database.
 */
export const nightJob: JobSpec = {
  name: 'night',
  cron: '1 0 * * *',
  retryLimit: 5,
  retryDelaySeconds: 30,
  limitSeconds: 120,
  async run({ database, today, queue }) {
    const zones = await findUnwatchedZones(database.db, today())
    for (const zoneId of zones) await queue.send('watch', { zoneId, cause: 'night' }, { key: `${zoneId}` })
    return { zones: zones.length }
  },
}

type WatchData = { zoneId: number; cause: 'night' | 'person'; askedBy?: string }

export const watchJob: JobSpec<WatchData> = {
  name: 'watch',
  retryLimit: 4,
  retryDelaySeconds: 30,
  limitSeconds: 1_800,
  async run(context, { data: { zoneId, cause, askedBy }, attempt, signal }) {
    const counts = await watchZone(context, zoneId, { cause, askedBy: askedBy ?? null, attempt }, signal)
    if (context.config.mail)
      await context.queue.send('mail', { zoneId, kind: 'urgent' }, { key: `${zoneId} urgent` })
    return counts
  },
}

/** Somebody has written something: what is open is looked at again, without the rest of the night's work. */
export const lookJob: JobSpec<{ zoneId: number }> = {
  name: 'look',
  retryLimit: 2,
  retryDelaySeconds: 30,
  limitSeconds: 300,
  async run(context, { data: { zoneId } }) {
    return lookAtMatters(context, zoneId)
  },
}
