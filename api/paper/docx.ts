import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  ImageRun,
  Packer,
  PageBreak,
  PageNumber,
  PageOrientation,
  Paragraph,
  TabStopType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { unzipSync, zipSync } from 'fflate'
import type { Align, Paper, PaperBlock } from '#geodata/papers/paper.ts'
import { watermarkWords } from '#geodata/papers/paper.ts'
import { drawingSvg } from '#geodata/papers/drawing.ts'
import { drawingPng } from './drawing-png.ts'

/** Fonts of official papers (GB/T 9704—2012), as Chinese Windows and WPS have them; others put theirs in their place. */
const fonts = { text: '仿宋', heading: '黑体', title: '方正小标宋简体' }
const face = (name: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: name })

/** Twentieths of a point to the millimetre. */
const twips = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4)
const portrait = { widthMm: 210, heightMm: 297, top: 37, left: 28, right: 26, bottom: 35 }
const landscape = { widthMm: 297, heightMm: 210, top: 20, left: 18, right: 18, bottom: 20 }
const sheetOf = (paper: Paper) => (paper.isLandscape ? landscape : portrait)
const writtenMm = (paper: Paper): number => {
  const { widthMm, left, right } = sheetOf(paper)
  return widthMm - left - right
}

const alignments = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const
const alignmentOf = (align: Align | undefined) => alignments[align ?? 'left']
/** Half points. */
const run = (text: string, size: number, font: string, more: { bold?: boolean; color?: string } = {}) =>
  new TextRun({ text, size: size * 2, font: face(font), ...more })

const line = (style: (typeof BorderStyle)[keyof typeof BorderStyle], size: number, color: string) => ({
  style,
  size,
  color,
})
const hair = line(BorderStyle.SINGLE, 4, '888888')
const borders = { top: hair, bottom: hair, left: hair, right: hair }

type CellText = { text: string; width: number; align?: Align; isBold?: boolean; fill?: string; span?: number }

function cell({ text, width, align, isBold, fill, span }: CellText): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    borders,
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { top: 50, bottom: 50, left: 90, right: 90 },
    ...(span && { columnSpan: span }),
    ...(fill && { shading: { fill } }),
    children: text.split('\n').map(
      (part) =>
        new Paragraph({
          alignment: alignmentOf(align),
          children: [run(part, 10.5, fonts.text, isBold ? { bold: true } : {})],
        }),
    ),
  })
}

function table(rows: TableRow[], columnWidths: number[]): Table {
  const width = columnWidths.reduce((a, b) => a + b, 0)
  return new Table({ rows, columnWidths, width: { size: width, type: WidthType.DXA } })
}

function factsTable(rows: Extract<PaperBlock, { kind: 'facts' }>['rows'], paper: Paper): Table {
  const whole = twips(writtenMm(paper))
  const [label, value] = [Math.round(whole * 0.22), Math.round(whole * 0.28)]
  const pair = ([name, text]: readonly [string, string], isWide: boolean) => [
    cell({ text: name, width: label, fill: 'F4F5F3' }),
    cell({ text, width: isWide ? value * 2 + label : value, ...(isWide && { span: 3 }) }),
  ]
  const isShort = ([, text]: readonly [string, string]) => text.length <= 14
  const lines: TableRow[] = []
  for (let i = 0; i < rows.length; i++) {
    const [one, two] = [rows[i]!, rows[i + 1]]
    const isPair = two !== undefined && isShort(one) && isShort(two)
    lines.push(
      new TableRow({
        cantSplit: true,
        children: isPair ? [...pair(one, false), ...pair(two, false)] : pair(one, true),
      }),
    )
    if (isPair) i++
  }
  return table(lines, [label, value, label, value])
}

function listTable(block: Extract<PaperBlock, { kind: 'table' }>, paper: Paper): (Paragraph | Table)[] {
  const { columns, rows, caption, hasTotal } = block
  const whole = columns.reduce((sum, { width }) => sum + width, 0)
  const widths = columns.map(({ width }) => Math.round((twips(writtenMm(paper)) * width) / whole))
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ label }, i) =>
      cell({ text: label, width: widths[i]!, align: 'center', isBold: true, fill: 'ECEEEB' }),
    ),
  })
  const body = rows.map((row, at) => {
    const isTotal = hasTotal === true && at === rows.length - 1
    const children = columns.map(({ align }, i) =>
      cell({ text: row[i] ?? '', width: widths[i]!, ...(align && { align }), isBold: isTotal }),
    )
    return new TableRow({ cantSplit: true, children })
  })
  const title = caption
    ? [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          keepNext: true,
          children: [run(caption, 11, fonts.heading)],
        }),
      ]
    : []
  return [...title, table([head, ...body], widths), new Paragraph({ spacing: { after: 80 }, children: [] })]
}

const body = (text: string, align?: Align, isFlush?: boolean) =>
  new Paragraph({
    alignment: alignmentOf(align),
    spacing: { line: 440, lineRule: 'atLeast', after: 40 },
    ...(!isFlush && (!align || align === 'left') && { indent: { firstLine: 2 * 14 * 20 } }),
    children: [run(text, 14, fonts.text)],
  })

function signature({ organ, day, parties }: Extract<PaperBlock, { kind: 'signature' }>): Paragraph[] {
  const right = (text: string) =>
    new Paragraph({
      alignment: AlignmentType.RIGHT,
      keepLines: true,
      indent: { right: twips(12) },
      spacing: { before: 60, after: 60 },
      children: [run(text, 14, fonts.text)],
    })
  const signers = (parties ?? []).map((party) => body(`${party}：＿＿＿＿＿＿＿＿`, 'left', true))
  return [
    new Paragraph({ spacing: { before: 300 }, children: [] }),
    ...signers,
    ...(parties ? [] : [right(`${organ}（印章）`)]),
    right(day),
  ]
}

function drawing({ drawing: shown, caption }: Extract<PaperBlock, { kind: 'drawing' }>): Paragraph[] {
  const pixels = (millimetres: number) => Math.round((millimetres / 25.4) * 96)
  const size = { width: pixels(shown.widthMm), height: pixels(shown.heightMm) }
  const image = new ImageRun({
    type: 'svg',
    data: Buffer.from(drawingSvg(shown)),
    transformation: size,
    fallback: { type: 'png', data: drawingPng(shown) },
  })
  const middle = (children: (ImageRun | TextRun)[]) =>
    new Paragraph({ alignment: AlignmentType.CENTER, children })
  return [middle([image]), ...(caption ? [middle([run(caption, 10, fonts.text, { color: '555555' })])] : [])]
}

function blockParts(block: PaperBlock, paper: Paper): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading': {
      const size = block.level === 2 ? 13 : 14
      const spacing = { before: 140, after: 60 }
      return [new Paragraph({ keepNext: true, spacing, children: [run(block.text, size, fonts.heading)] })]
    }
    case 'paragraph':
      return [body(block.text, block.align, block.isFlush)]
    case 'facts':
      return [factsTable(block.rows, paper), new Paragraph({ spacing: { after: 60 }, children: [] })]
    case 'table':
      return listTable(block, paper)
    case 'list':
      return block.items.map((item, i) => body(`${i + 1}. ${item}`))
    case 'signature':
      return signature(block)
    case 'drawing':
      return drawing(block)
    case 'page_break':
      return [new Paragraph({ children: [new PageBreak()] })]
  }
}

function head({ head: organ, title, number, watermark }: Paper): Paragraph[] {
  const centred = (children: TextRun[], more: object = {}) =>
    new Paragraph({ alignment: AlignmentType.CENTER, children, ...more })
  return [
    // Word has no watermark that other programs read as well: the word stands above the paper, large and in red.
    ...(watermark
      ? [
          centred([
            run(`【${watermarkWords[watermark]}】`, 26, fonts.heading, { bold: true, color: 'C1121F' }),
          ]),
        ]
      : []),
    ...(organ
      ? [
          centred([run(organ, 28, fonts.title, { bold: true, color: 'C1121F' })], {
            border: { bottom: { ...line(BorderStyle.SINGLE, 12, 'C1121F'), space: 10 } },
            spacing: { after: 300 },
          }),
        ]
      : []),
    centred([run(title, 22, fonts.title, { bold: true })], { spacing: { before: 160, after: 120 } }),
    ...(number ? [centred([run(number, 14, fonts.text)], { spacing: { after: 240 } })] : []),
  ]
}

function footer(paper: Paper): Footer {
  const page = new TextRun({
    size: 17,
    font: face(fonts.text),
    children: ['\t第 ', PageNumber.CURRENT, ' 页 / 共 ', PageNumber.TOTAL_PAGES, ' 页'],
  })
  const tabStops = [{ type: TabStopType.RIGHT, position: twips(writtenMm(paper)) }]
  return new Footer({
    children: [new Paragraph({ tabStops, children: [run(paper.foot, 8.5, fonts.text), page] })],
  })
}

/** Packed anew with the day of the paper in the place of every instant: the same paper has the same bytes. */
function settled(bytes: Uint8Array, dayOn: string): Buffer {
  const files = unzipSync(bytes)
  const core = 'docProps/core.xml'
  const text = new TextDecoder().decode(files[core])
  const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
  files[core] = new TextEncoder().encode(text.replace(instant, `${dayOn}T00:00:00Z`))
  // The library numbers drawings through all papers that a process has made.
  const body = 'word/document.xml'
  let drawings = 0
  const numbered = new TextDecoder()
    .decode(files[body])
    .replace(/<wp:docPr id="\d+"/g, () => `<wp:docPr id="${++drawings}"`)
  files[body] = new TextEncoder().encode(numbered)
  // Zip keeps local time; noon is the same day everywhere the office may be.
  return Buffer.from(zipSync(files, { level: 6, mtime: new Date(2020, 0, 1, 12) }))
}

/** A paper as DOCX, to be edited in an office program. */
export async function paperDocx(paper: Paper): Promise<{ bytes: Buffer; missing: string[] }> {
  const { widthMm, heightMm, ...edges } = sheetOf(paper)
  const document = new Document({
    title: [paper.title, paper.number].filter(Boolean).join(' '),
    creator: 'Mujie',
    lastModifiedBy: 'Mujie',
    styles: {
      default: { document: { run: { size: 28, font: face(fonts.text), language: { eastAsia: 'zh-CN' } } } },
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: twips(paper.isLandscape ? heightMm : widthMm),
              height: twips(paper.isLandscape ? widthMm : heightMm),
              orientation: paper.isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: Object.fromEntries(Object.entries(edges).map(([side, size]) => [side, twips(size)])),
          },
        },
        footers: { default: footer(paper) },
        children: [...head(paper), ...paper.blocks.flatMap((block) => blockParts(block, paper))],
      },
    ],
  })
  return { bytes: settled(await Packer.toBuffer(document), paper.dayOn), missing: [] }
}
