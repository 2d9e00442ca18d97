import { strToU8, zipSync } from 'fflate'
import readExcel from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import type { FormSheet } from '#geodata/formats/xlsx-form.ts'
import { formWorkbook } from '#geodata/formats/xlsx-form.ts'

const ledger: FormSheet = {
  name: '台账',
  widths: [6, 20, 12],
  headRows: 2,
  footNote: '甲&乙',
  rows: [
    { heightPt: 30, cells: [{ value: '闲置土地处置台账', style: 'title', columns: 3 }] },
    {
      cells: [
        { value: '序号', style: 'head' },
        { value: '认定日期', style: 'head' },
        { value: '面积（亩）', style: 'head' },
      ],
    },
    {
      cells: [
        { value: 1, style: 'integer' },
        { value: '2026-11-22', style: 'date' },
        { value: 32.1, style: 'area' },
      ],
    },
    {
      cells: [
        { value: '合计', style: 'sumText', columns: 2 },
        null,
        { value: 32.1, style: 'sumArea', formula: 'SUM(C3:C3)' },
      ],
    },
  ],
}

const bytesOf = (sheets: readonly FormSheet[]): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(formWorkbook(sheets)).map(([path, text]) => [path, strToU8(text)])),
    ),
  )

describe('a workbook like a paper form', () => {
  it('is read back by a spreadsheet reader with its title, dates, numbers and sums', async () => {
    const [sheet] = await readExcel(bytesOf([ledger]))
    expect(sheet!.data[0]![0]).toBe('闲置土地处置台账')
    expect(sheet!.data[2]).toEqual([1, new Date('2026-11-22T00:00:00Z'), 32.1])
    expect(sheet!.data[3]![2]).toBe(32.1)
  })

  it('keeps its sums as formulas beside the value they give', () => {
    const xml = formWorkbook([ledger])['xl/worksheets/sheet1.xml']!
    expect(xml).toMatch(/<c r="C4" s="\d+"><f>SUM\(C3:C3\)<\/f><v>32.1<\/v><\/c>/)
  })

  it('merges what spans, and rules every cell of it', () => {
    const xml = formWorkbook([ledger])['xl/worksheets/sheet1.xml']!
    expect(xml).toContain('<mergeCell ref="A1:C1"/>')
    expect(xml).toContain('<mergeCell ref="A4:B4"/>')
    expect(xml).toMatch(/<c r="B4" s="\d+"\/>/)
  })

  it('prints on A4 across, its head on every page, with page numbers', () => {
    const files = formWorkbook([ledger])
    expect(files['xl/worksheets/sheet1.xml']).toMatch(/paperSize="9" orientation="landscape" fitToWidth="1"/)
    expect(files['xl/worksheets/sheet1.xml']).toContain('&amp;L甲&amp;&amp;乙&amp;C&amp;P / &amp;N')
    expect(files['xl/workbook.xml']).toContain(`'台账'!$1:$2</definedName>`)
  })

  it('gives sheets of one name different names', () => {
    const names = [...formWorkbook([ledger, ledger])['xl/workbook.xml']!.matchAll(/sheet name="([^"]+)"/g)]
    expect(names.map(([, name]) => name)).toEqual(['台账', '台账 (2)'])
  })

  it('never runs text as a formula', () => {
    const hostile: FormSheet = { name: 'x', widths: [9], rows: [{ cells: [{ value: '=1+1' }] }] }
    expect(formWorkbook([hostile])['xl/worksheets/sheet1.xml']).not.toContain('<f>')
  })
})
