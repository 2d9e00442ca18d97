import readXlsxFile from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { tableBlob } from '#web/ui/table-file.ts'

const file = {
  title: '公布数',
  columns: [
    { label: '编号', kind: 'text' },
    { label: '亩', kind: 'number' },
  ],
  rows: [
    ['KF-1', 1.5],
    ['=1+1', 2.25],
  ],
  sums: ['合计', 3.75],
} as const

describe('a table as a file', () => {
  test('is a workbook with headings, rows and the sum under them; no text is run as a formula', async () => {
    const blob = await tableBlob('xlsx', file)
    const [sheet] = await readXlsxFile(Buffer.from(await blob.arrayBuffer()))
    expect(sheet!.data).toEqual([
      ['编号', '亩'],
      ['KF-1', 1.5],
      ['=1+1', 2.25],
      ['合计', 3.75],
    ])
  })

  test('is comma-separated text that spreadsheet programs take for UTF-8', async () => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      await (await tableBlob('csv', file)).arrayBuffer(),
    )
    expect(text).toBe("\uFEFF编号,亩\r\nKF-1,1.5\r\n'=1+1,2.25\r\n合计,3.75\r\n")
  })
})
