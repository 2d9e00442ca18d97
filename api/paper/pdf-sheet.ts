// The types know the default only.
// oxlint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit'
import type { Paper } from '#geodata/papers/paper.ts'
import { watermarkWords } from '#geodata/papers/paper.ts'
import { paperFonts } from './paper-fonts.ts'

/** Points to the millimetre. */
export const mm = 72 / 25.4

/** Edges of an official paper (GB/T 9704—2012, 5.2.1): 156 mm × 225 mm are written on. */
const margins = { top: 37 * mm, left: 28 * mm, right: 26 * mm, bottom: 35 * mm }
const acrossMargins = { top: 20 * mm, left: 18 * mm, right: 18 * mm, bottom: 20 * mm }

export const inks = { text: '#111111', quiet: '#555555', line: '#888888', red: '#c1121f' }

export type Sheet = {
  doc: PDFKit.PDFDocument
  left: number
  width: number
  bottom: number
  /** Characters that the font lacks; they are drawn as 〓. */
  missing: Set<string>
}

type Glyphs = { hasGlyphForCodePoint(code: number): boolean }

export function openSheet(paper: Paper): Sheet {
  const day = new Date(`${paper.dayOn}T00:00:00Z`)
  const edges = paper.isLandscape ? acrossMargins : margins
  const doc = new PDFDocument({
    size: 'A4',
    layout: paper.isLandscape ? 'landscape' : 'portrait',
    margins: edges,
    bufferPages: true,
    pdfVersion: '1.7',
    lang: 'zh-CN',
    displayTitle: true,
    // Days of the paper, not of its printing: the same paper has the same bytes for ever.
    info: {
      Title: [paper.title, paper.number].filter(Boolean).join(' '),
      Author: paper.head ?? '',
      Creator: 'Mujie',
      Producer: 'Mujie',
      CreationDate: day,
      ModDate: day,
    },
  })
  doc.registerFont('regular', paperFonts.regular())
  doc.registerFont('bold', paperFonts.bold())
  doc.font('regular').fillColor(inks.text)
  const { width, height } = doc.page
  return {
    doc,
    left: edges.left,
    width: width - edges.left - edges.right,
    bottom: height - edges.bottom,
    missing: new Set(),
  }
}

/** The text as it can be drawn: a character without a glyph becomes the sign that printers set for it. */
export function drawable({ doc, missing }: Sheet, text: string): string {
  const { font } = Reflect.get(doc, '_font') as { font: Glyphs }
  return [...text]
    .map((sign) => {
      if (sign === '\n' || font.hasGlyphForCodePoint(sign.codePointAt(0)!)) return sign
      missing.add(sign)
      return '〓'
    })
    .join('')
}

/** Begins a page when less than this is left of the present one. */
export function makeRoom({ doc, bottom }: Sheet, height: number): boolean {
  if (doc.y + height <= bottom) return false
  doc.addPage()
  return true
}

/** Foot and watermark of every page; the pages are known only at the end. */
export function finishPages(sheet: Sheet, { foot, watermark }: Paper): void {
  const { doc, left, width } = sheet
  const { start, count } = doc.bufferedPageRange()
  for (let i = start; i < start + count; i++) {
    doc.switchToPage(i)
    // Below the text area nothing may begin a new page.
    doc.page.margins.bottom = 0
    if (watermark) drawWatermark(sheet, watermarkWords[watermark])
    const y = doc.page.height - 24 * mm
    doc.font('regular').fontSize(8.5).fillColor(inks.quiet)
    doc.text(drawable(sheet, foot), left, y, { width: width * 0.7, lineBreak: false, ellipsis: true })
    doc.text(`第 ${i - start + 1} 页 / 共 ${count} 页`, left, y, { width, align: 'right', lineBreak: false })
  }
}

function drawWatermark({ doc }: Sheet, word: string): void {
  const { width, height } = doc.page
  doc.save()
  doc.rotate(-35, { origin: [width / 2, height / 2] })
  doc.font('bold').fontSize(120).fillColor(inks.red).fillOpacity(0.12)
  doc.text(word, 0, height / 2 - 80, { width, align: 'center', lineBreak: false })
  doc.restore()
}
