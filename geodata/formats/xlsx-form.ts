import type { XlsxValue } from './xlsx-writer.ts'
import {
  addressOf,
  content,
  declaration,
  escaped,
  main,
  office,
  packages,
  serialOf,
  sheetName,
  textCell,
} from './xlsx-parts.ts'

/**
 * Workbooks that look like the paper forms of an office (SpreadsheetML, ECMA-376): merged titles, ruled tables,
 * sums as formulas with their values, and a page set up for A4. Small sheets, held in memory.
 */
export const formStyles = [
  'plain',
  'title',
  'subtitle',
  'head',
  'text',
  'centred',
  'integer',
  'area',
  'hectares',
  'rate',
  'money',
  'date',
  'sumText',
  'sumInteger',
  'sumArea',
  'sumHectares',
  'sumMoney',
] as const
export type FormStyle = (typeof formStyles)[number]

/** A cell spans columns to the right and rows downwards; a formula (without `=`) carries the value it gives. */
export type FormCell = {
  value: XlsxValue
  style?: FormStyle
  formula?: string
  columns?: number
  rows?: number
}

export type FormRow = { cells: readonly (FormCell | null)[]; heightPt?: number }

export type FormSheet = {
  name: string
  /** Widths of the columns in characters of the usual font. */
  widths: readonly number[]
  rows: readonly FormRow[]
  /** Rows that stay on the screen and are printed at the head of every page. */
  headRows?: number
  isPortrait?: boolean
  /** Foot of the printed page, left; page numbers stand in its middle. */
  footNote?: string
}

type Look = { format: string; isBold?: boolean; isRuled?: boolean; size?: number; align?: string }

const ruled = (format: string, more: Partial<Look> = {}): Look => ({ format, isRuled: true, ...more })
const looks: Record<FormStyle, Look> = {
  plain: { format: 'General' },
  title: { format: 'General', isBold: true, size: 18, align: 'center' },
  subtitle: { format: 'General' },
  head: ruled('General', { isBold: true, align: 'center' }),
  text: ruled('General', { align: 'left' }),
  centred: ruled('General', { align: 'center' }),
  integer: ruled('#,##0'),
  area: ruled('#,##0.00'),
  hectares: ruled('#,##0.0000'),
  rate: ruled('0.00"%"'),
  money: ruled('#,##0.00'),
  date: ruled('yyyy\\-mm\\-dd', { align: 'center' }),
  sumText: ruled('General', { isBold: true, align: 'center' }),
  sumInteger: ruled('#,##0', { isBold: true }),
  sumArea: ruled('#,##0.00', { isBold: true }),
  sumHectares: ruled('#,##0.0000', { isBold: true }),
  sumMoney: ruled('#,##0.00', { isBold: true }),
}

const firstFormat = 164
const usualSize = 11

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

function stylesXml(): string {
  const all = formStyles.map((style) => looks[style])
  const formats = distinct(all.map(({ format }) => format)).filter((format) => format !== 'General')
  const fontOf = ({ isBold = false, size = usualSize }: Look) => `${isBold ? '<b/>' : ''}<sz val="${size}"/>`
  const fonts = distinct([fontOf({ format: '' }), ...all.map(fontOf)])
  const cells = all.map((look) => {
    const format = look.format === 'General' ? 0 : firstFormat + formats.indexOf(look.format)
    const alignment = `<alignment${look.align ? ` horizontal="${look.align}"` : ''} vertical="center" wrapText="1"/>`
    return `<xf numFmtId="${format}" fontId="${fonts.indexOf(fontOf(look))}" fillId="0" borderId="${look.isRuled ? 1 : 0}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1">${alignment}</xf>`
  })
  const numFmts = formats.map(
    (format, i) => `<numFmt numFmtId="${firstFormat + i}" formatCode="${escaped(format)}"/>`,
  )
  const fontXml = fonts.map(
    (font) => `<font>${font}<name val="宋体"/><family val="3"/><charset val="134"/></font>`,
  )
  const side = (name: string) => `<${name} style="thin"><color auto="1"/></${name}>`
  const rule = ['left', 'right', 'top', 'bottom'].map(side).join('')
  return `${declaration}<styleSheet xmlns="${main}"><numFmts count="${numFmts.length}">${numFmts.join('')}</numFmts><fonts count="${fonts.length}">${fontXml.join('')}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${rule}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${cells.length}">${cells.join('')}</cellXfs></styleSheet>`
}

const styleNumber = (style: FormStyle): number => formStyles.indexOf(style)

function cellXml({ value, style = 'plain', formula }: FormCell, at: string): string {
  const s = styleNumber(style)
  if (formula !== undefined) {
    const cached = typeof value === 'number' && Number.isFinite(value) ? `<v>${value}</v>` : ''
    return `<c r="${at}" s="${s}"><f>${escaped(formula)}</f>${cached}</c>`
  }
  if (typeof value === 'number')
    return Number.isFinite(value) ? `<c r="${at}" s="${s}"><v>${value}</v></c>` : ''
  if (typeof value === 'boolean') return `<c r="${at}" s="${s}" t="b"><v>${value ? 1 : 0}</v></c>`
  // An empty cell of a ruled table keeps its rules.
  if (value === null || value === undefined || value === '') return `<c r="${at}" s="${s}"/>`
  const serial = style === 'date' ? serialOf(value) : undefined
  if (serial !== undefined) return `<c r="${at}" s="${s}"><v>${serial}</v></c>`
  return textCell(at, value, s)
}

/** Every cell that a spanning cell covers has its style, so that its rules are drawn all around. */
function spread(rows: readonly FormRow[]): {
  cells: Map<string, FormCell>
  merges: string[]
  lastColumn: number
} {
  const cells = new Map<string, FormCell>()
  const merges: string[] = []
  let lastColumn = 0
  rows.forEach((row, r) => {
    row.cells.forEach((cell, c) => {
      lastColumn = Math.max(lastColumn, c)
      if (!cell) return
      const { columns = 1, rows: high = 1, style } = cell
      for (let down = 0; down < high; down++)
        for (let right = 0; right < columns; right++)
          cells.set(
            addressOf(c + right, r + 1 + down),
            down + right === 0 ? cell : { value: null, ...(style && { style }) },
          )
      lastColumn = Math.max(lastColumn, c + columns - 1)
      if (columns > 1 || high > 1)
        merges.push(`${addressOf(c, r + 1)}:${addressOf(c + columns - 1, r + high)}`)
    })
  })
  return { cells, merges, lastColumn }
}

function sheetXml(sheet: FormSheet): string {
  const { cells, merges, lastColumn } = spread(sheet.rows)
  const rows = sheet.rows.map(({ heightPt }, r) => {
    const height = heightPt === undefined ? '' : ` ht="${heightPt}" customHeight="1"`
    const row = Array.from({ length: lastColumn + 1 }, (_, c) => {
      const at = addressOf(c, r + 1)
      const cell = cells.get(at)
      return cell ? cellXml(cell, at) : ''
    })
    return `<row r="${r + 1}"${height}>${row.join('')}</row>`
  })
  const cols = sheet.widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  )
  const head = sheet.headRows ?? 0
  const pane =
    head > 0
      ? `<pane ySplit="${head}" topLeftCell="A${head + 1}" activePane="bottomLeft" state="frozen"/>`
      : ''
  const merged =
    merges.length > 0
      ? `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
      : ''
  const foot = `${sheet.footNote ? `&amp;L${escaped(sheet.footNote.replaceAll('&', '&&'))}` : ''}&amp;C&amp;P / &amp;N`
  return `${declaration}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0" showGridLines="0">${pane}</sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>${rows.join('')}</sheetData>${merged}<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="${sheet.isPortrait ? 'portrait' : 'landscape'}" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>${foot}</oddFooter></headerFooter></worksheet>`
}

/** Names that differ, as a workbook wants them. */
function sheetNames(sheets: readonly FormSheet[]): string[] {
  const taken = new Set<string>()
  return sheets.map(({ name }) => {
    const base = sheetName(name)
    let free = base
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${base.slice(0, 27)} (${n})`
    taken.add(free.toLowerCase())
    return free
  })
}

/** The files of a workbook, by path, ready for a zip. */
export function formWorkbook(sheets: readonly FormSheet[]): Record<string, string> {
  const names = sheetNames(sheets)
  const path = (i: number) => `worksheets/sheet${i + 1}.xml`
  const parts = sheets.map(
    (_, i) => `<Override PartName="/xl/${path(i)}" ContentType="${content}.worksheet+xml"/>`,
  )
  const listed = names.map(
    (name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  )
  const titles = sheets.flatMap(({ headRows = 0 }, i) =>
    headRows > 0
      ? `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">'${escaped(names[i]!)}'!$1:$${headRows}</definedName>`
      : [],
  )
  const relations = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="${path(i)}"/>`,
  )
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${content}.sheet.main+xml"/>${parts.join('')}<Override PartName="/xl/styles.xml" ContentType="${content}.styles+xml"/></Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed.join('')}</sheets>${titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : ''}</workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packages}/relationships">${relations.join('')}<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': stylesXml(),
    ...Object.fromEntries(sheets.map((sheet, i) => [`xl/${path(i)}`, sheetXml(sheet)])),
  }
}
