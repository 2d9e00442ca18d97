import type { Paper, PaperBlock } from '#geodata/papers/paper.ts'
import { placeDrawing } from './pdf-drawing.ts'
import type { Sheet } from './pdf-sheet.ts'
import { drawable, finishPages, inks, makeRoom, mm, openSheet } from './pdf-sheet.ts'
import { drawFacts, drawTable } from './pdf-table.ts'

const bodyPt = 13
const lineGap = 6.5

function drawHead(sheet: Sheet, { head, title, number }: Paper): void {
  const { doc, left, width } = sheet
  if (head) {
    const shown = drawable(sheet, head)
    doc.font('bold').fontSize(30)
    // Long names of organs stay on one line, as on printed heads.
    const fits = Math.min(30, (30 * width) / doc.widthOfString(shown))
    const top = doc.y
    doc
      .fontSize(fits)
      .fillColor(inks.red)
      .text(shown, left, top, { width, align: 'center', lineBreak: false })
    doc.y = top + fits * 1.75
    doc
      .moveTo(left, doc.y)
      .lineTo(left + width, doc.y)
      .lineWidth(1.6)
      .stroke(inks.red)
    doc.y += 20
  }
  doc.font('bold').fontSize(21).fillColor(inks.text)
  doc.text(drawable(sheet, title), left, doc.y, { width, align: 'center', lineGap: 6 })
  if (number) {
    doc
      .font('regular')
      .fontSize(12)
      .text(drawable(sheet, number), left, doc.y + 4, { width, align: 'center' })
  }
  doc.y += 14
}

function drawParagraph(sheet: Sheet, block: Extract<PaperBlock, { kind: 'paragraph' }>): void {
  const { doc, left, width } = sheet
  doc.font('regular').fontSize(bodyPt).fillColor(inks.text)
  const indent = block.isFlush || (block.align && block.align !== 'left') ? 0 : 2 * bodyPt
  doc.text(drawable(sheet, block.text), left, doc.y, { width, align: block.align ?? 'left', indent, lineGap })
  doc.y += 3
}

function drawHeading(sheet: Sheet, { text, level = 1 }: Extract<PaperBlock, { kind: 'heading' }>): void {
  const { doc, left, width } = sheet
  // A heading does not stand alone at the foot of a page.
  makeRoom(sheet, 60)
  doc.y += 4
  doc
    .font('bold')
    .fontSize(level === 1 ? 13.5 : 12.5)
    .fillColor(inks.text)
  doc.text(drawable(sheet, text), left, doc.y, { width, lineGap: 5 })
  doc.y += 2
}

function drawList(sheet: Sheet, { items }: Extract<PaperBlock, { kind: 'list' }>): void {
  const { doc, left, width } = sheet
  doc.font('regular').fontSize(bodyPt).fillColor(inks.text)
  items.forEach((item, i) => {
    const text = drawable(sheet, `${i + 1}. ${item}`)
    doc.text(text, left + 2 * bodyPt, doc.y, { width: width - 2 * bodyPt, lineGap: 5 })
  })
  doc.y += 3
}

function drawSignature(
  sheet: Sheet,
  { organ, day, parties }: Extract<PaperBlock, { kind: 'signature' }>,
): void {
  const { doc, left, width } = sheet
  makeRoom(sheet, 90 + (parties?.length ?? 0) * 26)
  doc.font('regular').fontSize(bodyPt).fillColor(inks.text)
  doc.y += 22
  for (const party of parties ?? []) {
    doc.text(drawable(sheet, `${party}：＿＿＿＿＿＿＿＿`), left, doc.y, { width, lineGap: 12 })
  }
  if (!parties)
    doc.text(drawable(sheet, `${organ}（印章）`), left, doc.y, {
      width: width - 12 * mm,
      align: 'right',
      lineGap,
    })
  doc.text(day, left, doc.y, { width: width - 12 * mm, align: 'right', lineGap })
}

function drawDrawing(sheet: Sheet, { drawing, caption }: Extract<PaperBlock, { kind: 'drawing' }>): void {
  const { doc, left, width } = sheet
  const height = drawing.heightMm * mm
  makeRoom(sheet, height + 24)
  const top = doc.y
  placeDrawing(sheet, drawing, left + (width - drawing.widthMm * mm) / 2, top)
  doc.y = top + height + 5
  if (caption) {
    doc
      .fontSize(10)
      .fillColor(inks.quiet)
      .text(drawable(sheet, caption), left, doc.y, { width, align: 'center' })
  }
  doc.y += 8
}

function drawBlock(sheet: Sheet, block: PaperBlock): void {
  switch (block.kind) {
    case 'heading':
      return drawHeading(sheet, block)
    case 'paragraph':
      return drawParagraph(sheet, block)
    case 'facts':
      return drawFacts(sheet, block)
    case 'table':
      return drawTable(sheet, block)
    case 'list':
      return drawList(sheet, block)
    case 'signature':
      return drawSignature(sheet, block)
    case 'drawing':
      return drawDrawing(sheet, block)
    case 'page_break':
      sheet.doc.addPage()
  }
}

/** A paper as PDF. The same paper has the same bytes; `missing` names characters that the font lacks. */
export async function paperPdf(paper: Paper): Promise<{ bytes: Buffer; missing: string[] }> {
  const sheet = openSheet(paper)
  const pieces: Buffer[] = []
  const { doc } = sheet
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece))
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  drawHead(sheet, paper)
  for (const block of paper.blocks) drawBlock(sheet, block)
  finishPages(sheet, paper)
  doc.end()
  await ended
  return { bytes: Buffer.concat(pieces), missing: [...sheet.missing] }
}
