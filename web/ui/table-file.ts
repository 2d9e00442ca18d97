import { strToU8, zipSync } from 'fflate'
import { writeCsv } from '#geodata/formats/csv.ts'
import type { XlsxColumn, XlsxValue } from '#geodata/formats/xlsx-writer.ts'
import { sheetEnd, sheetPath, sheetRow, sheetStart, xlsxFrame } from '#geodata/formats/xlsx-writer.ts'

/**
 * A column of a short table that is written into a file in the browser; long ones are written by the server. The file
 * is loaded when somebody asks for it.
 */
export type TableColumn<Row> = XlsxColumn & { value: (row: Row) => XlsxValue }

type Format = 'xlsx' | 'csv'
const mediaTypes: Readonly<Record<Format, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv;charset=utf-8',
}

/** `sums` stand under the rows, in bold. */
export function tableFile<Row>(
  format: Format,
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  sums?: readonly XlsxValue[],
): Uint8Array {
  const cells = rows.map((row) => columns.map(({ value }) => value(row)))
  if (format === 'csv')
    return writeCsv([columns.map(({ label }) => label), ...cells, ...(sums ? [sums] : [])])
  const sheet = [
    sheetStart(columns),
    ...cells.map((row, i) => sheetRow(columns, row, i + 2)),
    sums ? sheetRow(columns, sums, rows.length + 2, true) : '',
    sheetEnd(columns, rows.length + 1),
  ].join('')
  const files = { ...xlsxFrame(title.slice(0, 31)), [sheetPath]: sheet }
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))
}

/** Gives the table to the person as a download. */
export function saveTable<Row>(
  format: Format,
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  sums?: readonly XlsxValue[],
): void {
  const bytes = tableFile(format, title, columns, rows, sums)
  const address = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mediaTypes[format] }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${title}.${format}`
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
