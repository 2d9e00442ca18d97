import type { Crs } from '#geodata/crs/crs.ts'
import { WEB_MERCATOR_SRID } from '#geodata/crs/crs.ts'
import type { Source, SourceProperty } from './sources.ts'

/**
 * GeoJSON is put together by the database and passes through Node as text (performance.md: 1.4 times as fast,
 * and decimals keep their digits). All expressions speak of the row `f`.
 */

/** Boundaries lie on a grid of 1e-9 degree, where they are valid; with fewer digits they need not be. */
const degreeDigits = 9
/** 0.01 mm: a tenth of the grid, so that rounding does not make neighbours cross. */
const metreDigits = 5
/** Imported as they were, off the grid: every digit counts. */
const allDigits = 15

/** The geometry in a reference system, axes in the order that its definition prints. */
export function geometryJson(source: Source, crs: Crs): string {
  if (source.geometry === 'none') return `'null'`
  const digits =
    source.kind === 'reference' ? allDigits : crs.kind === 'geographic' ? degreeDigits : metreDigits
  return `ST_AsGeoJSON(${geometryIn(crs)}, ${digits}, 0)`
}

function geometryIn(crs: Crs): string {
  const projected =
    crs.kind === 'geographic'
      ? 'f.geom'
      : crs.srid === WEB_MERCATOR_SRID
        ? 'f.geom_3857'
        : `ST_Transform(f.geom, ${crs.srid})`
  return crs.northFirst ? `ST_FlipCoordinates(${projected})` : projected
}

export const shown = ({ hidden }: SourceProperty): boolean => !hidden

/** The row's properties as JSON text; people's own attributes of a reference layer win over ours. */
export function propertiesJson(source: Source, properties: readonly SourceProperty[]): string {
  if (source.kind === 'reference') {
    const ours = properties.filter(({ attribute }) => attribute === undefined)
    const pairs = ours.map(({ name, sql }) => `'${name}', ${sql}`).join(', ')
    return `(jsonb_strip_nulls(jsonb_build_object(${pairs})) || f.properties)::text`
  }
  const columns = properties.map(({ name, sql }) => `${sql} as "${name}"`).join(', ')
  return `(select row_to_json(p)::text from (select ${columns}) p)`
}

export function featureJson(
  source: Source,
  crs: Crs,
  properties: readonly SourceProperty[] = source.properties.filter(shown),
): string {
  return `concat('{"type":"Feature","id":', f.id, ',"geometry":', ${geometryJson(source, crs)},
    ',"properties":', ${propertiesJson(source, properties)}, '}')`
}

/**
 * What tells one state of a row from another. A view joins several rows whose versions move apart, so the
 * instant of the last change says it there.
 */
export const versionTag = (source: Source): string =>
  source.kind === 'view'
    ? `concat(f.version, '.', (extract(epoch from f.recorded_at) * 1000000)::bigint)`
    : 'f.version::text'

/** `[west, south, east, north]` in degrees, or null. */
export const bboxJson = `json_build_array(ST_XMin(f.geom), ST_YMin(f.geom), ST_XMax(f.geom), ST_YMax(f.geom))`

const mercatorRadiusM = 6378137
const degreesOf = (point: string) => `json_build_array(
    round(degrees(ST_X(${point}) / ${mercatorRadiusM})::numeric, 9),
    round(degrees(atan(sinh(ST_Y(${point}) / ${mercatorRadiusM})))::numeric, 9))`

/** A position `[lng, lat]` that lies on the feature; polygons keep theirs beside the boundary. */
export const pointJson = (source: Pick<Source, 'geometry'>): string =>
  source.geometry === 'polygon' ? degreesOf('f.label_3857') : degreesOf('ST_PointOnSurface(f.geom_3857)')
