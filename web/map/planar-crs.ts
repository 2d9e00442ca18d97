import { ALL_CRS, crsBySrid } from '#geodata/crs/crs.ts'

/**
 * The system of the same zone whose easting carries the zone number, as survey papers write it: 4546 → 4525.
 * A system without such a twin answers with itself.
 */
export function prefixedSrid(srid: number): number {
  const own = crsBySrid(srid)
  if (own?.kind !== 'gauss-kruger' || own.prefixed) return srid
  const twin = ALL_CRS.find(
    (crs) =>
      crs.kind === 'gauss-kruger' &&
      crs.prefixed &&
      crs.datum === own.datum &&
      crs.zoneWidth === own.zoneWidth &&
      crs.zoneNumber === own.zoneNumber,
  )
  return twin?.srid ?? srid
}
