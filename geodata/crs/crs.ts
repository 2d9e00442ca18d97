/**
 * The coordinate reference systems that land data in China comes in (domain.md §6.1). Everything is kept and
 * transformed as `[east or lng, north or lat]`, whatever order a standard prints.
 */

export type Datum = 'cgcs2000' | 'wgs84' | 'xian80' | 'beijing54'
export type ZoneWidth = 3 | 6

type Named = { srid: number; nameZh: string; nameEn: string; datum: Datum }

export type GeographicCrs = Named & { kind: 'geographic'; northFirst: boolean }
export type WebMercatorCrs = Named & { kind: 'web-mercator'; northFirst: false }
export type GaussKrugerCrs = Named & {
  kind: 'gauss-kruger'
  /** EPSG defines X = north first, Y = east second. */
  northFirst: true
  zoneWidth: ZoneWidth
  zoneNumber: number
  centralMeridian: number
  falseEastingM: number
  /** Whether the zone number (带号) stands before the easting: 37 500 000 instead of 500 000. */
  prefixed: boolean
}

/**
 * `northFirst`: whether the definition of the system puts the north or latitude axis first, as OGC interfaces
 * have to print it. Systems of `xian80` and `beijing54` are known by name only: their shift to CGCS2000 needs
 * local parameters, which are controlled data, so `transform` refuses them.
 */
export type Crs = GeographicCrs | WebMercatorCrs | GaussKrugerCrs

/**
 * `CRS84` (longitude first) has no EPSG number and takes the OGC one that is used in its place. Its numbers are
 * those of 4326; only the printed order differs.
 */
export const CRS84_SRID = 84
export const STORAGE_SRID = 4490
export const WEB_MERCATOR_SRID = 3857

const CRS84: GeographicCrs = {
  srid: CRS84_SRID,
  nameZh: 'CRS84（经度在前）',
  nameEn: 'CRS84 (longitude first)',
  datum: 'wgs84',
  kind: 'geographic',
  northFirst: false,
}

const geographic = (srid: number, nameZh: string, nameEn: string, datum: Datum): GeographicCrs => ({
  srid,
  nameZh,
  nameEn,
  datum,
  kind: 'geographic',
  northFirst: true,
})

const WEB_MERCATOR: WebMercatorCrs = {
  srid: WEB_MERCATOR_SRID,
  nameZh: 'WGS 84 / 网络墨卡托',
  nameEn: 'WGS 84 / Pseudo-Mercator',
  datum: 'wgs84',
  kind: 'web-mercator',
  northFirst: false,
}

const ZONES: Readonly<Record<ZoneWidth, { first: number; last: number }>> = {
  3: { first: 25, last: 45 },
  6: { first: 13, last: 23 },
}

const meridianOf = (zoneNumber: number, width: ZoneWidth) =>
  width === 3 ? 3 * zoneNumber : 6 * zoneNumber - 3

/** What is added to the zone number to get the EPSG code: with the zone prefix, and by central meridian. */
type Offsets = Record<ZoneWidth, { prefixed: number; plain: number }>

const FAMILIES: { datum: Datum; zh: string; en: string; offsets: Offsets }[] = [
  {
    datum: 'cgcs2000',
    zh: 'CGCS2000',
    en: 'CGCS2000',
    offsets: { 3: { prefixed: 4488, plain: 4509 }, 6: { prefixed: 4478, plain: 4489 } },
  },
  {
    datum: 'xian80',
    zh: '西安80',
    en: 'Xian 1980',
    offsets: { 3: { prefixed: 2324, plain: 2345 }, 6: { prefixed: 2314, plain: 2325 } },
  },
  {
    datum: 'beijing54',
    zh: '北京54',
    en: 'Beijing 1954',
    offsets: { 3: { prefixed: 2376, plain: 2397 }, 6: { prefixed: 21400, plain: 21440 } },
  },
]

function zoneSystem(
  family: (typeof FAMILIES)[number],
  zoneWidth: ZoneWidth,
  zoneNumber: number,
  prefixed: boolean,
): GaussKrugerCrs {
  const centralMeridian = meridianOf(zoneNumber, zoneWidth)
  const offset = family.offsets[zoneWidth]
  const [zh, en] = prefixed
    ? [`${zoneNumber}带`, `zone ${zoneNumber}`]
    : [`中央经线${centralMeridian}°E`, `CM ${centralMeridian}E`]
  return {
    srid: zoneNumber + (prefixed ? offset.prefixed : offset.plain),
    nameZh: `${family.zh} / ${zoneWidth}度带 ${zh}`,
    nameEn: `${family.en} / ${zoneWidth === 3 ? '3-degree ' : ''}Gauss-Kruger ${en}`,
    datum: family.datum,
    kind: 'gauss-kruger',
    northFirst: true,
    zoneWidth,
    zoneNumber,
    centralMeridian,
    falseEastingM: 500_000 + (prefixed ? zoneNumber * 1_000_000 : 0),
    prefixed,
  }
}

function* zoneSystems(family: (typeof FAMILIES)[number]): Generator<GaussKrugerCrs> {
  for (const width of [3, 6] as const) {
    for (const prefixed of [true, false]) {
      for (let zone = ZONES[width].first; zone <= ZONES[width].last; zone++) {
        yield zoneSystem(family, width, zone, prefixed)
      }
    }
  }
}

/** All systems known by number, the common ones first. */
export const ALL_CRS: readonly Crs[] = [
  geographic(STORAGE_SRID, 'CGCS2000 经纬度', 'CGCS2000', 'cgcs2000'),
  geographic(4326, 'WGS 84 经纬度', 'WGS 84', 'wgs84'),
  CRS84,
  WEB_MERCATOR,
  ...FAMILIES.flatMap((family) => [...zoneSystems(family)]),
  geographic(4610, '西安80 经纬度', 'Xian 1980', 'xian80'),
  geographic(4214, '北京54 经纬度', 'Beijing 1954', 'beijing54'),
]

const BY_SRID: ReadonlyMap<number, Crs> = new Map(ALL_CRS.map((crs) => [crs.srid, crs]))

export const crsBySrid = (srid: number): Crs | undefined => BY_SRID.get(srid)

/** Whether coordinates have to wait for local parameters before they can be compared with CGCS2000. */
export const needsLocalParameters = (crs: Crs): boolean => crs.datum === 'xian80' || crs.datum === 'beijing54'

/** The systems between which coordinates can be transformed. */
export const TRANSFORMABLE_CRS: readonly Crs[] = ALL_CRS.filter((crs) => !needsLocalParameters(crs))

export type Zone = {
  width: ZoneWidth
  zoneNumber: number
  centralMeridian: number
  /** EPSG code of the CGCS2000 zone with 带号 before the easting, and of the one without. */
  prefixedSrid: number
  plainSrid: number
}

const OFFSETS = FAMILIES[0]!.offsets

export function zoneByNumber(zoneNumber: number, width: ZoneWidth): Zone | undefined {
  const { first, last } = ZONES[width]
  if (!Number.isInteger(zoneNumber) || zoneNumber < first || zoneNumber > last) return undefined
  return {
    width,
    zoneNumber,
    centralMeridian: meridianOf(zoneNumber, width),
    prefixedSrid: zoneNumber + OFFSETS[width].prefixed,
    plainSrid: zoneNumber + OFFSETS[width].plain,
  }
}

/** The CGCS2000 zone in which a longitude lies; undefined outside the zones of China. */
export const zoneFor = (lng: number, width: ZoneWidth): Zone | undefined =>
  zoneByNumber(width === 3 ? Math.round(lng / 3) : Math.floor(lng / 6) + 1, width)
