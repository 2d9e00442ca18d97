import type { Geometry, Position } from '../model/geojson.ts'

type Nested = Position | Nested[]

const isPosition = (nested: Nested): nested is Position => typeof nested[0] === 'number'

const mapNested = (nested: Nested, change: (position: Position) => Position): Nested =>
  isPosition(nested) ? change(nested) : nested.map((inner) => mapNested(inner, change))

/** The geometry with every position replaced; the original stays as it is. */
export const mapPositions = <G extends Geometry>(geometry: G, change: (position: Position) => Position): G =>
  ({ ...geometry, coordinates: mapNested(geometry.coordinates as Nested, change) }) as G

function eachNested(nested: Nested, visit: (position: Position) => void): void {
  if (isPosition(nested)) visit(nested)
  else for (const inner of nested) eachNested(inner, visit)
}

/** Calls back with every position, in order. */
export const eachPosition = (geometry: Geometry, visit: (position: Position) => void): void =>
  eachNested(geometry.coordinates as Nested, visit)
