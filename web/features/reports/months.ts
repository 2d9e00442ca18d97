/** The months that can be reported on, the newest first: `2026-11`, `2026-10`, … */
export function reportMonths(today: string, count: number): string[] {
  const last = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  return Array.from({ length: count }, (_, back) => {
    const month = last - back
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

/** A month as it stands in an address. */
export const parseMonth = (text: unknown): string | undefined =>
  typeof text === 'string' && /^20\d{2}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined
