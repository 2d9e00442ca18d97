import { describe, expect, it } from 'vitest'
import { readCsv } from '#geodata/formats/csv.ts'
import { sheetPath } from '#geodata/formats/xlsx-writer.ts'
import type { Sheet } from '#web/features/stock/sheet.ts'
import { csvOf, workbookOf } from '#web/features/stock/sheet.ts'

const sheet: Sheet = {
  title: '批而未供',
  columns: [
    { label: '地块', kind: 'text' },
    { label: '亩', kind: 'number', decimals: 2 },
  ],
  rows: [
    ['KF-1', 12.5],
    ['=1+1', null],
  ],
  sum: ['合计', 12.5],
}

describe('a table that is saved', () => {
  it('has the rows of the page and their sum as text', () => {
    expect(readCsv(new TextDecoder().decode(csvOf(sheet)))).toEqual([
      ['地块', '亩'],
      ['KF-1', '12.5'],
      ["'=1+1", ''],
      ['合计', '12.5'],
    ])
  })
  it('has numbers as numbers and the sum below in a workbook', () => {
    const xml = workbookOf(sheet)[sheetPath]!
    expect(xml).toContain('<row r="2">')
    expect(xml).toMatch(/<c r="B2" s="\d+"><v>12\.5<\/v><\/c>/)
    expect(xml).toContain('合计')
    expect(xml).toMatch(/<autoFilter ref="A1:B3"\/>/)
  })
})
