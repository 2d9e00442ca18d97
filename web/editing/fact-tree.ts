import type { CollectionSpec } from '#geodata/model/collections.ts'
import { factCollections } from '#geodata/model/collections.ts'
import type { Properties } from '#geodata/model/geojson.ts'

/** Names of lists in `facts` of a feature, where they are not the collection's own. */
const listNames: Readonly<Record<string, string>> = {
  'supply-starts': 'starts',
  'batch-entries': 'entries',
  'batch-conditions': 'conditions',
  'indicator-values': 'indicatorValues',
  'factory-floors': 'floors',
  'factory-units': 'units',
}

export type FactRow = Properties & { id: number; version: number }
/** All facts of one collection that hang on one owner, each with what hangs on it in turn. */
export type FactBranch = {
  spec: CollectionSpec
  /** The field that says what the fact hangs on. */
  ownerField: string
  ownerId: number
  facts: { row: FactRow; branches: FactBranch[] }[]
}

const ownerOf = (spec: CollectionSpec) => {
  const field = spec.fields.find(({ type }) => type === 'reference')
  return field?.type === 'reference' ? field : undefined
}

/** Collections of facts that hang on this one: supplies on parcels, agreed starts on supplies. */
export const factsOf = (collection: string): CollectionSpec[] =>
  factCollections.filter((spec) => ownerOf(spec)?.to === collection)

const isRow = (value: unknown): value is FactRow =>
  typeof value === 'object' && value !== null && 'id' in value && 'version' in value

/** The facts below a feature as the server tells them, by what they hang on. */
export function factTree(collection: string, ownerId: number, facts: Properties): FactBranch[] {
  return factsOf(collection).map((spec) => {
    const list = facts[listNames[spec.id] ?? spec.id]
    const rows = Array.isArray(list) ? list.filter(isRow) : []
    return {
      spec,
      ownerField: ownerOf(spec)!.name,
      ownerId,
      facts: rows.map((row) => ({ row, branches: factTree(spec.id, row.id, row) })),
    }
  })
}
