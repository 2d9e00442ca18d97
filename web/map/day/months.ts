import { addDays, addMonths } from '#geodata/rules/periods.ts'

/** The steps of the time slider: the end of every month, and today as the last one. */
export function monthEnds(from: string, today: string): string[] {
  const days: string[] = []
  for (let begin = `${from.slice(0, 7)}-01`; ;) {
    const next = addMonths(begin, 1)
    const end = addDays(next, -1)
    if (end >= today) return [...days, today]
    days.push(end)
    begin = next
  }
}

/** The step that a day lies in: the last one that is not after it, or the first. */
export function stepOf(days: readonly string[], day: string): number {
  const at = days.findLastIndex((step) => step <= day)
  return Math.max(0, at)
}

export type Mark = { step: number; label: string }

/** Years below the slider: as many as there is room for, always at the end of their January. */
export function yearMarks(days: readonly string[], most: number): Mark[] {
  const years = days.flatMap((day, step) =>
    day.slice(5, 7) === '01' ? [{ step, label: day.slice(0, 4) }] : [],
  )
  const every = Math.max(1, Math.ceil(years.length / most))
  return years.filter((_, index) => index % every === 0)
}

/** A level at each step as a filled line in a box of `width` × `height`. */
export function areaPath(levels: readonly number[], most: number, width: number, height: number): string {
  if (levels.length < 2 || most <= 0) return ''
  const x = (step: number) => ((step / (levels.length - 1)) * width).toFixed(2)
  const y = (level: number) => (height - (level / most) * height).toFixed(2)
  const line = levels.map((level, step) => `L${x(step)} ${y(level)}`).join('')
  return `M0 ${height}${line}L${width} ${height}Z`
}
