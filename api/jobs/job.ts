import type { Context } from '#api/context.ts'

/** What a job is told. It is kept as JSON in the database and may be read by another server, or days later. */
export type JobData = { zoneId?: number; [detail: string]: string | number | boolean | undefined }

export type JobRun<Data extends JobData = JobData> = {
  data: Data
  /** 1 for the first try. */
  attempt: number
  /** The server stops, or the job was given up: end soon and throw; another server does it again. */
  signal: AbortSignal
}

/**
 * A kind of work that outlives requests and servers. It may be run again after it was cut off anywhere, so what it
 * does has to be right when done twice.
 */
export type JobSpec<Data extends JobData = JobData> = {
  name: string
  /** When it begins by itself, in the words of cron and the time of China. */
  cron?: string
  /** How often it is tried again, with a pause that doubles, before it is laid aside as dead. */
  retryLimit: number
  retryDelaySeconds: number
  /** A run that takes longer is given up. */
  limitSeconds: number
  run(context: Context, job: JobRun<Data>): Promise<Record<string, unknown> | void>
}
