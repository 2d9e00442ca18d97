import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import type { Position } from '#geodata/model/geojson.ts'
import { bboxCenter } from '#geodata/geometry/bbox.ts'
import { findZoneExtent } from '../zones/zone.queries.ts'
import type { AreaTolerance } from './import-protocol.ts'

export const defaultAreaTolerance: AreaTolerance = { share: 0.001, areaM2: 1 }

/** Key of the dated zone setting `{share, areaM2}`: how far a declared area may be from the computed one. */
export const areaToleranceKey = 'import.area_tolerance'

export async function findAreaTolerance(db: Db, zoneId: number, today: string): Promise<AreaTolerance> {
  const { rows } = await sql<{ value: Partial<AreaTolerance> }>`
    select value from zone_setting
    where zone_id = ${zoneId} and key = ${areaToleranceKey} and effective_on <= ${today}::date
    order by effective_on desc limit 1`.execute(db)
  const value = rows[0]?.value
  const positive = (given: unknown, fallback: number) =>
    typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : fallback
  return {
    share: positive(value?.share, defaultAreaTolerance.share),
    areaM2: positive(value?.areaM2, defaultAreaTolerance.areaM2),
  }
}

export async function findZoneCentre(db: Db, zoneId: number): Promise<Position | null> {
  const extent = await findZoneExtent(db, zoneId)
  return extent && bboxCenter(extent)
}

/** Limits of one reading. Together with the server they stay below 1.5 GiB beyond the idle process. */
export const readingLimits = {
  heapMb: 768,
  silentMs: 120_000,
  /** What an archive may inflate to. */
  archiveBytes: 512 * 1024 * 1024,
}
