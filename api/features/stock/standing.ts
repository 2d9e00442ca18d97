import { knownAt } from '#api/http/as-of.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'

/** SQL of questions about the stock of a day, as it was known at an instant. */

/** Values of a statement and the places where they stand. */
export type Binder = { values: unknown[]; bind(value: unknown, type: string): string }

export function openBinder(): Binder {
  const values: unknown[] = []
  return { values, bind: (value, type) => `$${values.push(value)}::${type}` }
}

/** The two times of a question, bound once. */
export type Moment = { zone: string; on: string; known: string | null; knownText: string }

export function bindMoment({ bind }: Binder, zoneId: number, { on, known }: AsOf): Moment {
  const knownText = known === null ? '' : bind(known, 'timestamptz')
  return {
    zone: bind(zoneId, 'int'),
    on: bind(on, 'date'),
    known: known === null ? null : knownText,
    knownText,
  }
}

const standingColumns = `m.parcel_id, m.batch_id, m.level_m2, m.state, m.since_on, m.moved_on, m.open_remediation_id`

/**
 * Movements as they were known, from the indexes on what is held to be true now: living ones, and with an instant only
 * those recorded by then, together with those that were found untrue since.
 */
function movementsKnown(
  { known, knownText }: Moment,
  columns: string,
  conditions: readonly string[],
): string {
  const living = conditions.map((one) => [one, 'm.voided_at is null'])
  const until = `${knownText} + interval '1 millisecond'`
  const parts =
    known === null
      ? living
      : [
          ...living.map((part) => [...part, `m.recorded_at < ${until}`]),
          [`(${conditions.join(' or ')})`, `m.recorded_at < ${until}`, `m.voided_at >= ${until}`],
        ]
  return parts
    .map((part) => `select ${columns} from stock_movement m where ${part.join(' and ')}`)
    .join(' union all ')
}

/** What stands in stock on a day: a row for each parcel. With `parcel`, of that one, as it is known now. */
export function standing(moment: Moment, kind: StockKind, parcel?: string): string {
  const { zone, on } = moment
  const stands = `m.zone_id = ${zone} and m.kind = '${kind}' and m.level_m2 > 0 and m.moved_on <= ${on}`
  if (parcel !== undefined)
    return `select ${standingColumns} from stock_movement m where ${stands} and m.parcel_id = ${parcel}
      and m.voided_at is null and (m.until_on is null or m.until_on > ${on})`
  return movementsKnown(moment, standingColumns, [
    `${stands} and m.until_on is null`,
    `${stands} and m.until_on is not null and m.until_on > ${on}`,
  ])
}

/** What remediations had taken out of stock by a day: a row for each disposal, as large as what it took. */
function disposed(moment: Moment, kind: StockKind): string {
  const columns = `m.parcel_id, m.batch_id, -m.area_m2 as level_m2, 'disposed' as state, m.moved_on as since_on,
    m.moved_on, m.remediation_id as open_remediation_id`
  return movementsKnown(moment, columns, [
    `m.zone_id = ${moment.zone} and m.kind = '${kind}' and m.moved_on <= ${moment.on} and ${isDisposal('m')}`,
  ])
}

export const stockParts = ['remaining', 'disposed'] as const
export type StockPart = (typeof stockParts)[number]

/** Land of a kind on a day: what still stands in stock, or what has been disposed of. */
export const landOf = (moment: Moment, kind: StockKind, part: StockPart = 'remaining'): string =>
  part === 'disposed' ? disposed(moment, kind) : standing(moment, kind)

/** Rows whose instant in `column` had come when it was asked; all of them for what is known now. */
export const recordedBy = ({ known, knownText }: Moment, column: string): string =>
  known === null ? 'true' : `${column} < ${knownText} + interval '1 millisecond'`

/** Rows of an append-only table that were known: living ones, or those of the instant. */
export const isKnown = ({ known, knownText }: Moment, alias: string): string =>
  known === null ? `${alias}.voided_at is null` : knownAt(alias, knownText)

/**
 * Rows of a collection as they were known: the living ones, or with an instant those of then, past ones included.
 * `filter` narrows both halves and names the table `t`.
 */
export function versionsOf(
  { zone, known, knownText }: Moment,
  table: string,
  columns: string,
  filter = 'true',
): string {
  if (known === null) return `select ${columns} from ${table} t where t.zone_id = ${zone} and ${filter}`
  const until = `${knownText} + interval '1 millisecond'`
  return `select ${columns} from ${table} t
      where t.zone_id = ${zone} and t.recorded_at < ${until} and ${filter}
    union all select ${columns} from ${table}_history t
      where t.zone_id = ${zone} and t.recorded_at < ${until} and t.superseded_at >= ${until} and ${filter}`
}

/** Land leaves the account by a disposal where a remediation stood for it. */
export const isDisposal = (alias: string): string =>
  `(${alias}.remediation_id is not null and ${alias}.area_m2 < 0 and ${alias}.movement not in ('corrected', 'remeasured'))`

/** Parcels as they were known, those that had ended by then included: on an earlier day they stood in stock. */
export function parcelsEver(moment: Moment, columns: string, filter = 'true'): string {
  const { zone, known, knownText } = moment
  const until = known === null ? `'infinity'` : `${knownText} + interval '1 millisecond'`
  return `${versionsOf(moment, 'parcel', columns, filter)}
    union all select ${columns} from parcel_history t
      where t.zone_id = ${zone} and t.ended and t.superseded_at < ${until} and ${filter}
        and not exists (select from parcel l where l.zone_id = t.zone_id and l.id = t.id and l.recorded_at < ${until})
        and not exists (select from parcel_history l where l.zone_id = t.zone_id and l.id = t.id
          and l.version > t.version and l.recorded_at < ${until})`
}
