import type { Generated } from 'kysely'
import type { Subject } from './schema-remediation.ts'
import type { Json, NullableTimestamp, Timestamp } from './schema.ts'

/** Row shapes of the tables that the nightly watch keeps (migration 20261128T0430). */

export type WatchMatterTable = {
  zoneId: number
  key: string
  kind: string
  subject: Subject
  subjectId: number
  dueOn: string | null
  facts: Json<Record<string, string | number | null>>
  userIds: Generated<string[]>
  sequence: Generated<number>
  foundAt: Timestamp
  changedAt: Timestamp
  settledAt: NullableTimestamp
}

export type WatchRunTable = {
  zoneId: number
  id: Generated<number>
  cause: 'night' | 'person'
  askedBy: string | null
  watchedOn: string
  attempt: number
  beganAt: Timestamp
  endedAt: NullableTimestamp
  state: Generated<'running' | 'done' | 'failed' | 'broken'>
  counts: Json<Record<string, number>>
  fault: string | null
}

export type MailSentTable = {
  zoneId: number
  userId: string
  key: string
  address: string
  noticeCount: number
  state: Generated<'sending' | 'sent' | 'failed'>
  attempts: Generated<number>
  fault: string | null
  beganAt: Timestamp
  endedAt: NullableTimestamp
}

export type WatchTables = {
  watchMatter: WatchMatterTable
  watchRun: WatchRunTable
  mailSent: MailSentTable
}
