import { expect, it } from 'vitest'
import { neutraliseFormula, readCsv, writeCsv } from '#geodata/formats/csv.ts'

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

it('quotes commas, quotes and line breaks and ends lines with CR LF', () => {
  expect(textOf(writeCsv([['a,b', 'c"d', 'e\nf', 1.5, true, null]], { byteOrderMark: false }))).toBe(
    '"a,b","c""d","e\nf",1.5,true,\r\n',
  )
})

it('begins with a byte order mark so that Excel reads Chinese', () => {
  expect([...writeCsv([['亩']])].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf])
})

it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx', '\n=x', '＝1+1', '＠x', '=HYPERLINK("http://x")'])(
  'makes %j harmless',
  (text) => {
    expect(neutraliseFormula(text)).toBe(`'${text}`)
  },
)

it.each(['-3.5', '+7', '1e5', '-1.2E-3', 'DK-001', '', '甲=乙'])('leaves %j alone', (text) => {
  expect(neutraliseFormula(text)).toBe(text)
})

it('reads what it writes', () => {
  const rows = [
    ['图层', '字,段', '引"号'],
    ['', 'a\r\nb', ''],
    ['x', '', ''],
  ]
  expect(readCsv(textOf(writeCsv(rows)))).toEqual(rows)
})

it('reads broken quoting without hanging', () => {
  expect(readCsv('"a\nb,c')).toEqual([['a\nb,c']])
  expect(readCsv('a,"b"c,d\n')).toEqual([['a', 'b', 'd']])
})
