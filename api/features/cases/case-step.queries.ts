import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CaseDeadline, StepValues } from '#geodata/rules/case/case-state.ts'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'

export type StepRow = {
  n: number
  step: CaseStep | 'correction'
  doneOn: string
  dueOn: string | null
  voids: number | null
  values: StepValues
  opens: readonly CaseDeadline[]
  basis: CaseBasis
  documentNo: string | null
  note: string | null
  recordId: number
  recordNumber: string
  /** The change in which the step stored the land facts that it implies. */
  changeId: number | null
  /** The remediation that a determination found or made. */
  remediationId: number | null
  by: string
  recordedAt: string
}

const stepColumns = `t.n, t.step, t.done_on as "doneOn", t.due_on as "dueOn", t.voids, t.values, t.opens, t.basis,
  t.document_no as "documentNo", t.note, t.record_id as "recordId", r.number as "recordNumber",
  t.change_id as "changeId", t.remediation_id as "remediationId", t.user_name as by,
  t.recorded_at as "recordedAt"`
const stepSource = `from case_step t join record r on r.zone_id = t.zone_id and r.id = t.record_id`

/** All rows of a case, those that were voided and the corrections that voided them as well. */
export const findSteps = (executor: Db, zoneId: number, caseId: number): Promise<StepRow[]> =>
  run<StepRow>(
    executor,
    `select ${stepColumns} ${stepSource} where t.zone_id = $1::int and t.case_id = $2::bigint order by t.n`,
    [zoneId, caseId],
  )

/** All rows of some cases, with what each rested on. */
export const findKeptStepsOf = (
  executor: Db,
  zoneId: number,
  caseIds: readonly number[],
): Promise<(StepRow & { caseId: number })[]> =>
  run<StepRow & { caseId: number }>(
    executor,
    `select t.case_id as "caseId", ${stepColumns} ${stepSource}
     where t.zone_id = $1::int and t.case_id = any ($2::bigint[]) order by t.case_id, t.n`,
    [zoneId, caseIds],
  )

export type PastStep = Pick<
  StepRow,
  'n' | 'step' | 'doneOn' | 'voids' | 'values' | 'opens' | 'remediationId' | 'by' | 'recordedAt'
> & { caseId: number }

/** The rows of some cases that were known at an instant. */
export const findStepsOf = (
  executor: Db,
  zoneId: number,
  caseIds: readonly number[],
  known: string | null,
): Promise<PastStep[]> =>
  run<PastStep>(
    executor,
    `select t.case_id as "caseId", t.n, t.step, t.done_on as "doneOn", t.voids, t.values, t.opens,
       t.remediation_id as "remediationId", t.user_name as by, t.recorded_at as "recordedAt"
     from case_step t where t.zone_id = $1::int and t.case_id = any ($2::bigint[])
       and t.recorded_at < coalesce($3::timestamptz + interval '1 millisecond', 'infinity')
     order by t.case_id, t.n`,
    [zoneId, caseIds, known],
  )

export type NewStepRow = Omit<StepRow, 'recordNumber' | 'by' | 'recordedAt' | 'basis'> & {
  basis: CaseBasis | null
  userId: string | null
  userName: string
}

export async function insertStep(
  trx: Db,
  zoneId: number,
  caseId: number,
  { values, opens, basis, ...row }: NewStepRow,
): Promise<void> {
  await trx
    .insertInto('caseStep')
    .values({
      zoneId,
      caseId,
      ...row,
      values: JSON.stringify(values),
      opens: JSON.stringify(opens),
      basis: JSON.stringify(basis),
    })
    .execute()
}

/** Puts the open deadlines of a case in the place of those it had. */
export async function keepDeadlines(
  trx: Db,
  zoneId: number,
  caseId: number,
  deadlines: readonly CaseDeadline[],
): Promise<void> {
  await trx.deleteFrom('caseDeadline').where('zoneId', '=', zoneId).where('caseId', '=', caseId).execute()
  if (deadlines.length === 0) return
  const rows = deadlines.map(({ step, kind, after, on, endsOn, isCertain, rule }) => ({
    zoneId,
    caseId,
    step,
    kind,
    afterOn: after,
    dueOn: on,
    endsOn,
    isCertain,
    rule,
  }))
  await trx.insertInto('caseDeadline').values(rows).execute()
}
