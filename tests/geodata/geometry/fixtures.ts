import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../fixtures/', import.meta.url)

/** Reads one JSON file under tests/fixtures; the caller names its shape. */
export const readFixture = <T>(path: string): T =>
  JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T

export const fixtureNames = (path: string, extension: string): string[] =>
  readdirSync(new URL(path, folder)).filter((name) => name.endsWith(extension))

/** A small generator with a seed (mulberry32): the same numbers on every run. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
