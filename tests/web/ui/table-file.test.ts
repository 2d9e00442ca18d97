import readXlsxFile from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import type { TableColumn } from '#web/ui/table-file.ts'
import { tableFile } from '#web/ui/table-file.ts'

type Row = { code: string; mu: number }
const columns: TableColumn<Row>[] = [
  { label: '编号', kind: 'text', value: ({ code }) => code },
  { label: '亩', kind: 'number', value: ({ mu }) => mu },
]
const rows: Row[] = [
  { code: 'KF-1', mu: 1.5 },
  { code: '=1+1', mu: 2.25 },
]
const fileOf = (format: 'xlsx' | 'csv') => tableFile(format, '公布数', columns, rows, ['合计', 3.75])

describe('a table as a file', () => {
  test('is a workbook with headings, rows and the sum under them; no text is run as a formula', async () => {
    const [sheet] = await readXlsxFile(Buffer.from(fileOf('xlsx')))
    expect(sheet!.data).toEqual([
      ['编号', '亩'],
      ['KF-1', 1.5],
      ['=1+1', 2.25],
      ['合计', 3.75],
    ])
  })

  test('is comma-separated text that spreadsheet programs take for UTF-8', () => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(fileOf('csv'))
    expect(text).toBe("\uFEFF编号,亩\r\nKF-1,1.5\r\n'=1+1,2.25\r\n合计,3.75\r\n")
  })
})
