/** Ledgers as comma-separated values (RFC 4180). */
export type CsvValue = string | number | boolean | null | undefined

const plainNumber = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/
/** Full-width signs too: spreadsheet programs of East Asia take them for the plain ones. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * A text that a spreadsheet program would run as a formula, made harmless by a leading apostrophe. Plain
 * numbers such as `-3.5` stay. Used for CSV and for XLSX.
 */
export const neutraliseFormula = (value: string): string =>
  startsFormula.test(value) && !plainNumber.test(value) ? `'${value}` : value

const cellText = (value: CsvValue): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? neutraliseFormula(value) : String(value)
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const csvLine = (values: readonly CsvValue[]): string =>
  `${values.map((value) => quoted(cellText(value))).join(',')}\r\n`

/** Excel takes UTF-8 for what it is only after a byte order mark. */
export const writeCsv = (
  rows: Iterable<readonly CsvValue[]>,
  { byteOrderMark = true }: { byteOrderMark?: boolean } = {},
): Uint8Array => {
  let text = byteOrderMark ? '\uFEFF' : ''
  for (const row of rows) text += csvLine(row)
  return new TextEncoder().encode(text)
}

/** Rows of cells; quoted cells may hold commas, quotes and line breaks. Never throws. */
export const readCsv = (text: string): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  const cellPattern = /(?:"((?:[^"]|"")*)"?|([^,\r\n]*))[^,\r\n]*(,|\r\n|\r|\n|$)/y
  const source = text.replace(/^\uFEFF/, '')
  while (cellPattern.lastIndex < source.length) {
    const match = cellPattern.exec(source)
    if (!match) break
    row.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
    if (match[3] === ',') {
      if (cellPattern.lastIndex === source.length) row.push('')
      else continue
    }
    rows.push(row)
    row = []
  }
  return rows
}
