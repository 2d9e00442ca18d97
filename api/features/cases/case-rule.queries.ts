import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CaseRuleName, CaseRuleSetting } from '#geodata/rules/case-rules.ts'

/** Keys of `zone_setting` that are rules of cases: `rule.case.` and the name of the rule. */
const prefix = 'rule.case.'

export type SetRule = CaseRuleSetting & { setBy: string | null; setAt: string }

type Row = {
  key: string
  effective_on: string
  value: unknown
  source: string | null
  set_by: string | null
  set_at: string
}

/** What a zone has set over the national rules of cases, oldest first. */
export async function findCaseRuleSettings(executor: Db, zoneId: number): Promise<SetRule[]> {
  const rows = await run<Row>(
    executor,
    `select z.key, z.effective_on, z.value, z.source, z.set_at, coalesce(u.name, z.set_by) as set_by
     from zone_setting z left join auth_user u on u.id = z.set_by
     where z.zone_id = $1::int and z.key like '${prefix}%' order by z.effective_on, z.key`,
    [zoneId],
  )
  return rows.map((row) => ({
    name: row.key.slice(prefix.length),
    from: row.effective_on,
    value: row.value,
    source: row.source ?? '',
    setBy: row.set_by,
    setAt: new Date(row.set_at).toISOString(),
  }))
}

/** One value from a day on; what was set for the same day before is replaced. */
export const keepCaseRule = (
  executor: Db,
  zoneId: number,
  userId: string,
  { name, from, value, source }: CaseRuleSetting,
): Promise<unknown> =>
  run(
    executor,
    `insert into zone_setting (zone_id, key, effective_on, value, source, set_by)
     values ($1::int, $2::text, $3::date, $4::jsonb, $5::text, $6::text)
     on conflict (zone_id, key, effective_on) do update
       set value = excluded.value, source = excluded.source, set_by = excluded.set_by, set_at = now()`,
    [zoneId, prefix + name, from, JSON.stringify(value), source, userId],
  )

/** Takes a setting back; answers whether it was there. */
export async function dropCaseRule(
  executor: Db,
  zoneId: number,
  name: CaseRuleName,
  from: string,
): Promise<boolean> {
  const rows = await run(
    executor,
    `delete from zone_setting where zone_id = $1::int and key = $2::text and effective_on = $3::date
     returning key`,
    [zoneId, prefix + name, from],
  )
  return rows.length > 0
}
