import type { AsOf } from '#api/http/as-of.ts'
import type { AskedPlaces } from './as-of-rows.ts'
import { specAsOf } from './as-of-rows.ts'
import { statusAsOf, viewAsOf } from './as-of-views.ts'
import type { Source, SourceProperty } from './sources.ts'
import type { Parameters } from './statement.ts'

/** A millisecond after the instant: instants are given in milliseconds, and all of the last one counts. */
const after = (instant: string): string => new Date(Date.parse(instant) + 1).toISOString()

export const askedPlaces = ({ on, known }: AsOf, parameters: Parameters): AskedPlaces => ({
  // A statement may compare two days: each is a parameter of its own.
  on: parameters.share(`on ${on}`, on, 'date'),
  before: parameters.share('before', known === null ? 'infinity' : after(known), 'timestamptz'),
  known: parameters.share('known', known, 'timestamptz'),
})

/** States of parcels follow from facts: on another day they are another, and computed for the rows that are shown. */
const propertyAsOf = (property: SourceProperty): SourceProperty =>
  property.name === 'status' ? { ...property, sql: statusAsOf('f') } : property

/** The same source as of a day; reference layers have no past and stay as they are. */
export function sourceAsOf(source: Source, asOf: AsOf | undefined): Source {
  if (asOf === undefined || source.kind === 'reference') return source
  const properties = source.id === 'parcels' ? source.properties.map(propertyAsOf) : source.properties
  return { ...source, asOf, properties }
}

/** What stands behind `from`: the table or view, or its rows as of the day of the source. */
export function rowsOf(source: Source, asOf: AsOf | undefined, parameters: Parameters): string {
  if (asOf === undefined || source.kind === 'reference') return source.table
  const places = askedPlaces(asOf, parameters)
  return source.kind === 'view' ? viewAsOf(source.id, places) : specAsOf(source.id, places)
}
