import {
  addressOf,
  columnLetters,
  content,
  declaration,
  escaped,
  main,
  office,
  packages,
  serialOf,
  sheetName,
  startsFormula,
  textCell,
} from './xlsx-parts.ts'

/**
 * A ledger as SpreadsheetML (ECMA-376), written row by row so that a hundred thousand rows need no memory.
 * One sheet, texts inline, dates and numbers as what they are, a frozen header with filters.
 */
export type XlsxKind = 'text' | 'integer' | 'number' | 'date' | 'instant' | 'boolean'

export type XlsxColumn = {
  label: string
  kind: XlsxKind
  /** Places shown of a number; all that are there when it is left out. */
  decimals?: number
}

export type XlsxValue = string | number | boolean | null | undefined

/** Numbers of the cell formats in `styles.xml`, in the order written there. */
const fixedStyles = {
  plain: 0,
  header: 1,
  date: 2,
  instant: 3,
  number: 4,
  quoted: 5,
  sumText: 6,
  sumNumber: 7,
}
const firstDecimalStyle = 8
const mostDecimals = 6

/** Two formats for each number of decimals: plain, and bold for sums. */
const decimalStyle = (decimals: number, isSum: boolean): number =>
  firstDecimalStyle + 2 * Math.min(decimals, mostDecimals) + (isSum ? 1 : 0)

function stylesXml(): string {
  const firstFormat = 164
  const codes = [
    'yyyy\\-mm\\-dd',
    'yyyy\\-mm\\-dd\\ hh:mm:ss',
    '#,##0.####',
    ...Array.from({ length: mostDecimals + 1 }, (_, places) =>
      places === 0 ? '#,##0' : `#,##0.${'0'.repeat(places)}`,
    ),
  ]
  const formats = codes.map((code, i) => `<numFmt numFmtId="${firstFormat + i}" formatCode="${code}"/>`)
  const cell = (format: number, font = 0, more = '') =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"${more}`
  const plain = (format: number, font = 0) => `${cell(format, font)}/>`
  const cells = [
    plain(0),
    `${cell(0, 1, ' applyAlignment="1"')}><alignment vertical="center" wrapText="1"/></xf>`,
    plain(firstFormat),
    plain(firstFormat + 1),
    plain(firstFormat + 2),
    `${cell(49, 0, ' quotePrefix="1"')}/>`,
    plain(0, 1),
    plain(firstFormat + 2, 1),
    ...codes.slice(3).flatMap((_, i) => [plain(firstFormat + 3 + i), plain(firstFormat + 3 + i, 1)]),
  ]
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`
  return `${declaration}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${formats.join('')}</numFmts>
<fonts count="2">${font('')}${font('<b/>')}</fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${cells.length}">${cells.join('')}</cellXfs></styleSheet>`
}

/** The files of the package beside the sheet itself, by path. */
export function xlsxFrame(name: string): Record<string, string> {
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${content}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${content}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${content}.styles+xml"/></Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': stylesXml(),
  }
}

export const sheetPath = 'xl/worksheets/sheet1.xml'

const widthOf = ({ label, kind }: XlsxColumn): number => {
  const wide = [...label].reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 0)
  const least = kind === 'instant' ? 20 : kind === 'date' ? 12 : 10
  return Math.min(40, Math.max(least, wide + 3))
}

export function sheetStart(columns: readonly XlsxColumn[]): string {
  const widths = columns.map(
    (column, i) => `<col min="${i + 1}" max="${i + 1}" width="${widthOf(column)}" customWidth="1"/>`,
  )
  const labels = columns.map(({ label }, i) => textCell(addressOf(i, 1), label, fixedStyles.header)).join('')
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${labels}</row>`
}

/** `rows`: how many rows with the header, without sums; the filter buttons reach so far. */
export const sheetEnd = (columns: readonly XlsxColumn[], rows: number): string =>
  `</sheetData><autoFilter ref="A1:${columnLetters(Math.max(0, columns.length - 1))}${rows}"/></worksheet>`

/** One row; `number` counts from 1, the header. Empty cells are left out. */
export function sheetRow(
  columns: readonly XlsxColumn[],
  values: readonly XlsxValue[],
  number: number,
  isSum = false,
): string {
  let cells = ''
  for (let i = 0; i < columns.length; i++)
    cells += cellXml(columns[i]!, values[i], addressOf(i, number), isSum)
  return `<row r="${number}">${cells}</row>`
}

function cellXml(column: XlsxColumn, value: XlsxValue, at: string, isSum: boolean): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') return numberCell(at, value, numberStyle(column, isSum))
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`
  if (column.kind === 'date' || column.kind === 'instant') {
    const serial = serialOf(value)
    if (serial !== undefined) return numberCell(at, serial, fixedStyles[column.kind])
  }
  if (isSum) return textCell(at, value, fixedStyles.sumText)
  return textCell(at, value, startsFormula.test(value) ? fixedStyles.quoted : fixedStyles.plain)
}

function numberStyle({ kind, decimals }: XlsxColumn, isSum: boolean): number {
  if (decimals !== undefined) return decimalStyle(decimals, isSum)
  if (kind === 'number') return isSum ? fixedStyles.sumNumber : fixedStyles.number
  return isSum ? fixedStyles.sumText : fixedStyles.plain
}

const numberCell = (at: string, value: number, style: number): string =>
  Number.isFinite(value) ? `<c r="${at}" s="${style}"><v>${value}</v></c>` : ''
