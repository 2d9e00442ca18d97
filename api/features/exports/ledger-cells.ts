import { AREA_DIGITS, convertArea, roundTo } from '#geodata/geometry/units.ts'
import type { XlsxColumn } from '#geodata/formats/xlsx-writer.ts'
import { isSummable } from '#api/db/sources.ts'
import type { PlannedColumn } from './export-plan.ts'
import type { Cell } from './export.queries.ts'

const decimalsOf = ({ as, decimals }: PlannedColumn): number | undefined =>
  decimals ?? (as ? AREA_DIGITS[as] : undefined)

/** What stands in a cell for a stored value. Rounding happens only here, so sums are rounded after adding. */
export function shownCell(column: PlannedColumn, value: Cell | undefined): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') {
    const converted = column.as ? convertArea(value, 'm2', column.as) : value
    const decimals = decimalsOf(column)
    return decimals === undefined ? converted : roundTo(converted, decimals)
  }
  const key = String(value)
  const words = column.codes
  return words && Object.hasOwn(words, key) ? words[key]! : value
}

/** The last row: sums where adding makes sense, the label before the first of them. */
export function sumRow(
  columns: readonly PlannedColumn[],
  sums: Readonly<Record<string, number>>,
  label: string,
): Cell[] {
  const cells = columns.map((column): Cell => {
    const { property } = column
    return isSummable(property) ? shownCell(column, sums[property.name] ?? 0) : null
  })
  const free = cells.indexOf(null)
  if (free >= 0) cells[free] = label
  return cells
}

const sheetKinds = {
  text: 'text',
  code: 'text',
  reference: 'text',
  integer: 'integer',
  number: 'number',
  date: 'date',
  instant: 'instant',
  boolean: 'boolean',
} as const

export function sheetColumn(column: PlannedColumn): XlsxColumn {
  const decimals = decimalsOf(column)
  return {
    label: column.label,
    kind: sheetKinds[column.property.kind],
    ...(decimals === undefined ? {} : { decimals }),
  }
}
