import type { CollectionSpec } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { DatedFact } from '#geodata/model/dated-facts.ts'
import { datedFacts } from '#geodata/model/dated-facts.ts'
import { fieldNames, geometryColumns, measuredColumns } from './collection-sql.ts'

/**
 * The rows of a collection on a day, as they were known at an instant (docs/decisions/0007): SQL over living rows and
 * past versions, in the columns of the table. Each branch can be narrowed by id, by place and by reference, so that
 * the indexes of both tables serve.
 */

/** Places of the parameters in a statement: the day, the end of what counts as known, the instant asked for. */
export type AskedPlaces = { on: string; before: string; known: string }

const system = ['zone_id', 'id', 'version', 'change_id', 'effective_on', 'recorded_at']

const drawn = (spec: CollectionSpec): string[] => {
  if (spec.geometry === 'none') return []
  return spec.geometry === 'polygon' ? ['geom_3857', 'label_3857'] : ['geom_3857']
}

const columnsOf = (spec: CollectionSpec): string[] => [
  ...system,
  ...geometryColumns(spec),
  ...drawn(spec),
  ...measuredColumns(spec),
  ...fieldNames(spec),
]

/** What was asked goes along with every row, for what is computed from it later. */
const asked = ({ on, known }: AskedPlaces): string => `${on} as asked_on, ${known} as asked_known`

type ColumnSql = (name: string) => string

const branch = (spec: CollectionSpec, places: AskedPlaces, from: string, where: string, sql: ColumnSql) =>
  `select ${columnsOf(spec)
    .map((name) => `${sql(name)} as ${name}`)
    .join(', ')}, ${asked(places)} from ${from} where ${where}`

export function rowsAsOf(spec: CollectionSpec, places: AskedPlaces): string {
  const dated = datedFacts[spec.id]
  return `(${(dated ? datedBranches(spec, dated, places) : versionBranches(spec, places)).join(' union all ')})`
}

/**
 * A version says all about its feature from its day on, and an ending that there is none from its day on; what was
 * recorded later counts more. So the last of both that was known and whose day had come tells the state on a day.
 */
function versionBranches(spec: CollectionSpec, places: AskedPlaces): string[] {
  const { on, before } = places
  const { table } = spec
  const begun = (alias: string) => `${alias}.recorded_at < ${before} and ${alias}.effective_on <= ${on}`
  const isOver = (alias: string) => `${alias}.superseded_at < ${before} and ${alias}.effective_until <= ${on}`
  const same = (alias: string) => `${alias}.zone_id = h.zone_id and ${alias}.id = h.id`
  const past = `${begun('h')} and not (${isOver('h')})
    and not exists (select from ${table}_history l where ${same('l')} and l.version > h.version
      and (${begun('l')} or (l.ended and ${isOver('l')})))
    and not exists (select from ${table} t where ${same('t')} and ${begun('t')})`
  return [
    branch(spec, places, `${table} t`, begun('t'), (name) => `t.${name}`),
    branch(spec, places, `${table}_history h`, past, (name) => `h.${name}`),
  ]
}

/**
 * A fact with a day of its own is as its newest known version tells it, from its own day on, and without what came
 * after the day asked for. Only what it hangs on is read from the version of that day: a contract goes over to the
 * pieces of a parcel on the day the parcel is divided, and not before.
 */
function datedBranches(spec: CollectionSpec, dated: DatedFact, places: AskedPlaces): string[] {
  const { on, before } = places
  const { table } = spec
  const isThere = (alias: string) =>
    `${alias}.recorded_at < ${before} and coalesce(${alias}.${dated.by}, ${alias}.effective_on) <= ${on}`
  const references = new Set(spec.fields.filter(({ type }) => type === 'reference').map(({ name }) => name))
  const told =
    (alias: string, isMoved: boolean): ColumnSql =>
    (name) => {
      if (dated.events.includes(name)) return `case when ${alias}.${name} <= ${on} then ${alias}.${name} end`
      const event = dated.details?.[name]
      if (event) return `case when ${alias}.${event} > ${on} then null else ${alias}.${name} end`
      return isMoved && references.has(name) ? referenceOnDay(table, alias, name, places) : `${alias}.${name}`
    }
  const unaltered = `(t.version = 1 or t.effective_on <= ${on})`
  const altered = `t.version > 1 and t.effective_on > ${on}`
  const past = `${isThere('h')}
    and not exists (select from ${table}_history l where l.zone_id = h.zone_id and l.id = h.id
      and l.version > h.version and l.recorded_at < ${before})
    and not exists (select from ${table} t where t.zone_id = h.zone_id and t.id = h.id and t.recorded_at < ${before})
    and not (h.ended and h.superseded_at < ${before}
      and (h.effective_until <= ${on} or h.effective_until <= h.effective_on))`
  return [
    branch(spec, places, `${table} t`, `${isThere('t')} and ${unaltered}`, told('t', false)),
    branch(spec, places, `${table} t`, `${isThere('t')} and ${altered}`, told('t', true)),
    branch(spec, places, `${table}_history h`, past, told('h', true)),
  ]
}

/** What a fact hung on: the last version whose day had come, or the first one when it was entered afterwards. */
function referenceOnDay(table: string, alias: string, name: string, { on, before }: AskedPlaces): string {
  return `case when ${alias}.version = 1 or ${alias}.effective_on <= ${on} then ${alias}.${name}
    else (select e.${name} from ${table}_history e
      where e.zone_id = ${alias}.zone_id and e.id = ${alias}.id and e.version < ${alias}.version
        and e.recorded_at < ${before} and (e.effective_on <= ${on} or e.version = 1)
      order by e.version desc limit 1) end`
}

export const specAsOf = (collection: string, places: AskedPlaces): string =>
  rowsAsOf(findCollection(collection)!, places)
