import type { CollectionSpec } from '#geodata/model/collections.ts'
import { factCollections, findCollection } from '#geodata/model/collections.ts'

/**
 * Facts hang on a feature by their first reference (a supply on its parcel, an agreed start on its supply).
 * From that the whole tree below a feature is written as one JSON expression.
 */
const shortNames: Readonly<Record<string, string>> = {
  'supply-starts': 'starts',
  'batch-entries': 'entries',
  'batch-conditions': 'conditions',
  'indicator-values': 'indicatorValues',
  'factory-floors': 'floors',
  'factory-units': 'units',
}

const nameOf = (id: string) => shortNames[id] ?? id

function childrenOf(id: string): { spec: CollectionSpec; column: string }[] {
  return factCollections.flatMap((spec) => {
    const owner = spec.fields.find(({ type }) => type === 'reference')
    return owner?.type === 'reference' && owner.to === id ? [{ spec, column: owner.name }] : []
  })
}

/** Newest dates last, otherwise in the order of the title. */
const orderOf = (spec: CollectionSpec, alias: string): string => {
  const title = spec.fields.find(({ name }) => name === spec.title)
  const key = `${alias}.${spec.title}`
  return `${title?.type === 'text' ? `natural_order(${key}) collate "C"` : key} nulls last, ${alias}.id`
}

/** What stands behind `from` for a collection: its table, or its rows as of a day. */
type Rows = (collection: string) => string

function factJson(spec: CollectionSpec, alias: string, rows: Rows): string {
  const own = spec.fields.map(({ name }) => `'${name}', ${alias}.${name}`)
  const below = childrenOf(spec.id).map(
    (child) => `'${nameOf(child.spec.id)}', ${listJson(child, alias, rows)}`,
  )
  const pairs = [
    `'id', ${alias}.id`,
    `'version', ${alias}.version`,
    `'effective_on', ${alias}.effective_on`,
    ...own,
    ...below,
    ...indicatorOf(spec, alias, rows),
  ]
  return `json_build_object(${pairs.join(', ')})`
}

/** A value says little without what it measures. */
function indicatorOf(spec: CollectionSpec, alias: string, rows: Rows): string[] {
  const indicator = spec.id === 'indicator-values' ? findCollection('indicators') : undefined
  if (!indicator) return []
  const pairs = indicator.fields.map(({ name }) => `'${name}', i.${name}`)
  return [
    `'indicator', (select json_build_object('id', i.id, ${pairs.join(', ')}) from ${rows(indicator.id)} i
      where i.zone_id = ${alias}.zone_id and i.id = ${alias}.indicator_id)`,
  ]
}

function listJson(
  { spec, column }: { spec: CollectionSpec; column: string },
  outer: string,
  rows: Rows,
): string {
  const alias = `${outer}_${spec.table}`
  return `(select coalesce(json_agg(${factJson(spec, alias, rows)} order by ${orderOf(spec, alias)}), '[]')
    from ${rows(spec.id)} ${alias} where ${alias}.zone_id = ${outer}.zone_id and ${alias}.${column} = ${outer}.id)`
}

/** All facts below the feature `f`: `{supplies: [{…, starts: […]}], remediations: […], …}`. */
export function factsJson(collection: string, rows: Rows): string {
  const pairs = childrenOf(collection).map(
    (child) => `'${nameOf(child.spec.id)}', ${listJson(child, 'f', rows)}`,
  )
  const isParcel = collection === 'parcels'
  const around = isParcel ? [`'batch', ${batchJson(rows)}`, `'buildings', ${buildingsJson(rows)}`] : []
  return `json_build_object(${[...pairs, ...around].join(', ')})`
}

const batch = findCollection('approval-batches')!
const batchJson = (rows: Rows): string => `(select json_build_object('id', b.id, 'version', b.version,
    ${batch.fields.map(({ name }) => `'${name}', b.${name}`).join(', ')})
  from ${rows(batch.id)} b where b.zone_id = f.zone_id and b.id = f.approval_batch_id)`

const buildingsJson = (
  rows: Rows,
): string => `(select coalesce(json_agg(json_build_object('id', b.id, 'version', b.version, 'code', b.code,
    'name', b.name, 'status', b.status, 'gross_floor_area_m2', b.gross_floor_area_m2)
    order by natural_order(b.code) collate "C", b.id), '[]')
  from ${rows('factory-buildings')} b where b.zone_id = f.zone_id and b.parcel_id = f.id)`
