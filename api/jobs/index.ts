import { digestJob, mailJob } from '../features/notices/mail.jobs.ts'
import { lookJob, nightJob, watchJob } from '../features/watch/watch.jobs.ts'
import type { JobSpec } from './job.ts'

/** Every kind of job; one line each. */
export const jobSpecs = [nightJob, watchJob, lookJob, digestJob, mailJob] as readonly JobSpec[]
