/** Civil dates as `YYYY-MM-DD`. No clock: every date comes from an argument. */

const DAY_MS = 86_400_000

const parse = (date: string) => Date.parse(`${date}T00:00:00Z`)
const write = (instant: number) => new Date(instant).toISOString().slice(0, 10)

export const addDays = (date: string, days: number): string => write(parse(date) + days * DAY_MS)

export const yearOf = (date: string): number => Number(date.slice(0, 4))
