import type { XlsxColumn, XlsxValue } from '#geodata/formats/xlsx-writer.ts'
import { writeCsv } from '#geodata/formats/csv.ts'
import { sheetEnd, sheetPath, sheetRow, sheetStart, xlsxFrame } from '#geodata/formats/xlsx-writer.ts'

/** A table as the page shows it, on its way into a file: exactly these rows, the sum below. */
export type Sheet = {
  title: string
  columns: readonly XlsxColumn[]
  rows: readonly (readonly XlsxValue[])[]
  sum?: readonly XlsxValue[]
}

export function csvOf({ columns, rows, sum }: Sheet): Uint8Array {
  return writeCsv([columns.map(({ label }) => label), ...rows, ...(sum ? [sum] : [])])
}

/** The files of a workbook by path. */
export function workbookOf({ title, columns, rows, sum }: Sheet): Record<string, string> {
  const body = rows.map((row, i) => sheetRow(columns, row, i + 2)).join('')
  const total = sum ? sheetRow(columns, sum, rows.length + 2, true) : ''
  return {
    ...xlsxFrame(title),
    [sheetPath]: sheetStart(columns) + body + total + sheetEnd(columns, rows.length + 1),
  }
}

async function xlsxOf(sheet: Sheet): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate')
  const files = Object.entries(workbookOf(sheet)).map(([path, text]) => [path, strToU8(text)] as const)
  return zipSync(Object.fromEntries(files), { level: 6 })
}

const mediaTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv;charset=utf-8',
} as const
export type SheetFormat = keyof typeof mediaTypes

/** Hands the table to the browser as a file. */
export async function saveSheet(sheet: Sheet, format: SheetFormat, name: string): Promise<void> {
  const bytes = format === 'xlsx' ? await xlsxOf(sheet) : csvOf(sheet)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mediaTypes[format] }))
  link.download = `${name}.${format}`
  link.click()
  URL.revokeObjectURL(link.href)
}
