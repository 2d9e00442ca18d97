import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { ProblemAct, ProblemCategory, ProblemState } from '#geodata/rules/problems/register.ts'

export const problemSubjects = ['parcel', 'batch', 'case', 'supply'] as const
export type ProblemSubject = (typeof problemSubjects)[number]

/** A problem as it stood on a day: what its entries up to then say. */
export type ProblemRow = {
  id: number
  version: number
  number: string
  title: string
  detail: string | null
  category: ProblemCategory
  subject: ProblemSubject | null
  subjectId: number | null
  subjectCode: string | null
  raisedOn: string
  owner: string
  ownerUserId: string | null
  dueOn: string | null
  state: ProblemState
  movedOn: string
  lastText: string | null
  entries: number
  updatedAt: string
  updatedBy: string
}

/**
 * Problems with their standing on $3 as known at $2 (null: now): the newest entry by then. $1 is the zone. One that
 * was raised later is not there.
 */
const standing = `from problem p
  join lateral (
    select e.state, e.owner, e.due_on, e.entered_on, e.text, e.n from problem_entry e
    where e.zone_id = p.zone_id and e.problem_id = p.id and e.entered_on <= $3::date
      and ($2::timestamptz is null or e.recorded_at < $2::timestamptz + interval '1 millisecond')
    order by e.n desc limit 1) e on true`

const subjectCode = `case p.subject
    when 'parcel' then (select t.code from parcel t where t.zone_id = p.zone_id and t.id = p.subject_id)
    when 'batch' then (select t.code from approval_batch t where t.zone_id = p.zone_id and t.id = p.subject_id)
    when 'case' then (select t.number from land_case t where t.zone_id = p.zone_id and t.id = p.subject_id)
    when 'supply' then (select t.contract_no from supply t where t.zone_id = p.zone_id and t.id = p.subject_id)
  end`

const columns = `p.id, p.version, p.number, p.title, p.detail, p.category, p.subject, p.subject_id as "subjectId",
  ${subjectCode} as "subjectCode", p.raised_on as "raisedOn", e.owner, p.owner_user_id as "ownerUserId",
  e.due_on as "dueOn", e.state, e.entered_on as "movedOn", e.text as "lastText", e.n as entries,
  p.updated_at as "updatedAt", p.updated_by as "updatedBy"`

export type ProblemFilter = AsOf & {
  state: ProblemState | 'unsolved' | undefined
  category: ProblemCategory | undefined
  owner: string | undefined
  overdue: boolean | undefined
  subject: ProblemSubject | undefined
  subjectId: number | undefined
  text: string | undefined
}

const open = `e.state in ('open', 'working')`

function conditionOf(zoneId: number, filter: ProblemFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [zoneId, filter.known, filter.on]
  const wanted = ['p.zone_id = $1::int']
  const want = (condition: (place: string) => string, value: unknown, type: string) => {
    if (value !== undefined) wanted.push(condition(`$${values.push(value)}::${type}`))
  }
  if (filter.state === 'unsolved') wanted.push(open)
  else want((place) => `e.state = ${place}`, filter.state, 'text')
  if (filter.overdue) wanted.push(`${open} and e.due_on < $3::date`)
  want((place) => `p.category = ${place}`, filter.category, 'text')
  want((place) => `e.owner = ${place}`, filter.owner, 'text')
  want((place) => `p.subject = ${place}`, filter.subject, 'text')
  want((place) => `p.subject_id = ${place}`, filter.subjectId, 'bigint')
  const literal = filter.text?.replace(/[\\%_]/g, String.raw`\$&`)
  want(
    (place) =>
      `(p.number ilike ${place} or p.title ilike ${place} or p.detail ilike ${place} or e.owner ilike ${place})`,
    literal === undefined ? undefined : `%${literal}%`,
    'text',
  )
  return { where: wanted.join(' and '), values }
}

const sortings: Readonly<Record<string, readonly string[]>> = {
  number: ['p.year', 'p.ordinal'],
  title: ['p.title collate "C"'],
  owner: ['e.owner collate "C"'],
  raised: ['p.raised_on'],
  moved: ['e.entered_on'],
  state: [`array_position(array['open', 'working', 'solved', 'dropped'], e.state)`],
}

/** What is due first, then what has no date, then what is done, newest first. */
const usualOrder = `case when ${open} then 0 else 1 end, case when ${open} then e.due_on end nulls last,
  e.entered_on desc, p.id desc`

const orderOf = (sort: string): string => {
  if (sort === 'due') return usualOrder
  const descending = sort.startsWith('-')
  const pieces = sortings[descending ? sort.slice(1) : sort]!
  return [...pieces.map((piece) => `${piece}${descending ? ' desc' : ''}`), 'p.id'].join(', ')
}
export const problemSortings = ['due', ...Object.keys(sortings).flatMap((name) => [name, `-${name}`])]

export async function listProblems(
  executor: Db,
  zoneId: number,
  filter: ProblemFilter,
  { sort, offset, limit }: { sort: string; offset: number; limit: number },
) {
  const { where, values } = conditionOf(zoneId, filter)
  const [counted] = await run<{ total: number }>(
    executor,
    `select count(*)::int as total ${standing} where ${where}`,
    values,
  )
  const problems = await run<ProblemRow>(
    executor,
    `select ${columns} ${standing} where ${where} order by ${orderOf(sort)}
     offset $${values.length + 1}::bigint limit $${values.length + 2}::int`,
    [...values, offset, limit],
  )
  return { total: counted!.total, problems }
}

export type ProblemCounts = {
  open: number
  working: number
  solved: number
  dropped: number
  overdue: number
}

/** How many problems a zone has in each state on a day. */
export async function countProblems(executor: Db, zoneId: number, { on, known }: AsOf) {
  const [row] = await run<ProblemCounts>(
    executor,
    `select count(*) filter (where e.state = 'open')::int as open,
       count(*) filter (where e.state = 'working')::int as working,
       count(*) filter (where e.state = 'solved')::int as solved,
       count(*) filter (where e.state = 'dropped')::int as dropped,
       count(*) filter (where ${open} and e.due_on < $3::date)::int as overdue
     ${standing} where p.zone_id = $1::int`,
    [zoneId, known, on],
  )
  return row!
}

/** Open and overdue problems of each owner on a day. */
export const countByOwner = (executor: Db, zoneId: number, { on, known }: AsOf) =>
  run<{ owner: string; open: number; overdue: number }>(
    executor,
    `select e.owner, count(*)::int as open, count(*) filter (where e.due_on < $3::date)::int as overdue
     ${standing} where p.zone_id = $1::int and ${open} group by e.owner order by e.owner`,
    [zoneId, known, on],
  )

export async function findProblem(
  executor: Db,
  zoneId: number,
  id: number,
  { on, known }: AsOf,
): Promise<ProblemRow | undefined> {
  const [row] = await run<ProblemRow>(
    executor,
    `select ${columns} ${standing} where p.zone_id = $1::int and p.id = $4::bigint`,
    [zoneId, known, on, id],
  )
  return row
}

export type EntryRow = {
  n: number
  act: ProblemAct
  enteredOn: string
  state: ProblemState
  text: string | null
  dueOn: string | null
  owner: string | null
  by: string
  recordedAt: string
}

export const findEntries = (
  executor: Db,
  zoneId: number,
  problemId: number,
  { on, known }: AsOf,
): Promise<EntryRow[]> =>
  run<EntryRow>(
    executor,
    `select n, act, entered_on as "enteredOn", state, text, due_on as "dueOn", owner, user_name as by,
       recorded_at as "recordedAt"
     from problem_entry where zone_id = $1::int and problem_id = $4::bigint and entered_on <= $3::date
       and ($2::timestamptz is null or recorded_at < $2::timestamptz + interval '1 millisecond')
     order by n`,
    [zoneId, known, on, problemId],
  )

export type LockedProblem = Pick<ProblemRow, 'id' | 'version' | 'number' | 'updatedAt' | 'updatedBy'>

/** Whoever acts on a problem waits here for whoever acts on it already. */
export async function lockProblem(trx: Db, zoneId: number, id: number): Promise<LockedProblem | undefined> {
  return trx
    .selectFrom('problem')
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .select(['id', 'version', 'number', 'updatedAt', 'updatedBy'])
    .forUpdate()
    .executeTakeFirst()
}

/** Advisory lock class under which the numbers of a zone's problems are given out. */
const numberLock = 0x7072

/** The next number of a year, with no gap and no twin; held until the transaction ends. */
export async function nextOrdinal(trx: Db, zoneId: number, year: number): Promise<number> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [numberLock, zoneId])
  const [row] = await run<{ ordinal: number }>(
    trx,
    `select coalesce(max(ordinal), 0) + 1 as ordinal from problem where zone_id = $1::int and year = $2::int`,
    [zoneId, year],
  )
  return row!.ordinal
}

export type NewProblemRow = {
  year: number
  ordinal: number
  number: string
  title: string
  detail: string | null
  category: string
  subject: ProblemSubject | null
  subjectId: number | null
  owner: string
  ownerUserId: string | null
  raisedOn: string
  dueOn: string | null
}

export async function insertProblem(
  trx: Db,
  zoneId: number,
  row: NewProblemRow,
  by: string,
): Promise<number> {
  const { id } = await trx
    .insertInto('problem')
    .values({ zoneId, ...row, state: 'open', result: null, solvedOn: null, createdBy: by, updatedBy: by })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type ProblemChange = Partial<
  Pick<
    NewProblemRow,
    'title' | 'detail' | 'category' | 'subject' | 'subjectId' | 'owner' | 'ownerUserId' | 'dueOn'
  >
> & { state?: ProblemState; result?: string | null; solvedOn?: string | null }

export async function updateProblem(
  trx: Db,
  zoneId: number,
  { id, version }: LockedProblem,
  change: ProblemChange,
  by: string,
): Promise<void> {
  await trx
    .updateTable('problem')
    .set(({ fn }) => ({
      ...change,
      version: version + 1,
      updatedBy: by,
      updatedAt: fn<string>('clock_timestamp'),
    }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}

export type NewEntryRow = Omit<EntryRow, 'n' | 'by' | 'recordedAt'> & {
  userId: string | null
  userName: string
}

export async function insertEntry(
  trx: Db,
  zoneId: number,
  problemId: number,
  n: number,
  entry: NewEntryRow,
): Promise<void> {
  await trx
    .insertInto('problemEntry')
    .values({ zoneId, problemId, n, ...entry })
    .execute()
}

const subjectTables = {
  parcel: 'parcel',
  batch: 'approval_batch',
  case: 'land_case',
  supply: 'supply',
} as const

export async function subjectExists(
  trx: Db,
  zoneId: number,
  subject: ProblemSubject,
  id: number,
): Promise<boolean> {
  const rows = await run(
    trx,
    `select 1 from ${subjectTables[subject]} where zone_id = $1::int and id = $2::bigint`,
    [zoneId, id],
  )
  return rows.length > 0
}
