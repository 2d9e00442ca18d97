/**
 * The question behind `/readyz`. A poisoned embedded engine answers every query with no rows and no error, so
 * only the right answer counts: 1, and the overlay of two squares (PostgreSQL, PostGIS and GEOS in one go).
 */
export const healthQuestion = `
  select 1 as one, ST_Area(ST_Intersection(
    ST_GeomFromText('POLYGON((0 0,2 0,2 2,0 2,0 0))', 4490),
    ST_GeomFromText('POLYGON((1 1,3 1,3 3,1 3,1 1))', 4490))) as overlay`

export function assertHealthy(rows: Record<string, unknown>[]): void {
  const [row] = rows
  if (row?.['one'] !== 1 || row['overlay'] !== 1) {
    throw new Error(`the database gave a wrong answer to a known question: ${JSON.stringify(rows)}`)
  }
}
