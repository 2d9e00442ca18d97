import { describe, expect, it } from 'vitest'
import { bool, code, date, int, measure, text } from '#geodata/model/fields.ts'
import { exchangeValue } from '#geodata/rules/exchange-values.ts'

describe('values of a file', () => {
  it.each([
    [date('d'), '20240131', '2024-01-31'],
    [date('d'), 20240131, '2024-01-31'],
    [date('d'), '2024/1/5', '2024-01-05'],
    [date('d'), '2024年1月5日', '2024-01-05'],
    [date('d'), '2024-01-05T10:00:00Z', '2024-01-05'],
    [date('d'), '2024-02-30', '2024-02-30'],
    [date('d'), '明年', '明年'],
    [measure('m', 'm2'), ' 1,234.50 ', 1234.5],
    [measure('m', 'm2'), '１２．５', 12.5],
    [measure('m', 'm2'), '12亩', '12亩'],
    [measure('m', 'm2'), '', null],
    [int('n'), '3', 3],
    [text('t', { max: 9 }), 12, '12'],
    [text('t', { max: 9 }), '  ', null],
    [bool('b'), '是', true],
    [bool('b'), 0, false],
    [bool('b'), '也许', '也许'],
    [code('c', ['gnss']), ' GNSS', 'gnss'],
  ])('come in the type of the field (%#)', (field, given, expected) => {
    expect(exchangeValue(field, given)).toBe(expected)
  })
})
