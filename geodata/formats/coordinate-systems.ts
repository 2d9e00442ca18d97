import { ALL_CRS, type Datum, type GaussKrugerCrs, STORAGE_SRID } from '../crs/crs.ts'
import { type Transformation, transformer } from '../crs/transform.ts'

/**
 * Geographic systems fixed to a plate or an earlier epoch of ITRF, by datum: they differ from CGCS2000 by a
 * metre or two, which is told beside the layer. EPSG codes of their two-dimensional longitude–latitude forms.
 */
export const ballparkDatums: ReadonlyMap<number, { datum: string; names: RegExp }> = new Map([
  [4167, { datum: 'NZGD2000', names: /nzgd[ _]?2000|new zealand geodetic/i }],
  [4258, { datum: 'ETRS89', names: /etrs[ _]?(19)?89|european terrestrial/i }],
  [7844, { datum: 'GDA2020', names: /gda[ _]?2020|of australia 2020/i }],
  [4283, { datum: 'GDA94', names: /gda[ _]?(19)?94|of australia 1994/i }],
  [4269, { datum: 'NAD83', names: /nad[ _]?(19)?83|north[ _]american[ _](datum[ _]of[ _])?1983/i }],
  [4674, { datum: 'SIRGAS 2000', names: /sirgas[ _]?2000/i }],
  [6668, { datum: 'JGD2011', names: /jgd[ _]?2011/i }],
  [4612, { datum: 'JGD2000', names: /jgd[ _]?2000/i }],
  [4737, { datum: 'Korea 2000', names: /korea[ _]?2000|kgd[ _]?2002/i }],
  [3824, { datum: 'TWD97', names: /twd[ _]?97/i }],
  [8999, { datum: 'ITRF2008', names: /itrf[ _]?2008/i }],
  [9000, { datum: 'ITRF2014', names: /itrf[ _]?2014/i }],
])

/** Coordinates of a file, `[east or lng, north or lat]`, into EPSG:4490; null when there is no lawful way. */
export const toStorage = (srid: number): Transformation | null => {
  if (ballparkDatums.has(srid)) return (position) => position
  const found = transformer(srid, STORAGE_SRID)
  return found.ok ? found.transform : null
}

export const fromStorage = (srid: number): Transformation | null => {
  const found = transformer(STORAGE_SRID, srid)
  return found.ok ? found.transform : null
}

/** The numbered zone of a datum with this central meridian and false easting. */
export const zoneSystem = (
  datum: Datum,
  meridian: number,
  falseEastingM: number,
  width: 3 | 6,
): GaussKrugerCrs | undefined => {
  const zones = ALL_CRS.filter(
    (crs): crs is GaussKrugerCrs =>
      crs.kind === 'gauss-kruger' &&
      crs.datum === datum &&
      crs.centralMeridian === meridian &&
      crs.falseEastingM === falseEastingM,
  )
  return zones.find(({ zoneWidth }) => zoneWidth === width) ?? zones[0]
}
