import { type Zone, zoneByNumber } from '../crs/crs.ts'
import type { BBox } from '../model/geojson.ts'
import type { CoordinateText, TextBlock } from './coordinate-text-parse.ts'
import type { Finding, ReadRequest } from './exchange.ts'
import type { FindingCode } from './finding-codes.ts'
import { type Placement, crsCandidates, placeFor, placementOf } from './placement.ts'

/** How the rows of a file are to be read: which column is north, and where the numbers lie. */
export type RowReading = {
  /** Column 3 is the easting and column 4 the northing. */
  swapped: boolean
  /** In metres rather than degrees. */
  metric: boolean
  placement: Placement
}

type Magnitude = 'north' | 'plain_east' | 'prefixed_east' | 'degrees' | 'other'

const magnitudeOf = (value: number): Magnitude => {
  if (Math.abs(value) <= 180) return 'degrees'
  if (value >= 100_000 && value < 1_000_000) return 'plain_east'
  if (value >= 1_500_000 && value < 6_500_000) return 'north'
  return value >= 13_000_000 && value < 46_000_000 ? 'prefixed_east' : 'other'
}

type Tally = {
  upright: number
  swapped: number
  degrees: number
  /** Degrees with the longitude in column 3. */
  degreesSwapped: number
  /** How often each prefix of an easting occurs; 0 is none. */
  prefixes: Map<number, number>
  extent: BBox | null
}

const isEast = (magnitude: Magnitude): boolean => magnitude === 'plain_east' || magnitude === 'prefixed_east'

function* pairsOf(blocks: TextBlock[]): Generator<[number, number]> {
  for (const { rings } of blocks)
    for (const { first, second } of rings)
      for (let i = 0; i < first.length; i++) yield [first[i]!, second[i]!]
}

const stretched = (box: BBox | null, x: number, y: number): BBox =>
  box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y]

const isMetric = ({ upright, swapped, degrees }: Tally): boolean => degrees <= upright + swapped

const isSwapped = (tally: Tally): boolean =>
  isMetric(tally) ? tally.swapped > tally.upright : tally.degreesSwapped * 2 > tally.degrees

const tallyOf = (blocks: TextBlock[]): Tally => {
  const tally: Tally = {
    upright: 0,
    swapped: 0,
    degrees: 0,
    degreesSwapped: 0,
    prefixes: new Map(),
    extent: null,
  }
  for (const [first, second] of pairsOf(blocks)) {
    const [a, b] = [magnitudeOf(first), magnitudeOf(second)]
    if (a === 'degrees' && b === 'degrees') {
      tally.degrees++
      if (first > second && first > 60) tally.degreesSwapped++
    }
    const upright = a === 'north' && isEast(b)
    const swapped = b === 'north' && isEast(a)
    if (upright) tally.upright++
    if (swapped) tally.swapped++
    if (!upright && !swapped) continue
    const prefix = Math.floor((upright ? second : first) / 1_000_000)
    tally.prefixes.set(prefix, (tally.prefixes.get(prefix) ?? 0) + 1)
  }
  const swap = isSwapped(tally)
  for (const [first, second] of pairsOf(blocks))
    tally.extent = swap ? stretched(tally.extent, first, second) : stretched(tally.extent, second, first)
  return tally
}

type Datum = 'cgcs2000' | 'xian80' | 'beijing54' | null

const datumOf = (name: string): Datum => {
  if (/2000|CGCS/i.test(name)) return 'cgcs2000'
  if (/80|西安/.test(name)) return 'xian80'
  return /54|北京/.test(name) ? 'beijing54' : null
}

const widthOf = (text: string): 3 | 6 | null => {
  const digit = /[36三六]/.exec(text)?.[0]
  if (digit === undefined) return null
  return digit === '3' || digit === '三' ? 3 : 6
}

const zoneIn = (number: number, width: 3 | 6 | null): Zone | undefined =>
  (width ? zoneByNumber(number, width) : undefined) ?? zoneByNumber(number, 3) ?? zoneByNumber(number, 6)

const mostCommon = (prefixes: Map<number, number>): number | null =>
  [...prefixes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null

type Stated = { zone: Zone | undefined; prefixed: boolean; findings: Finding[] }

/** The zone by the prefix of the eastings, else by 带号; a header that disagrees with the prefix is told. */
const statedZone = ({ header }: CoordinateText, { prefixes }: Tally): Stated => {
  const findings: Finding[] = []
  const warn = (code: FindingCode, key: string, detail: Record<string, string | number>): void => {
    const line = header.get(key)?.line
    findings.push({ code, severity: 'warning', detail, ...(line ? { line } : {}) })
  }
  const widthKey = header.has('几度分带') ? '几度分带' : '分带'
  const width = widthOf(header.get(widthKey)?.value ?? '')
  const written = header.get('带号')?.value ?? ''
  const number = Number(/\d+/.exec(written)?.[0] ?? 0)
  const prefix = mostCommon(prefixes) ?? 0
  const zone = zoneIn(prefix > 0 ? prefix : number, width)
  if (prefix > 0 && number !== prefix && number > 0)
    warn('zone_number_differs', '带号', { written: number, prefix })
  else if (prefix === 0 && !zone) warn('zone_number_invalid', '带号', { written })
  if (zone && width && zone.width !== width)
    warn('zone_width_differs', widthKey, { written: width, zone: zone.zoneNumber })
  return { zone, prefixed: prefix > 0, findings }
}

const meridianZone = ({ header }: CoordinateText): Zone | undefined => {
  const text = (header.get('中央子午线') ?? header.get('中央经线'))?.value ?? ''
  const meridian = Number(/\d+/.exec(text)?.[0] ?? 0)
  return meridian % 3 === 0 ? zoneByNumber(meridian / 3, 3) : undefined
}

const unknownPlacement = (
  extent: BBox | null,
  request: ReadRequest,
  finding: Finding,
  name: string,
): Placement => ({
  crs: {
    srid: null,
    how: 'unknown',
    candidates: crsCandidates(extent, request.near),
    ...(name ? { name } : {}),
  },
  place: null,
  findings: [finding],
})

const placementByHeader = (text: CoordinateText, tally: Tally, request: ReadRequest): Placement => {
  const { extent } = tally
  const name = text.header.get('坐标系')?.value ?? ''
  const datum = datumOf(name)
  if (datum === 'xian80' || datum === 'beijing54') {
    const detail = { datum, name }
    const finding: Finding = { code: 'datum_needs_local_parameters', severity: 'error', detail }
    return unknownPlacement(extent, request, finding, name)
  }
  if (datum === null)
    return unknownPlacement(extent, request, { code: 'crs_missing', severity: 'error' }, name)
  if (!isMetric(tally)) return placementOf({ extent, stated: { srid: 4490, how: 'header', name } }, request)
  const { zone, prefixed, findings } = statedZone(text, tally)
  const used = zone ?? (prefixed ? undefined : meridianZone(text))
  if (!used) {
    const placement = unknownPlacement(extent, request, { code: 'zone_unknown', severity: 'error' }, name)
    return { ...placement, findings: [...findings, ...placement.findings] }
  }
  const srid = prefixed ? used.prefixedSrid : used.plainSrid
  return { crs: { srid, how: 'header', name, candidates: [] }, place: placeFor(srid), findings }
}

/**
 * 坐标系 × 几度分带 × (prefix of the easting, else 带号). The prefix wins over a header that disagrees. Columns in
 * the wrong order are recognised by size, since northings have seven digits and eastings six or eight.
 */
export const rowReading = (text: CoordinateText, request: ReadRequest): RowReading => {
  const tally = tallyOf(text.blocks)
  const swapped = request.choices?.swapAxes ?? isSwapped(tally)
  const metric = isMetric(tally)
  // The columns are put upright here, so no further swap is looked for.
  const upright: ReadRequest = { ...request, choices: { ...request.choices, swapAxes: false } }
  const asked = request.choices?.crs !== undefined
  const placement = asked
    ? placementOf({ extent: tally.extent }, upright)
    : placementByHeader(text, tally, upright)
  const findings: Finding[] = swapped ? [{ code: 'axes_swapped', severity: 'warning' }] : []
  return { swapped, metric, placement: { ...placement, findings: [...findings, ...placement.findings] } }
}
