import type { ImportCode } from '#geodata/rules/import-codes.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { JobKey, Refused } from './import.queries.ts'
import type { FindingBatch, FindingCount, RowBatch, ImportFinding } from './import-protocol.ts'
import { severityOf } from './import-protocol.ts'

/** Rows and findings of a reading. */

/** A process writes only while the job is its own: one that was believed dead must not mix into a new reading. */
const mine = `exists (select from import_job j where j.zone_id = $1::int and j.id = $2::bigint
  and j.owner = $3::text and j.state = 'reading')`

/** Answers false when the job is gone or somebody else's. */
export async function insertRows(
  db: Db,
  { zoneId, id }: JobKey,
  owner: string,
  batch: RowBatch,
): Promise<boolean> {
  const rows = await run<{ count: number }>(
    db,
    `with stored as (
       insert into import_row
         (zone_id, import_id, row_no, title, geom, properties, area_m2, severity, reason)
       select $1::int, $2::bigint, u.row_no, u.title, u.geom::geometry, u.properties::jsonb, u.area_m2, u.severity, u.reason
       from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::smallint[], $10::text[])
         as u (row_no, title, geom, properties, area_m2, severity, reason)
       where ${mine} returning 1)
     select count(*)::int as count from stored`,
    [
      zoneId,
      id,
      owner,
      batch.rows,
      batch.titles,
      batch.geometries,
      batch.properties,
      batch.areas,
      batch.severities,
      batch.reasons,
    ],
  )
  if (rows[0]?.count === 0) return false
  if (batch.findings) await insertFindings(db, { zoneId, id }, batch.findings, false)
  return true
}

export async function insertFindings(
  db: Db,
  { zoneId, id }: JobKey,
  batch: FindingBatch,
  ofZone: boolean,
): Promise<void> {
  await run(
    db,
    `insert into import_finding (zone_id, import_id, row_no, line, code, severity, detail, of_zone)
     select $1::int, $2::bigint, u.row_no, u.line, u.code, u.severity, u.detail::jsonb, $3::boolean
     from unnest($4::int[], $5::int[], $6::text[], $7::smallint[], $8::text[])
       as u (row_no, line, code, severity, detail)`,
    [zoneId, id, ofZone, batch.rows, batch.lines, batch.codes, batch.severities, batch.details],
  )
}

/** A row is as bad as the worst that was found about it. */
export async function liftSeverities(db: Db, { zoneId, id }: JobKey): Promise<void> {
  await run(
    db,
    `update import_row r set severity = f.severity
     from (select row_no, max(severity) as severity from import_finding
           where zone_id = $1 and import_id = $2 and row_no is not null group by row_no) f
     where r.zone_id = $1 and r.import_id = $2 and r.row_no = f.row_no and r.severity < f.severity`,
    [zoneId, id],
  )
}

export async function findLastRow(db: Db, { zoneId, id }: JobKey): Promise<number> {
  const rows = await run<{ last: number | null }>(
    db,
    'select max(row_no) as last from import_row where zone_id = $1 and import_id = $2',
    [zoneId, id],
  )
  return rows[0]?.last ?? 0
}

export type RowCounts = { read: number; refused: number; areaM2: number | null; bbox: BBox | null }

export async function countRows(db: Db, { zoneId, id }: JobKey): Promise<RowCounts> {
  const rows = await run<RowCounts>(
    db,
    `select count(*)::int as read,
       (count(*) filter (where reason is not null or zone_reason is not null))::int as refused,
       sum(area_m2) filter (where reason is null and zone_reason is null) as "areaM2",
       (select json_build_array(ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e))
        from (select ST_Extent(geom) as e from import_row
              where zone_id = $1 and import_id = $2 and reason is null and zone_reason is null) x
        where e is not null) as bbox
     from import_row where zone_id = $1 and import_id = $2`,
    [zoneId, id],
  )
  return rows[0]!
}

export async function findRefused(
  db: Db,
  { zoneId, id }: JobKey,
  offset: number,
  limit: number,
): Promise<Refused[]> {
  return run<Refused>(
    db,
    `select row_no as row, title, coalesce(reason, zone_reason) as reason from import_row
     where zone_id = $1 and import_id = $2 and (reason is not null or zone_reason is not null)
     order by row_no offset $3 limit $4`,
    [zoneId, id, offset, limit],
  )
}

export async function countFindings(db: Db, { zoneId, id }: JobKey): Promise<FindingCount[]> {
  const rows = await run<{ code: ImportCode; severity: number; count: number }>(
    db,
    `select code, severity, count(*)::int as count from import_finding
     where zone_id = $1 and import_id = $2 group by code, severity order by severity desc, count(*) desc, code`,
    [zoneId, id],
  )
  return rows.map(({ severity, ...row }) => ({ ...row, severity: severityOf(severity) }))
}

/**
 * Statistics of the columns by which rows are found. Without them each row that something was found about is
 * looked for among all rows of its import: minutes for 60 000.
 */
export async function analyzeRows(db: Db): Promise<void> {
  await run(db, 'analyze import_row (zone_id, import_id, row_no, reason, zone_reason, severity)')
}

export type FindingFilter = { code?: string; offset: number; limit: number }

/** The worst first, then by row. */
export async function findFindings(
  db: Db,
  { zoneId, id }: JobKey,
  filter: FindingFilter,
): Promise<ImportFinding[]> {
  const rows = await run<{
    row: number | null
    line: number | null
    code: ImportCode
    severity: number
    detail: ImportFinding['detail'] | null
  }>(
    db,
    `select row_no as row, line, code, severity, detail from import_finding
     where zone_id = $1 and import_id = $2 and ($3::text is null or code = $3)
     order by severity desc, row_no nulls first, seq offset $4 limit $5`,
    [zoneId, id, filter.code ?? null, filter.offset, filter.limit],
  )
  return rows.map(({ row, line, code, severity, detail }) => ({
    code,
    severity: severityOf(severity),
    ...(row !== null && { row }),
    ...(line !== null && { line }),
    ...(detail && { detail }),
  }))
}

/** Rows drawn before the dry run is accepted: so many, the worst first. */
const previewRows = 5000
/** A shape is drawn with edges of no less than this part of the whole extent. */
const previewParts = 4000

/** The rows of a job as a GeoJSON collection, simplified for the map. */
export async function readPreview(db: Db, { zoneId, id }: JobKey): Promise<string> {
  const rows = await run<{ text: string }>(
    db,
    `with e as (
       select greatest(ST_XMax(b) - ST_XMin(b), ST_YMax(b) - ST_YMin(b)) / ${previewParts} as step, n
       from (select ST_Extent(geom) as b, count(geom)::int as n from import_row
             where zone_id = $1 and import_id = $2) x)
     select concat('{"type":"FeatureCollection","total":', coalesce((select n from e), 0), ',"features":[',
       string_agg(concat('{"type":"Feature","id":', r.row_no, ',"geometry":',
         ST_AsGeoJSON(coalesce(ST_Simplify(r.geom, e.step, true), r.geom), 7, 0), ',"properties":',
         json_build_object('row', r.row_no, 'title', r.title, 'severity', r.severity,
           'reason', coalesce(r.reason, r.zone_reason)), '}'), ','), ']}') as text
     from (select row_no, geom, title, severity, reason, zone_reason from import_row
           where zone_id = $1 and import_id = $2 and geom is not null
           order by severity desc, row_no limit ${previewRows}) r, e`,
    [zoneId, id],
  )
  return rows[0]!.text
}
