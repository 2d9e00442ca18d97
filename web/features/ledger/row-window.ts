/** Rows are asked for in pages; only those on the screen are drawn. */
export const rowHeight = 40
export const pageSize = 200
/** Browsers lay out no element taller than about 33 million pixels; beyond this the scroll bar is scaled. */
export const tallest = 12_000_000

export type RowWindow = { first: number; count: number; top: number }

export const scrollHeight = (total: number): number => Math.min(total * rowHeight, tallest)

/** Which rows stand in a viewport, and where the first one is drawn. */
export function windowAt(scrollTop: number, viewport: number, total: number, overscan = 6): RowWindow {
  const height = scrollHeight(total)
  const visible = Math.ceil(viewport / rowHeight)
  const room = Math.max(1, height - viewport)
  const share = Math.min(1, Math.max(0, scrollTop / room))
  const isScaled = total * rowHeight > tallest
  const position = isScaled ? share * Math.max(0, total - visible) : scrollTop / rowHeight
  const first = Math.max(0, Math.min(Math.floor(position) - overscan, total - 1))
  const count = Math.max(0, Math.min(total - first, visible + 2 * overscan))
  const top = isScaled ? scrollTop - (position - first) * rowHeight : first * rowHeight
  return { first, count, top: Math.max(0, top) }
}

/** The pages that hold these rows. */
export function pagesOf({ first, count }: RowWindow): number[] {
  if (count === 0) return []
  const from = Math.floor(first / pageSize)
  const to = Math.floor((first + count - 1) / pageSize)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
