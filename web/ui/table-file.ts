import type { CsvValue } from '#geodata/formats/csv.ts'
import type { XlsxColumn, XlsxValue } from '#geodata/formats/xlsx-writer.ts'

/**
 * A table of a page as a file, written in the browser: what is saved is what was read, under the headings that were
 * seen. The writers are loaded when somebody asks.
 */
export type TableFile = {
  title: string
  columns: readonly XlsxColumn[]
  rows: readonly (readonly XlsxValue[])[]
  /** Written under the rows, in bold. */
  sums?: readonly XlsxValue[]
}
export type TableFormat = 'xlsx' | 'csv'

/** A column that says itself what stands in it. */
export type TableColumn<Row> = XlsxColumn & { value: (row: Row) => XlsxValue }

export const tableOf = <Row>(
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): TableFile => ({ title, columns, rows: rows.map((row) => columns.map(({ value }) => value(row))) })

async function xlsxBytes({ title, columns, rows, sums }: TableFile): Promise<Uint8Array> {
  const [{ strToU8, zipSync }, writer] = await Promise.all([
    import('fflate'),
    import('#geodata/formats/xlsx-writer.ts'),
  ])
  const lines = rows.map((row, i) => writer.sheetRow(columns, row, i + 2))
  const total = sums ? writer.sheetRow(columns, sums, rows.length + 2, true) : ''
  const sheet =
    writer.sheetStart(columns) + lines.join('') + total + writer.sheetEnd(columns, rows.length + 1)
  const frame = Object.entries(writer.xlsxFrame(title)).map(([path, text]) => [path, strToU8(text)] as const)
  return zipSync(Object.fromEntries([...frame, [writer.sheetPath, strToU8(sheet)] as const]))
}

async function csvBytes({ columns, rows, sums }: TableFile): Promise<Uint8Array> {
  const { writeCsv } = await import('#geodata/formats/csv.ts')
  const head = columns.map(({ label }) => label)
  return writeCsv([head, ...rows, ...(sums ? [sums] : [])] as readonly (readonly CsvValue[])[])
}

const types: Readonly<Record<TableFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv;charset=utf-8',
}

export async function tableBlob(format: TableFormat, file: TableFile): Promise<Blob> {
  const bytes = format === 'xlsx' ? await xlsxBytes(file) : await csvBytes(file)
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: types[format] })
}

/** Hands a file to the person. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export async function saveTable(format: TableFormat, file: TableFile): Promise<void> {
  saveBlob(await tableBlob(format, file), `${file.title}.${format}`)
}
