/**
 * The rows of a collection as they were on a day, as far as an instant knew it: of every feature the newest version
 * that was true on the day. Facts carry days of their own (signed, entered, found), so one that was only written down
 * later counts with its first version; boundaries do not exist before they are in force.
 */
export type AsOfRows = {
  table: string
  columns: readonly string[]
  /** Condition on a row `t`; names in it never come from a request. */
  filter: string
  /** Whether features that come into force only later are left out. */
  isStrict?: boolean
  /** Parameters of the day and of the instant (text or null). */
  on: string
  known: string
}

export function rowsAsOf({ table, columns, filter, isStrict = false, on, known }: AsOfRows): string {
  const until = `coalesce(${known}::timestamptz + interval '1 millisecond', 'infinity')`
  const names = columns.map((name) => `t.${name}`).join(', ')
  const ids = `(select t.id from ${table} t where t.zone_id = $1::int and ${filter}
    union select t.id from ${table}_history t where t.zone_id = $1::int and ${filter})`
  return `(select * from (
    select distinct on (t.id) t.* from (
      select t.id, t.version, t.effective_on, null::date as gone_on, ${names}
      from ${table} t where t.zone_id = $1::int and t.id in ${ids} and t.recorded_at < ${until}
      union all
      select t.id, t.version, t.effective_on,
        case when t.ended and t.superseded_at < ${until} then t.effective_until end, ${names}
      from ${table}_history t where t.zone_id = $1::int and t.id in ${ids} and t.recorded_at < ${until}
    ) t
    order by t.id, (t.effective_on <= ${on}::date) desc,
      case when t.effective_on <= ${on}::date then t.version else -t.version end desc) t
    where (t.gone_on is null or t.gone_on > ${on}::date) and ${filter}
      ${isStrict ? `and t.effective_on <= ${on}::date` : ''})`
}
