import type { PaperBlock, PaperColumn } from '#geodata/papers/paper.ts'
import type { Sheet } from './pdf-sheet.ts'
import { drawable, inks, makeRoom } from './pdf-sheet.ts'

type Cell = {
  text: string
  width: number
  align: 'left' | 'center' | 'right'
  isBold?: boolean
  fill?: string
}

const pad = { x: 5, y: 3.5 }
const sizePt = 10

function heightOf(sheet: Sheet, cells: readonly Cell[]): number {
  const { doc } = sheet
  const heights = cells.map(({ text, width, isBold }) => {
    doc.font(isBold ? 'bold' : 'regular').fontSize(sizePt)
    return doc.heightOfString(drawable(sheet, text) || ' ', { width: width - 2 * pad.x, lineGap: 2 })
  })
  return heights.reduce((a, b) => Math.max(a, b), 0) + 2 * pad.y
}

function drawRow(sheet: Sheet, cells: readonly Cell[], height: number): void {
  const { doc, left } = sheet
  const top = doc.y
  let x = left
  for (const { text, width, align, isBold, fill } of cells) {
    doc.lineWidth(0.5)
    if (fill) doc.rect(x, top, width, height).fill(fill)
    doc.rect(x, top, width, height).stroke(inks.line)
    doc
      .font(isBold ? 'bold' : 'regular')
      .fontSize(sizePt)
      .fillColor(inks.text)
    doc.text(drawable(sheet, text), x + pad.x, top + pad.y + 1, {
      width: width - 2 * pad.x,
      align,
      lineGap: 2,
    })
    x += width
  }
  doc.x = left
  doc.y = top + height
}

/** Rows one below another; the head is repeated on each page, a row is never cut. */
function drawRows(sheet: Sheet, head: readonly Cell[] | null, rows: readonly (readonly Cell[])[]): void {
  const headHeight = head ? heightOf(sheet, head) : 0
  const drawHead = () => head && drawRow(sheet, head, headHeight)
  makeRoom(sheet, headHeight + 40)
  drawHead()
  for (const cells of rows) {
    const height = heightOf(sheet, cells)
    if (makeRoom(sheet, height)) drawHead()
    drawRow(sheet, cells, height)
  }
  sheet.doc.moveDown(0.6)
}

/** Two pairs to a line where both are short, one otherwise. */
export function drawFacts(sheet: Sheet, { rows }: Extract<PaperBlock, { kind: 'facts' }>): void {
  const { width } = sheet
  const [label, half] = [width * 0.22, width * 0.28]
  const isShort = ([, value]: readonly [string, string]) => value.length <= 14
  const cellsOf = ([name, value]: readonly [string, string], wide: number): Cell[] => [
    { text: name, width: label, align: 'left', fill: '#f4f5f3' },
    { text: value, width: wide, align: 'left' },
  ]
  const lines: Cell[][] = []
  for (let i = 0; i < rows.length; i++) {
    const [one, two] = [rows[i]!, rows[i + 1]]
    if (two && isShort(one) && isShort(two)) {
      lines.push([...cellsOf(one, half), ...cellsOf(two, half)])
      i++
    } else lines.push(cellsOf(one, width - label))
  }
  drawRows(sheet, null, lines)
}

export function drawTable(sheet: Sheet, table: Extract<PaperBlock, { kind: 'table' }>): void {
  const { columns, rows, caption, hasTotal } = table
  const { doc, width, left } = sheet
  const whole = columns.reduce((sum, column) => sum + column.width, 0)
  const wide = (column: PaperColumn) => (width * column.width) / whole
  if (caption) {
    makeRoom(sheet, 60)
    doc.font('bold').fontSize(11).text(drawable(sheet, caption), left, doc.y, { width, align: 'center' })
    doc.moveDown(0.3)
  }
  const head = columns.map((column): Cell => ({
    text: column.label,
    width: wide(column),
    align: 'center',
    isBold: true,
    fill: '#eceeeb',
  }))
  const body = rows.map((row, i) =>
    columns.map((column, j): Cell => ({
      text: row[j] ?? '',
      width: wide(column),
      align: column.align ?? 'left',
      ...(hasTotal && i === rows.length - 1 && { isBold: true, fill: '#f4f5f3' }),
    })),
  )
  drawRows(sheet, head, body)
}
