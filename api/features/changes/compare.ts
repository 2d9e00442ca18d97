import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { VersionRow } from './version.queries.ts'

export type FeatureStateView = { properties: Record<string, unknown>; geometry?: unknown }

export const stateOf = (row: VersionRow | undefined, withGeometry = true): FeatureStateView | null =>
  row ? { properties: row.properties, ...(withGeometry && row.geometry && { geometry: row.geometry }) } : null

const areaOf = (row: VersionRow | undefined): number | null => {
  const area = row?.properties['area_ellipsoidal_m2']
  return typeof area === 'number' ? area : null
}

/** How much ground was won or lost; null where nothing has an area. */
export function areaDeltaM2(before: VersionRow | undefined, after: VersionRow | undefined): number | null {
  const [old, fresh] = [areaOf(before), areaOf(after)]
  return old === null && fresh === null ? null : (fresh ?? 0) - (old ?? 0)
}

/** Names of the fields that differ, `geometry` first. Computed fields follow from others and are not named. */
export function changedFields(
  spec: CollectionSpec,
  before: VersionRow | undefined,
  after: VersionRow | undefined,
): string[] {
  if (!before || !after) return []
  const sameGeometry = JSON.stringify(before.geometry) === JSON.stringify(after.geometry)
  const fields = spec.fields.filter(
    ({ name, computed }) => !computed && before.properties[name] !== after.properties[name],
  )
  return [...(sameGeometry ? [] : ['geometry']), ...fields.map(({ name }) => name)]
}
