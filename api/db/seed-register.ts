import { claimSource, demoClaims } from '#geodata/demo/claims.ts'
import { closingOf, demoProblems } from '#geodata/demo/problems.ts'
import type { DemoPeriod, DemoSubject } from '#geodata/demo/responsibilities.ts'
import { demoResponsibilities } from '#geodata/demo/responsibilities.ts'
import { digitsOf } from '#geodata/rules/claims/claim-checks.ts'
import { allocateIds } from './bulk.ts'
import type { Db } from './database.ts'
import { run } from './raw.ts'

const author = '示范数据'

/** What people enter beside the land: published figures, who answers for what, the register of problems. */
export async function seedRegister(trx: Db, zoneId: number, today: string): Promise<void> {
  const subjects = await openSubjects(trx, zoneId)
  await seedClaims(trx, zoneId)
  await seedResponsibilities(trx, zoneId, demoResponsibilities(subjects, today))
  await seedProblems(trx, zoneId, subjects, today)
}

/** Land that is still to be disposed of, its batches and its cases, in the order of their codes. */
const openSubjects = (trx: Db, zoneId: number): Promise<DemoSubject[]> =>
  run<DemoSubject>(
    trx,
    `with land as (
       select p.id, p.code, p.approval_batch_id, coalesce(r.kind, case when p.status = 'unsupplied' then p.status
           else 'idle' end) as kind, coalesce(r.found_on, p.effective_on) as since_on
       from parcel p
       left join lateral (
         select m.kind, m.found_on from remediation m
         where m.zone_id = p.zone_id and m.parcel_id = p.id and m.disposed_on is null
         order by m.found_on desc, m.id desc limit 1) r on true
       where p.zone_id = $1::int and (r.kind is not null or p.status in ('unsupplied', 'idle', 'disposing')))
     select subject, id, kind, since_on as "sinceOn" from (
       select 1 as place, 'parcel' as subject, id, kind, since_on, code from land
       union all
       select 2, 'batch', b.id, null, b.approved_on, b.code from approval_batch b where b.zone_id = $1::int
         and exists (select from land l where l.approval_batch_id = b.id and l.kind = 'unsupplied')
       union all
       select 3, 'case', c.id, null, c.opened_on, c.number from land_case c
       where c.zone_id = $1::int and c.closed_on is null) s
     order by place, natural_order(code) collate "C"`,
    [zoneId],
  )

async function seedClaims(trx: Db, zoneId: number): Promise<void> {
  const rows = demoClaims.map(({ second, scopeFilter, ...claim }) => ({
    zoneId,
    ...claim,
    scopeFilter: JSON.stringify(scopeFilter ?? {}),
    source: claimSource,
    digits: digitsOf(claim.value),
    secondMeasure: second?.measure ?? null,
    secondUnit: second?.unit ?? null,
    secondValue: second?.value ?? null,
    secondDigits: second ? digitsOf(second.value) : null,
    endedOn: null,
    createdBy: author,
    updatedBy: author,
  }))
  await trx.insertInto('claim').values(rows).execute()
}

async function seedResponsibilities(trx: Db, zoneId: number, periods: readonly DemoPeriod[]): Promise<void> {
  if (periods.length === 0) return
  const ids = await allocateIds(trx, periods.length)
  const rows = periods.map(({ handedOver, ...period }, i) => ({
    zoneId,
    id: ids[i]!,
    ...period,
    userId: null,
    follows: handedOver ? ids[i - 1]! : null,
    createdBy: author,
    updatedBy: author,
  }))
  await trx.insertInto('responsibility').values(rows).execute()
}

async function seedProblems(
  trx: Db,
  zoneId: number,
  subjects: readonly DemoSubject[],
  today: string,
): Promise<void> {
  const problems = demoProblems(today)
  const ids = await allocateIds(trx, problems.length)
  const subjectOf = (about: (typeof problems)[number]['about']) => {
    if (!about) return undefined
    const like = subjects.filter(({ subject, kind }) =>
      about.kind === 'batch' ? subject === 'batch' : subject === 'parcel' && kind === about.kind,
    )
    return like.length ? like[about.index % like.length] : undefined
  }
  const rows = problems.map((problem, i) => {
    const { about, entries, ...kept } = problem
    const { owner, dueOn, state } = entries.at(-1)!
    const subject = subjectOf(about)
    return {
      zoneId,
      id: ids[i]!,
      ...kept,
      ...closingOf(problem),
      subject: subject?.subject ?? null,
      subjectId: subject?.id ?? null,
      owner,
      ownerUserId: null,
      dueOn,
      state,
      createdBy: entries[0]!.by,
      updatedBy: entries.at(-1)!.by,
    }
  })
  await trx.insertInto('problem').values(rows).execute()
  const entries = problems.flatMap((problem, i) =>
    problem.entries.map(({ by, ...entry }, n) => ({
      zoneId,
      problemId: ids[i]!,
      n: n + 1,
      ...entry,
      userId: null,
      userName: by,
    })),
  )
  await trx.insertInto('problemEntry').values(entries).execute()
}
