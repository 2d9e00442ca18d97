import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { ImportJobTable } from '#api/db/schema.ts'
import type { ImportChoices, LayerSummary, ImportFinding } from './import-protocol.ts'

/** Jobs and their files. Everything here is about one job at a time: `zoneId` and `id` name it. */
export type JobKey = { zoneId: number; id: number }

export type JobState = ImportJobTable['state']

/** `reason`: a finding, or the code of a problem. */
export type Failure = { reason: string; findings: ImportFinding[]; detail?: string }

export type Acceptance = {
  recordId: number
  userId: string
  userName: string
  label: string | null
  effectiveOn: string
  outsideReason: string | null
}

export type Refused = { row: number; title: string | null; reason: string }

export type Account = {
  read: number
  stored: number
  refusedCount: number
  /** The first of them; the others are asked for by page. */
  refused: Refused[]
  collection: string
  outside: { count: number; reason: string } | null
  totalAreaM2: number | null
}

export type Job = {
  zoneId: number
  id: number
  userId: string
  userName: string
  state: JobState
  fileName: string
  fileSize: number
  fileSha256: string | null
  choices: ImportChoices
  attempt: number
  owner: string | null
  done: number
  total: number | null
  layers: LayerSummary[]
  failure: Failure | null
  acceptance: Acceptance | null
  account: Account | null
  changeId: number | null
  zoneMark: number
  createdAt: string
}

const columns = [
  'zoneId',
  'id',
  'userId',
  'userName',
  'state',
  'fileName',
  'fileSize',
  'fileSha256',
  'choices',
  'attempt',
  'owner',
  'done',
  'total',
  'layers',
  'failure',
  'acceptance',
  'account',
  'changeId',
  'zoneMark',
  'createdAt',
] as const

export async function createJob(
  db: Db,
  job: Pick<Job, 'zoneId' | 'userId' | 'userName' | 'fileName'> & { choices: ImportChoices; owner: string },
): Promise<JobKey> {
  const { choices, ...plain } = job
  return db
    .insertInto('importJob')
    .values({
      ...plain,
      state: 'receiving',
      choices: JSON.stringify(choices),
      layers: '[]',
      heartbeatAt: new Date().toISOString(),
    })
    .returning(['zoneId', 'id'])
    .executeTakeFirstOrThrow()
}

export async function insertChunk(
  db: Db,
  { zoneId, id }: JobKey,
  seq: number,
  bytes: Uint8Array,
): Promise<void> {
  await run(db, 'insert into import_chunk (zone_id, import_id, seq, bytes) values ($1, $2, $3, $4)', [
    zoneId,
    id,
    seq,
    bytes,
  ])
}

export async function readChunk(
  db: Db,
  { zoneId, id }: JobKey,
  seq: number,
): Promise<Uint8Array | undefined> {
  const rows = await run<{ bytes: Uint8Array }>(
    db,
    'select bytes from import_chunk where zone_id = $1 and import_id = $2 and seq = $3',
    [zoneId, id, seq],
  )
  return rows[0]?.bytes
}

/** Sets columns of a job that is still there; JSON columns as text. Answers whether it was. */
export async function updateJob(
  db: Db,
  { zoneId, id }: JobKey,
  values: Record<string, unknown>,
  only: { owner?: string; state?: JobState } = {},
): Promise<boolean> {
  let query = db
    .updateTable('importJob')
    .set({ ...values, touchedAt: new Date().toISOString() })
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
  if (only.owner !== undefined) query = query.where('owner', '=', only.owner)
  if (only.state !== undefined) query = query.where('state', '=', only.state)
  const { numUpdatedRows } = await query.executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function findJob(db: Db, { zoneId, id }: JobKey): Promise<Job | undefined> {
  const row = await db
    .selectFrom('importJob')
    .select(columns)
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .where('state', '<>', 'receiving')
    .executeTakeFirst()
  return row as Job | undefined
}

export async function listJobs(db: Db, zoneId: number, userId: string, limit: number): Promise<Job[]> {
  const rows = await db
    .selectFrom('importJob')
    .select(columns)
    .where('zoneId', '=', zoneId)
    .where('userId', '=', userId)
    .where('state', '<>', 'receiving')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows as Job[]
}

/** Removes a job with all that belongs to it. */
export async function deleteJob(db: Db, key: JobKey): Promise<void> {
  await run(db, 'delete from import_job where zone_id = $1 and id = $2', [key.zoneId, key.id])
  await deleteRows(db, key)
}

/** The same, unless its change is saved, also when that happens at this very moment in another process. */
export async function deleteUnstored(db: Db, key: JobKey): Promise<boolean> {
  const gone = await run(
    db,
    `delete from import_job where zone_id = $1 and id = $2 and state <> 'stored' returning 1`,
    [key.zoneId, key.id],
  )
  if (gone.length === 0) return false
  await deleteRows(db, key)
  return true
}

/** An earlier import of the very same bytes that was stored. */
export async function findStoredTwin(
  db: Db,
  { zoneId, id, fileSha256 }: Pick<Job, 'zoneId' | 'id' | 'fileSha256'>,
): Promise<{ id: number; changeId: number } | undefined> {
  if (fileSha256 === null) return undefined
  const rows = await run<{ id: number; changeId: number }>(
    db,
    `select id, change_id as "changeId" from import_job
     where zone_id = $1 and file_sha256 = $2 and state = 'stored' and id <> $3 order by id desc limit 1`,
    [zoneId, fileSha256, id],
  )
  return rows[0]
}

/** What a reading found. */
export async function deleteRows(db: Db, { zoneId, id }: JobKey): Promise<void> {
  for (const table of ['import_row', 'import_finding'])
    await run(db, `delete from ${table} where zone_id = $1 and import_id = $2`, [zoneId, id])
}

/** After storing only the refused rows and their reasons are kept, for the account. */
export async function deleteStoredRows(db: Db, { zoneId, id }: JobKey): Promise<void> {
  await run(
    db,
    `delete from import_row where zone_id = $1 and import_id = $2 and reason is null and zone_reason is null`,
    [zoneId, id],
  )
  await run(db, 'delete from import_chunk where zone_id = $1 and import_id = $2', [zoneId, id])
}

/** The embedded engine has no autovacuum: what an import leaves behind would stay in the files for ever. */
export async function vacuum(db: Db): Promise<void> {
  for (const table of ['import_row', 'import_finding', 'import_chunk']) await run(db, `vacuum ${table}`)
}

/** Takes over a job whose process has died, or that nobody has begun. */
export async function claimAbandoned(db: Db, owner: string, silentForMs: number): Promise<Job[]> {
  const rows = await run<{ zone_id: number; id: number }>(
    db,
    `update import_job set owner = $1, heartbeat_at = clock_timestamp()
     where (zone_id, id) in (
       select zone_id, id from import_job
       where state in ('reading', 'storing', 'receiving') and owner is distinct from $1
         and (heartbeat_at is null or heartbeat_at < clock_timestamp() - $2::int * interval '1 millisecond')
       order by id limit 20 for update skip locked)
     returning zone_id, id`,
    [owner, silentForMs],
  )
  const jobs: Job[] = []
  for (const { zone_id, id } of rows) {
    const job = await db
      .selectFrom('importJob')
      .select(columns)
      .where('zoneId', '=', zone_id)
      .where('id', '=', id)
      .executeTakeFirst()
    if (job) jobs.push(job as Job)
  }
  return jobs
}

export async function beat(db: Db, owner: string): Promise<void> {
  await run(
    db,
    `update import_job set heartbeat_at = clock_timestamp()
     where owner = $1 and state in ('receiving', 'reading', 'storing')`,
    [owner],
  )
}

/** Jobs that nobody has touched for long; accounts of stored files are kept longer. */
export async function findExpired(db: Db, openForHours: number, storedForHours: number): Promise<JobKey[]> {
  const rows = await run<{ zone_id: number; id: number }>(
    db,
    `select zone_id, id from import_job
     where touched_at < now() - (case when state = 'stored' then $2::int else $1::int end) * interval '1 hour' limit 100`,
    [openForHours, storedForHours],
  )
  return rows.map(({ zone_id, id }) => ({ zoneId: zone_id, id }))
}

/** Rows of jobs that are gone: a thread may have been writing while its job was removed. */
export async function deleteOrphans(db: Db): Promise<void> {
  for (const table of ['import_row', 'import_finding'])
    await run(
      db,
      `delete from ${table} r where not exists (
         select from import_job j where j.zone_id = r.zone_id and j.id = r.import_id)`,
    )
}
