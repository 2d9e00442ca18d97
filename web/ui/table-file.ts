import { strToU8, zipSync } from 'fflate'
import { writeCsv } from '#geodata/formats/csv.ts'
import type { XlsxColumn, XlsxValue } from '#geodata/formats/xlsx-writer.ts'
import { sheetEnd, sheetPath, sheetRow, sheetStart, xlsxFrame } from '#geodata/formats/xlsx-writer.ts'

/**
 * A short table that is written into a file in the browser, under the headings that were seen; long ones are written by
 * the server. This file is loaded when somebody asks for it.
 */
export type TableFile = {
  title: string
  columns: readonly XlsxColumn[]
  rows: readonly (readonly XlsxValue[])[]
  /** Stand under the rows, in bold. */
  sums?: readonly XlsxValue[] | undefined
}
/** A column that says itself what stands in it. */
export type TableColumn<Row> = XlsxColumn & { value: (row: Row) => XlsxValue }
export type TableFormat = 'xlsx' | 'csv'

const mediaTypes: Readonly<Record<TableFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv;charset=utf-8',
}

function tableBytes(format: TableFormat, { title, columns, rows, sums }: TableFile): Uint8Array {
  if (format === 'csv') return writeCsv([columns.map(({ label }) => label), ...rows, ...(sums ? [sums] : [])])
  const sheet = [
    sheetStart(columns),
    ...rows.map((row, i) => sheetRow(columns, row, i + 2)),
    sums ? sheetRow(columns, sums, rows.length + 2, true) : '',
    sheetEnd(columns, rows.length + 1),
  ].join('')
  const files = { ...xlsxFrame(title.slice(0, 31)), [sheetPath]: sheet }
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))
}

export function tableFile<Row>(
  format: TableFormat,
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  sums?: readonly XlsxValue[],
): Uint8Array {
  const cells = rows.map((row) => columns.map(({ value }) => value(row)))
  return tableBytes(format, { title, columns, rows: cells, sums })
}

function save(bytes: Uint8Array, format: TableFormat, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mediaTypes[format] }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}.${format}`
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Gives a finished table to the person as a download. */
export const saveSheet = (format: TableFormat, name: string, file: TableFile): void =>
  save(tableBytes(format, file), format, name)

/** Gives rows to the person as a download. */
export function saveTable<Row>(
  format: TableFormat,
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  sums?: readonly XlsxValue[],
): void {
  save(tableFile(format, title, columns, rows, sums), format, title)
}
