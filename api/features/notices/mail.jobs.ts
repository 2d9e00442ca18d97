import type { JobSpec } from '#api/jobs/job.ts'
import type { MailTask } from './mail.service.ts'
import { sendMails } from './mail.service.ts'

/** Mail leaves by a job, never by a request: a slow or absent mail server stops nobody. */
export const mailJob: JobSpec<MailTask> = {
  name: 'mail',
  retryLimit: 6,
  retryDelaySeconds: 60,
  limitSeconds: 900,
  run: (context, { data, signal }) => sendMails(context, data, signal),
}

/** Every morning, before the office opens: one mail for each person who wants one, with everything new. */
export const digestJob: JobSpec = {
  name: 'digest',
  cron: '30 7 * * *',
  retryLimit: 3,
  retryDelaySeconds: 60,
  limitSeconds: 120,
  async run({ config, database, queue }) {
    if (!config.mail) return { zones: 0 }
    const zones = await database.db.selectFrom('zone').select('id').orderBy('id').execute()
    for (const { id: zoneId } of zones)
      await queue.send('mail', { zoneId, kind: 'digest' }, { key: `${zoneId} digest` })
    return { zones: zones.length }
  },
}
