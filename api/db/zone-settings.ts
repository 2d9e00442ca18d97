import type { Db } from './database.ts'
import { run } from './raw.ts'

/** One value of a setting of a zone, in force from a day on, with what it rests on and who set it. */
export type ZoneSetting<Name extends string = string> = {
  name: Name
  from: string
  value: unknown
  source: string
  setBy: string | null
  setAt: string
}

type Row = {
  key: string
  effective_on: string
  value: unknown
  source: string | null
  set_by: string | null
  set_at: string
}

/** The settings of a zone whose keys begin with `prefix`: rules of the clock, rules of cases. */
export function zoneSettings<Name extends string>(prefix: string) {
  return {
    /** What a zone has set, oldest first. */
    async find(executor: Db, zoneId: number): Promise<ZoneSetting<Name>[]> {
      const rows = await run<Row>(
        executor,
        `select z.key, z.effective_on, z.value, z.source, z.set_at, coalesce(u.name, z.set_by) as set_by
         from zone_setting z left join auth_user u on u.id = z.set_by
         where z.zone_id = $1::int and z.key like $2::text || '%' order by z.effective_on, z.key`,
        [zoneId, prefix],
      )
      return rows.map((row) => ({
        name: row.key.slice(prefix.length) as Name,
        from: row.effective_on,
        value: row.value,
        source: row.source ?? '',
        setBy: row.set_by,
        setAt: new Date(row.set_at).toISOString(),
      }))
    },

    /** One value from a day on; what was set for the same day before is replaced. */
    async keep(
      executor: Db,
      zoneId: number,
      userId: string,
      { name, from, value, source }: Pick<ZoneSetting<Name>, 'name' | 'from' | 'value' | 'source'>,
    ): Promise<void> {
      await run(
        executor,
        `insert into zone_setting (zone_id, key, effective_on, value, source, set_by)
         values ($1::int, $2::text, $3::date, $4::jsonb, $5::text, $6::text)
         on conflict (zone_id, key, effective_on) do update
           set value = excluded.value, source = excluded.source, set_by = excluded.set_by, set_at = now()`,
        [zoneId, prefix + name, from, JSON.stringify(value), source, userId],
      )
    },

    /** Takes a setting back; answers whether it was there. */
    async drop(executor: Db, zoneId: number, name: string, from: string): Promise<boolean> {
      const rows = await run(
        executor,
        `delete from zone_setting where zone_id = $1::int and key = $2::text and effective_on = $3::date
         returning key`,
        [zoneId, prefix + name, from],
      )
      return rows.length > 0
    },
  }
}
