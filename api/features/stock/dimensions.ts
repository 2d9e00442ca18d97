import type { Moment } from './standing.ts'
import { versionsOf } from './standing.ts'

/** By what the stock is told apart: where the figure comes from, in SQL over `s`, a row of the stock of a day. */

export const roleDimensions = ['leader', 'team', 'department', 'officer', 'service_officer'] as const
export type RoleDimension = (typeof roleDimensions)[number]
export const dimensions = [
  'cause',
  'path',
  'state',
  'year',
  'cohort',
  'batch',
  'condition',
  ...roleDimensions,
] as const
export type Dimension = (typeof dimensions)[number]

export const isRole = (dimension: Dimension): dimension is RoleDimension =>
  (roleDimensions as readonly string[]).includes(dimension)

/** The same as `cohortOf` of geodata/rules/batch/unsupplied.ts; a test compares them. */
const cohort = `case when extract(year from b.approved_on) < 2009 then 'before_2009'
  when extract(year from b.approved_on) <= 2018 then '2009_2018'
  when b.approved_on is not null then 'from_2019' end`

const expressions: Record<Exclude<Dimension, RoleDimension>, string> = {
  cause: 'r.cause',
  path: 'r.path',
  state: 's.state',
  year: 'extract(year from b.approved_on)::int::text',
  cohort,
  batch: 's.batch_id::text',
  condition: `case when b.condition = 'not_ready' then coalesce(b.not_ready_cause, 'not_ready') else b.condition end`,
}

/** The value of a dimension as text; null where there is none. */
export const expressionOf = (dimension: Dimension): string =>
  isRole(dimension) ? `coalesce(${dimension}_parcel.name, ${dimension}_batch.name)` : expressions[dimension]

const remediationColumns = `t.id, t.cause, t.path, t.due_on, t.found_on, t.started_on, t.filed_on, t.document_no, t.responsible`
const batchColumns = `t.id, t.code, t.name, t.approved_on, t.approval_no, t.condition, t.not_ready_cause`

export const remediationJoin = (moment: Moment): string =>
  `left join (${versionsOf(moment, 'remediation', remediationColumns)}) r on r.id = s.open_remediation_id`
export const batchJoin = (moment: Moment): string =>
  `left join (${versionsOf(moment, 'approval_batch', batchColumns)}) b on b.id = s.batch_id`

/** Responsibilities as they were known: present rows, or with an instant those that were changed only later. */
export function responsibilitiesKnown({ zone, known, knownText }: Moment, condition: string): string {
  const own = `x.zone_id = ${zone} and ${condition}`
  const columns = 'x.id, x.subject, x.subject_id, x.role, x.name, x.from_on, x.to_on, x.document_no'
  if (known === null) return `select ${columns} from responsibility x where ${own}`
  const until = `${knownText} + interval '1 millisecond'`
  return `select ${columns} from responsibility x where ${own} and x.updated_at < ${until}
    union all select ${columns} from responsibility_history x
      where ${own} and x.updated_at < ${until} and x.superseded_at >= ${until}`
}

/** Those of them that are in force on the day. */
const responsibilitiesOn = (moment: Moment, condition: string): string =>
  responsibilitiesKnown(
    moment,
    `${condition} and x.from_on <= ${moment.on} and (x.to_on is null or x.to_on > ${moment.on})`,
  )

/** Who is responsible on the day: for the parcel itself, else for its batch. */
function responsible(moment: Moment, role: RoleDimension, subject: 'parcel' | 'batch') {
  const column = subject === 'parcel' ? 's.parcel_id' : 's.batch_id'
  return `left join (
    select distinct on (x.subject_id) x.subject_id, x.name
    from (${responsibilitiesOn(moment, `x.subject = '${subject}' and x.role = '${role}'`)}) x
    order by x.subject_id, x.from_on desc, x.id desc) ${role}_${subject} on ${role}_${subject}.subject_id = ${column}`
}

export const roleJoin = (moment: Moment, role: RoleDimension): string =>
  `${responsible(moment, role, 'parcel')} ${responsible(moment, role, 'batch')}`

/** All who are responsible for one row, by role: for few rows quicker than joining everybody. */
export function responsibleJoin(moment: Moment): string {
  const own = `((x.subject = 'parcel' and x.subject_id = s.parcel_id)
    or (x.subject = 'batch' and x.subject_id = s.batch_id))`
  return `left join lateral (
    select jsonb_object_agg(w.role, w.name) as by_role from (
      select distinct on (x.role) x.role, x.name from (${responsibilitiesOn(moment, own)}) x
      order by x.role, (x.subject = 'parcel') desc, x.from_on desc, x.id desc) w) w on true`
}

/** What has to be joined so that these dimensions can be read. */
export function joinsFor(moment: Moment, used: Iterable<Dimension | 'due'>): string {
  const names = new Set(used)
  const has = (...wanted: (Dimension | 'due')[]) => wanted.some((name) => names.has(name))
  return [
    has('cause', 'path', 'due') ? remediationJoin(moment) : '',
    has('year', 'cohort', 'condition') ? batchJoin(moment) : '',
    ...roleDimensions.filter((role) => has(role)).map((role) => roleJoin(moment, role)),
  ].join('\n')
}
