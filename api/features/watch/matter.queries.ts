import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { Subject } from '#api/db/schema-remediation.ts'
import type { WatchKind } from '#geodata/rules/watch/watch-rules.ts'

/**
 * What the watch looks for, each in SQL over facts. In every statement $1 is the zone, $2 today, and $3 the last day
 * that is looked at.
 */

/** Something open with a day, as the facts say it. */
export type MatterRow = {
  kind: WatchKind
  subject: Subject
  subjectId: number
  /** Tells the matters of a subject apart: a step, an instalment, a supply. */
  part: string
  dueOn: string | null
  /** What a sentence about it needs, and the date by which it came to be. */
  facts: Record<string, string | number | null>
  /** A name on paper. */
  responsible: string | null
  parcelId: number | null
  batchId: number | null
}

/** A column of the matter named by its key; what is missing is null. */
const columns = (parts: Partial<Record<keyof MatterRow, string>>): string => {
  const usual: Record<keyof MatterRow, string> = {
    kind: '',
    subject: '',
    subjectId: '',
    part: `''`,
    dueOn: 'null::date',
    facts: `'{}'::json`,
    responsible: 'null::text',
    parcelId: 'null::bigint',
    batchId: 'null::bigint',
  }
  return Object.entries({ ...usual, ...parts })
    .map(([key, text]) => `${text} as "${key}"`)
    .join(', ')
}

type Question = { zoneId: number; today: string; until: string }

const parcelFacts = `'code', p.code, 'name', p.name, 'holder', coalesce(s.holder, p.holder)`
const ofSupply = {
  subject: `'parcel'`,
  subjectId: 's.parcel_id',
  responsible: 'p.responsible',
  parcelId: 's.parcel_id',
  batchId: 'p.approval_batch_id',
}
const joinParcel = `left join parcel p on p.zone_id = s.zone_id and p.id = s.parcel_id`

/** A start that is recorded but is none by Art. 30 (no permit, too little foundation): the clock says so. */
const isNotBegun = (supply: string): string => `exists (select from supply_clock c
  where c.zone_id = ${supply}.zone_id and c.supply_id = ${supply}.id
    and (c.kind = 'not_started' or c.fee_from is not null))`

/** Reminders of 动态巡查: the agreed start that was set last, and the completion once works have begun. */
const works = `with present as (
      select s.id, s.zone_id, s.parcel_id, s.holder, s.contract_no, l.start_on, l.completion_on,
        g.started_on, g.completed_on
      from supply s
      join lateral (select t.start_on, t.completion_on from supply_start t
        where t.zone_id = s.zone_id and t.supply_id = s.id and t.set_on <= $2::date
        order by t.set_on desc, t.id desc limit 1) l on true
      left join lateral (select max(t.started_on) as started_on, max(t.completed_on) as completed_on
        from progress t where t.zone_id = s.zone_id and t.supply_id = s.id and t.observed_on <= $2::date) g on true
      where s.zone_id = $1::int and s.ended_on is null and s.signed_on <= $2::date)
    select ${columns({
      ...ofSupply,
      kind: `'start'`,
      part: `s.id::text`,
      dueOn: 's.start_on',
      facts: `json_build_object(${parcelFacts}, 'contractNo', s.contract_no)`,
    })} from present s ${joinParcel}
      where s.start_on <= $3::date and s.completed_on is null
        and (s.started_on is null or ${isNotBegun('s')})
    union all
    select ${columns({
      ...ofSupply,
      kind: `'completion'`,
      part: `s.id::text`,
      dueOn: 's.completion_on',
      facts: `json_build_object(${parcelFacts}, 'contractNo', s.contract_no)`,
    })} from present s ${joinParcel}
      where s.completion_on <= $3::date and s.started_on is not null and s.completed_on is null`

const payments = `select ${columns({
  ...ofSupply,
  kind: `'payment'`,
  part: `t.id::text`,
  dueOn: 't.due_on',
  facts: `json_build_object(${parcelFacts}, 'contractNo', s.contract_no,
      'amountWan', t.amount_wan - coalesce(t.paid_wan, 0))`,
})} from payment t
    join supply s on s.zone_id = t.zone_id and s.id = t.supply_id and s.ended_on is null ${joinParcel}
    where t.zone_id = $1::int and t.due_on <= $3::date and t.paid_on is null`

/** 令53 Art. 5: 30 days from discovery; the land itself tells from which day on it could have been discovered. */
const clues = `select ${columns({
  ...ofSupply,
  kind: `'idle_clue'`,
  part: `s.id::text`,
  dueOn: `(c.idle_from + 30)`,
  facts: `json_build_object(${parcelFacts}, 'contractNo', s.contract_no, 'clock', c.kind,
      'idleFrom', c.idle_from, 'feeFrom', c.fee_from, 'recoveryFrom', c.recovery_from)`,
})} from supply_clock c
    join supply s on s.zone_id = c.zone_id and s.id = c.supply_id ${joinParcel}
    where c.zone_id = $1::int and c.kind <> 'none'
      and not exists (select from land_case k
        where k.zone_id = c.zone_id and k.supply_id = c.supply_id and k.closed_on is null)
      and not exists (select from remediation r where r.zone_id = c.zone_id and r.parcel_id = c.parcel_id
        and r.kind = 'idle' and r.disposed_on is null)`

/** Duties of the office in open cases. A right of the holder that lapses is nobody's task. */
const caseSteps = `select ${columns({
  kind: `'case_step'`,
  subject: `'case'`,
  subjectId: 'c.id',
  part: 'd.step',
  dueOn: 'd.due_on',
  facts: `json_build_object(${parcelFacts}, 'number', c.number, 'step', d.step, 'parcelId', c.parcel_id)`,
  responsible: 'coalesce(c.responsible, p.responsible)',
  parcelId: 'c.parcel_id',
  batchId: 'p.approval_batch_id',
})} from case_deadline d
    join land_case c on c.zone_id = d.zone_id and c.id = d.case_id
    left join parcel p on p.zone_id = c.zone_id and p.id = c.parcel_id
    left join supply s on s.zone_id = c.zone_id and s.id = c.supply_id
    where d.zone_id = $1::int and d.kind = 'duty' and c.closed_on is null`

const remediations = `select ${columns({
  kind: `'remediation'`,
  subject: `'parcel'`,
  subjectId: 'r.parcel_id',
  part: 'r.id::text',
  dueOn: 'r.due_on',
  facts: `json_build_object('code', p.code, 'name', p.name, 'holder', p.holder, 'stock', r.kind, 'path', r.path)`,
  responsible: 'coalesce(r.responsible, p.responsible)',
  parcelId: 'r.parcel_id',
  batchId: 'p.approval_batch_id',
})} from remediation r
    left join parcel p on p.zone_id = r.zone_id and p.id = r.parcel_id
    where r.zone_id = $1::int and r.disposed_on is null and r.due_on is not null`

/**
 * 自然资规〔2018〕1号: an approval lapses after two years with neither use nor compensation. It stays overdue until
 * the lapse, a withdrawal or a supply is entered.
 */
const batches = `select ${columns({
  kind: `'batch_lapse'`,
  subject: `'batch'`,
  subjectId: 'b.id',
  dueOn: `(b.approved_on + interval '2 years')::date`,
  facts: `json_build_object('code', b.code, 'name', b.name, 'approvalNo', b.approval_no)`,
  batchId: 'b.id',
})} from approval_batch b
    where b.zone_id = $1::int and coalesce(b.expropriated_m2, 0) = 0
      and not exists (select from batch_entry e where e.zone_id = b.zone_id and e.approval_batch_id = b.id)`

const targets = `select ${columns({
  kind: `'target'`,
  subject: `'target'`,
  subjectId: 't.id',
  dueOn: 't.due_on',
  facts: `json_build_object('title', t.title, 'stock', t.kind, 'year', t.year)`,
  responsible: 't.responsible',
})} from target t where t.zone_id = $1::int and t.ended_on is null`

const problems = `select ${columns({
  kind: `'problem'`,
  subject: `'problem'`,
  subjectId: 't.id',
  dueOn: 't.due_on',
  facts: `json_build_object('title', t.title, 'number', t.number, 'ownerUserId', t.owner_user_id)`,
  responsible: 't.owner',
  parcelId: `case when t.subject = 'parcel' then t.subject_id end`,
  batchId: `case when t.subject = 'batch' then t.subject_id end`,
})} from problem t where t.zone_id = $1::int and t.state in ('open', 'working') and t.due_on is not null`

/** The newest of what was attached under one name counts: a renewed paper settles the one that ran out. */
const evidence = `select ${columns({
  kind: `'evidence'`,
  subject: 'a.subject',
  subjectId: 'a.subject_id',
  part: 'a.id::text',
  dueOn: 'a.valid_until',
  facts: `json_build_object('name', a.name, 'kind', a.kind)`,
  parcelId: `case when a.subject = 'parcel' then a.subject_id end`,
  batchId: `case when a.subject = 'batch' then a.subject_id end`,
})} from attachment a
    where a.zone_id = $1::int and a.deleted_at is null and a.valid_until is not null
      and not exists (select from attachment n where n.zone_id = a.zone_id and n.subject = a.subject
        and n.subject_id = a.subject_id and n.step_n is not distinct from a.step_n and n.kind = a.kind
        and n.name = a.name and n.deleted_at is null
        and (n.valid_until is null or n.valid_until > a.valid_until) and n.id > a.id)`

const sources = [clues, caseSteps, works, payments, remediations, batches, targets, problems, evidence]

/** Every open matter of a zone; works and payments only up to a day, however far the others are. */
export async function findMatters(executor: Db, { zoneId, today, until }: Question): Promise<MatterRow[]> {
  const found: MatterRow[] = []
  for (const source of sources) {
    const text = `select * from (${source}) matter where $2::date <= $3::date`
    found.push(...(await run<MatterRow>(executor, text, [zoneId, today, until])))
  }
  return found
}
