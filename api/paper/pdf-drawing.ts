import type { Drawing, PathShape, TextShape } from '#geodata/papers/drawing.ts'
import { hatchLines } from '#geodata/papers/drawing.ts'
import type { Sheet } from './pdf-sheet.ts'
import { drawable, inks, mm } from './pdf-sheet.ts'

type Document = Sheet['doc']

function trace(doc: Document, { lines, isClosed }: PathShape): void {
  for (const line of lines) {
    line.forEach(([x, y], i) => (i === 0 ? doc.moveTo(x * mm, y * mm) : doc.lineTo(x * mm, y * mm)))
    if (isClosed) doc.closePath()
  }
}

function drawPath(doc: Document, shape: PathShape): void {
  const { fill, hatch, stroke, strokeMm = 0.2, dashMm } = shape
  if (fill) {
    trace(doc, shape)
    doc.fill(fill, 'even-odd')
  }
  if (hatch) {
    doc.save()
    trace(doc, shape)
    doc.clip('even-odd')
    for (const [a, b] of hatchLines(shape, hatch))
      doc.moveTo(a[0] * mm, a[1] * mm).lineTo(b[0] * mm, b[1] * mm)
    doc.lineWidth((hatch.widthMm ?? 0.15) * mm).stroke(hatch.colour)
    doc.restore()
  }
  if (!stroke) return
  trace(doc, shape)
  doc.lineJoin('round').lineWidth(strokeMm * mm)
  if (dashMm && dashMm.length > 1) doc.dash(dashMm[0]! * mm, { space: dashMm[1]! * mm })
  doc.stroke(stroke)
  doc.undash()
}

function drawText(sheet: Sheet, { at, text, sizePt, align = 'left', colour, isBold }: TextShape): void {
  const { doc } = sheet
  doc
    .font(isBold ? 'bold' : 'regular')
    .fontSize(sizePt)
    .fillColor(colour ?? inks.text)
  const shown = drawable(sheet, text)
  const wide = doc.widthOfString(shown)
  const x = at[0] * mm - (align === 'left' ? 0 : align === 'center' ? wide / 2 : wide)
  doc.text(shown, x, at[1] * mm, { lineBreak: false, baseline: 'alphabetic' })
}

/** A vector drawing at its true size, its upper left corner at `x`, `y` (points). */
export function placeDrawing(
  sheet: Sheet,
  { widthMm, heightMm, shapes }: Drawing,
  x: number,
  y: number,
): void {
  const { doc } = sheet
  doc.save()
  doc.translate(x, y)
  doc.rect(0, 0, widthMm * mm, heightMm * mm).clip()
  for (const shape of shapes) {
    if (shape.kind === 'path') drawPath(doc, shape)
    else drawText(sheet, shape)
  }
  doc.restore()
  doc.font('regular').fillColor(inks.text)
}
