import { createHash } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { canonicalJson, contentsHash } from '#api/paper/frozen.ts'
import { renderPaper } from '#api/paper/render.ts'
import { casePaper } from '#geodata/papers/cases/case-paper.ts'
import type { Paper } from '#geodata/papers/paper.ts'
import { pictureSize } from '#geodata/evidence/picture-size.ts'
import { sampleContents } from '#tests/support/case-contents.ts'
import { paperText } from '#tests/support/paper-text.ts'
import { pdfPages, pdfText } from '#tests/support/pdf-text.ts'

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const bare: Paper = {
  head: null,
  title: '纸',
  number: null,
  blocks: [],
  foot: '脚注',
  watermark: null,
  dayOn: '2026-07-13',
}

const plain = (text: string): string => text.replaceAll(/\s/g, '')
const docxText = (files: Record<string, Uint8Array>): string =>
  [...strFromU8(files['word/document.xml']!).matchAll(/<w:t[^>]*>([^<]*)</g)].map(([, text]) => text).join('')

describe('a paper as a file', () => {
  it('is a PDF in which everything that stands on it can be found', async () => {
    const paper = casePaper(sampleContents('determination'), 1, null)
    const { bytes, missing } = await renderPaper(paper, 'pdf')
    expect(missing).toEqual([])
    expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.7')
    const text = plain(pdfText(bytes))
    for (const part of [
      '堃喆镕智能装备有限公司（演示）',
      '闲置土地认定书',
      'SF-017',
      'J5',
      '1:2000',
      '27013.40平方米（40.52亩）',
      '运城示范区自然资源局（印章）',
    ])
      expect(text).toContain(plain(part))
  })

  it('is a DOCX with the same words and its map as a picture of the same size', async () => {
    const paper = casePaper(sampleContents('recovery_decision'), 1, null)
    const { bytes } = await renderPaper(paper, 'docx')
    const files = unzipSync(bytes)
    const text = plain(docxText(files))
    const said = paperText({ ...paper, blocks: paper.blocks.filter(({ kind }) => kind !== 'drawing') })
    const lines = said
      .split('\n')
      .map(plain)
      .filter((line) => line !== '')
    expect(lines.filter((line) => !text.includes(line.replaceAll('&', '&amp;')))).toEqual([])
    const images = Object.keys(files).filter((name) => name.startsWith('word/media/'))
    expect(images.map((name) => name.split('.').at(-1)).toSorted()).toEqual(['png', 'svg'])
    const png = files[images.find((name) => name.endsWith('.png'))!]!
    expect(pictureSize('image/png', png)).toEqual({ widthPx: 936, heightPx: 660 })
  })

  it.each(['pdf', 'docx'] as const)('has the same bytes for the same paper: %s', async (format) => {
    const { blocks } = casePaper(sampleContents('determination'), 1, null)
    const paper: Paper = { ...bare, blocks: blocks.slice(-4), watermark: 'void' }
    const [one, two] = [await renderPaper(paper, format), await renderPaper(paper, format)]
    expect(sha(one.bytes)).toBe(sha(two.bytes))
    const other = await renderPaper({ ...paper, watermark: null }, format)
    expect(sha(other.bytes)).not.toBe(sha(one.bytes))
  })

  it('says on every page that it is a draft or void', async () => {
    const long = {
      ...bare,
      blocks: Array.from({ length: 60 }, () => ({ kind: 'paragraph' as const, text: '一行字' })),
    }
    const { bytes } = await renderPaper({ ...long, watermark: 'draft' }, 'pdf')
    const pages = pdfPages(bytes)
    expect(pages.length).toBeGreaterThan(1)
    pages.forEach((text, i) => {
      expect(text).toContain('草稿')
      expect(plain(text)).toContain(`第${i + 1}页/共${pages.length}页`)
    })
  })

  it('repeats the head of a long table on each page and never loses a row', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => [`行${i + 1}`, `${i * 2}`])
    const table = {
      kind: 'table' as const,
      columns: [
        { label: '名目', width: 2 },
        { label: '数', width: 1, align: 'right' as const },
      ],
      rows,
    }
    const { bytes } = await renderPaper({ ...bare, blocks: [table] }, 'pdf')
    const pages = pdfPages(bytes)
    const text = pages.join('')
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.filter((page) => !page.includes('名目'))).toEqual([])
    expect(rows.filter(([name]) => !text.includes(name!))).toEqual([])
  })

  it('lies across when it is wide', async () => {
    const { bytes } = await renderPaper({ ...bare, isLandscape: true }, 'pdf')
    expect(bytes.toString('latin1')).toContain('[0 0 841.89 595.28]')
  })

  it('says which characters the font lacks, and prints a geta for them', async () => {
    const { bytes, missing } = await renderPaper({ ...bare, title: '名\u{2A6D6}字' }, 'pdf')
    expect(missing).toEqual(['\u{2A6D6}'])
    expect(pdfText(bytes)).toContain('名〓字')
  })

  it('is drawn beside the server, which answers meanwhile', async () => {
    const drawing = renderPaper(casePaper(sampleContents('demand'), 1, null), 'pdf')
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await drawing
    clearInterval(timer)
    expect(longest).toBeLessThan(200)
  })

  it('that cannot be drawn is a fault of its own; the next one is drawn', async () => {
    const broken = { ...bare, dayOn: 'no day' }
    await expect(renderPaper(broken, 'pdf')).rejects.toThrow('the paper could not be drawn')
    await expect(renderPaper(bare, 'pdf')).resolves.toHaveProperty('bytes')
  })
})

describe('frozen contents', () => {
  it('have one text, whatever the order of their names', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"x","d":null}]}',
    )
    expect(contentsHash({ a: 1, b: 2 })).toBe(contentsHash({ b: 2, a: 1 }))
    expect(contentsHash({ a: 1 })).not.toBe(contentsHash({ a: 2 }))
  })
})
