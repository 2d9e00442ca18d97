import { isAbsolute, resolve } from 'node:path'

/** An optional picture under the land. Without one, nothing outside of this server is asked for anything. */
export type Basemap = {
  /** Templates with `{z}`, `{x}` and `{y}`; raster tiles in EPSG:3857. Empty for an archive. */
  tiles: string[]
  maxZoom: number
  /** Address of a PMTiles archive of raster tiles. */
  archive: string | null
  /** File on this machine behind `archive`, when it is ours to serve. */
  file: string | null
  attribution: string | null
}

export type BasemapSettings = { url: string | undefined; tiandituKey: string | undefined }

/** Where a PMTiles file of this machine is read. */
export const archivePath = '/tiles/basemap.pmtiles'

const template = /^(https?:\/\/|\/).*\{z\}/
const tiandituServers = [0, 1, 2, 3, 4, 5, 6, 7]

/** WMTS of 天地图 (lbs.tianditu.gov.cn): images in EPSG:3857, levels 1 to 18. */
const tianditu = (key: string): Basemap => ({
  tiles: tiandituServers.map(
    (server) =>
      `https://t${server}.tianditu.gov.cn/img_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img` +
      `&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`,
  ),
  maxZoom: 18,
  archive: null,
  file: null,
  attribution: '天地图',
})

/** The basemap that the settings name; a text says what is wrong with them. */
export function basemapOf({ url, tiandituKey }: BasemapSettings): Basemap | string | null {
  if (!url) return tiandituKey ? tianditu(tiandituKey) : null
  const base = { tiles: [], maxZoom: 18, archive: null, file: null, attribution: null }
  const address = url.replace(/^pmtiles:\/\//, '')
  if (address.endsWith('.pmtiles')) {
    if (/^https?:\/\//.test(address)) return URL.canParse(address) ? { ...base, archive: address } : unclear
    return isAbsolute(address) ? { ...base, archive: archivePath, file: resolve(address) } : unclear
  }
  if (!template.test(url) || !url.includes('{x}') || !url.includes('{y}')) return unclear
  const key = encodeURIComponent(tiandituKey ?? '')
  return { ...base, tiles: [url.replaceAll('{key}', key)] }
}

const unclear =
  'BASEMAP_URL must be tiles (https://…/{z}/{x}/{y}.png, a WMTS address with {z}, {x} and {y}) or the address or full path of a .pmtiles file'

/** Servers that the page may ask for the basemap, for the Content-Security-Policy. */
export function basemapOrigins(basemap: Basemap | null): string[] {
  const addresses = basemap ? [...basemap.tiles, basemap.archive ?? ''] : []
  return [...new Set(addresses.filter((address) => /^https?:/.test(address)).map((a) => new URL(a).origin))]
}
