import { describe, expect, it } from 'vitest'
import type { XlsxColumn } from '#geodata/formats/xlsx-writer.ts'
import { columnLetters } from '#geodata/formats/xlsx-parts.ts'
import { sheetEnd, sheetRow, sheetStart, xlsxFrame } from '#geodata/formats/xlsx-writer.ts'

const text: XlsxColumn = { label: '名称', kind: 'text' }

describe('a sheet', () => {
  it('names columns as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ])
  })

  it('counts days from the end of 1899, instants by the clocks of China', () => {
    const day = sheetRow([{ label: '', kind: 'date' }], ['2026-11-22'], 2)
    expect(day).toBe('<row r="2"><c r="A2" s="2"><v>46348</v></c></row>')
    const instant = sheetRow([{ label: '', kind: 'instant' }], ['2026-11-22T10:00:00.123456+00:00'], 2)
    expect(instant).toBe('<row r="2"><c r="A2" s="3"><v>46348.75</v></c></row>')
  })

  it('keeps a date that it cannot count as text', () => {
    expect(sheetRow([{ label: '', kind: 'date' }], ['1899-01-01'], 2)).toContain('1899-01-01')
  })

  it('leaves out empty cells and what is no number', () => {
    expect(sheetRow([text, text], [null, ''], 3)).toBe('<row r="3"></row>')
    expect(sheetRow([{ label: '', kind: 'number' }], [Number.NaN], 3)).toBe('<row r="3"></row>')
  })

  it('escapes signs of XML and what looks like an escape, drops what XML cannot hold', () => {
    const row = sheetRow([text], ['a<b>&"c"\u0000\u0008_x0041_\uD800'], 2)
    expect(row).toContain('>a&lt;b&gt;&amp;&quot;c&quot;_x005F_x0041_</t>')
  })

  it.each(['=1+1', '+1', '-1+2', '@x', '\tx'])('marks %j as text that stays text', (value) => {
    expect(sheetRow([text], [value], 2)).toContain('s="5"')
  })

  it('freezes its header and ends with filters over the rows', () => {
    expect(sheetStart([text])).toContain('state="frozen"')
    expect(sheetEnd([text, text], 9)).toBe('</sheetData><autoFilter ref="A1:B9"/></worksheet>')
  })

  it('has a name that Excel takes', () => {
    const name = /sheet name="([^"]*)"/.exec(xlsxFrame(`[a]:b/${'长'.repeat(40)}`)['xl/workbook.xml']!)![1]!
    expect(name).toMatch(/^_a__b_长+$/)
    expect(name).toHaveLength(31)
  })
})
