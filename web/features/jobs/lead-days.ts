import { isLeads } from '#geodata/rules/watch/watch-rules.ts'

/** `30, 7` as people write it; undefined when the watch could not go by it. */
export function readLeads(text: string): number[] | undefined {
  const parts = text.split(/[\s,，、]+/).filter(Boolean)
  const days = parts.map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : NaN))
  return isLeads(days) ? [...days] : undefined
}

export const writeLeads = (days: unknown): string => (Array.isArray(days) ? days.join(', ') : '')
