import type { BBox, Position } from '../model/geojson.ts'
import { bboxContainsPosition } from '../geometry/bbox.ts'
import { zoneByNumber } from './crs.ts'
import { transform } from './transform.ts'
import { STORAGE_SRID } from './crs.ts'

/**
 * A position as people type it: degrees in either order (`111.0,35.0`, `35.0 111.0`), degrees with minutes and
 * seconds (`111°30′15″E 35°2′N`), or survey coordinates in either order, X north and Y east with or without
 * the zone number (`3880000, 37500000`).
 */
export type FoundPosition = { position: Position; srid: number }

/** Degrees beyond these do not lie in China; what is typed is then something else. */
const china: BBox = [73, 3, 136, 54]
const number = String.raw`[-+]?\d+(?:\.\d+)?`
const pair = new RegExp(
  `^[(（\\[]?\\s*[XxYy]?\\s*[=:：]?\\s*(${number})\\s*(?:[,，;；/]|\\s)\\s*[XxYy]?\\s*[=:：]?\\s*(${number})\\s*[)）\\]]?$`,
)
const angle =
  /([NSEW北南东西])?(?:纬|经)?\s*(\d{1,3}(?:\.\d+)?)\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*[′'‘’分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:″|"|”|“|''|秒)\s*)?([NSEW])?/giu

const isInChina = (position: Position) => bboxContainsPosition(china, position)

/** Both readings of two numbers, the usual one first, kept when they lie in China. */
function inDegrees(a: number, b: number): FoundPosition[] {
  const readings: Position[] = [
    [a, b],
    [b, a],
  ]
  return readings.filter(isInChina).map((position) => ({ position, srid: STORAGE_SRID }))
}

/** X (north) has seven digits, Y (east) six, or eight with the zone number before it (domain.md §6.1). */
function inMetres(a: number, b: number, planarSrid: number): FoundPosition[] {
  const [north, east] = a >= 1e6 && a < 1e7 ? [a, b] : [b, a]
  if (north < 1e6 || north >= 1e7) return []
  const srid = planeOf(east, planarSrid)
  if (srid === undefined) return []
  const position = transform([east, north], srid, STORAGE_SRID)
  return isInChina(position) ? [{ position, srid }] : []
}

function planeOf(east: number, planarSrid: number): number | undefined {
  if (east >= 1e5 && east < 1e6) return plainSrid(planarSrid)
  if (east < 1e7 || east >= 1e8) return undefined
  const zoneNumber = Math.floor(east / 1e6)
  return zoneByNumber(zoneNumber, zoneNumber < 25 ? 6 : 3)?.prefixedSrid
}

/** 4513…4533 (3°) and 4491…4501 (6°) carry the zone number; the system without it follows. */
function plainSrid(planarSrid: number): number {
  if (planarSrid >= 4513 && planarSrid <= 4533) return planarSrid + 21
  return planarSrid >= 4491 && planarSrid <= 4501 ? planarSrid + 11 : planarSrid
}

function inAngles(text: string): FoundPosition[] {
  const found = [...text.matchAll(angle)].map(
    ([, before = '', degrees, minutes = '0', seconds = '0', after = '']) => ({
      degrees: Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600,
      letter: (before || after).toUpperCase(),
      minutes: Number(minutes),
      seconds: Number(seconds),
    }),
  )
  const [first, second] = found
  if (!first || !second || found.length > 2) return []
  if (found.some(({ minutes, seconds }) => minutes >= 60 || seconds >= 60)) return []
  if (/[NS北南]/.test(first.letter) || /[EW东西]/.test(second.letter))
    return inDegrees(second.degrees, first.degrees).slice(0, 1)
  return inDegrees(first.degrees, second.degrees).slice(0, 1)
}

/** What a text may mean as a position, the likeliest first; empty when it is none. */
export function parsePosition(text: string, planarSrid: number): FoundPosition[] {
  if (text.length > 100) return []
  const numbers = pair.exec(text.trim())
  if (!numbers) return inAngles(text)
  const [a, b] = [Number(numbers[1]), Number(numbers[2])]
  return Math.abs(a) <= 360 && Math.abs(b) <= 360 ? inDegrees(a, b) : inMetres(a, b, planarSrid)
}
