import { createHash } from 'node:crypto'

/**
 * JSON with its names in order and no spaces: the same contents have the same text, whoever has written them, also
 * after a stay in a `jsonb` column.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(',')}}`
}

/** SHA-256 of frozen contents, by which a later change of them would show. */
export const contentsHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex')
