import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { geometryJson, propertiesJson } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { VersionRef } from './feature.queries.ts'

/** One version of a feature, living or past. */
export type VersionRow = VersionRef & {
  changeId: number
  effectiveOn: string
  properties: Record<string, unknown>
  geometry: Geometry | null
  /** Set on past versions: the change that replaced or ended it. */
  supersededBy: number | null
  ended: boolean
}

const columns = (spec: CollectionSpec, alias: string) => `
  ${alias}.id, ${alias}.version, ${alias}.change_id as "changeId", ${alias}.effective_on as "effectiveOn",
  ${propertiesJson(spec, alias)} as properties, ${geometryJson(spec, alias)} as geometry`

/** All versions of a feature, oldest first. */
export async function findVersions(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  id: number,
): Promise<VersionRow[]> {
  return run<VersionRow>(
    executor,
    `select ${columns(spec, 'h')}, h.superseded_by as "supersededBy", h.ended
     from ${spec.table}_history h where h.zone_id = $1::int and h.id = $2::bigint
     union all
     select ${columns(spec, 't')}, null, false
     from ${spec.table} t where t.zone_id = $1::int and t.id = $2::bigint
     order by 2`,
    [zoneId, id],
  )
}

/** Particular versions of some features. */
export async function findVersionsOf(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  refs: readonly VersionRef[],
): Promise<VersionRow[]> {
  const asked = 'unnest($2::bigint[], $3::int[]) as u (id, version)'
  return run<VersionRow>(
    executor,
    `select ${columns(spec, 'h')}, h.superseded_by as "supersededBy", h.ended
     from ${asked} join ${spec.table}_history h
       on h.zone_id = $1::int and h.id = u.id and h.version = u.version
     union all
     select ${columns(spec, 't')}, null, false
     from ${asked} join ${spec.table} t on t.zone_id = $1::int and t.id = u.id and t.version = u.version`,
    [zoneId, refs.map(({ id }) => id), refs.map(({ version }) => version)],
  )
}
