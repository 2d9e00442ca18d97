import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimFaults, digitsOf } from '#geodata/rules/claims/claim-checks.ts'
import { decimalText, exact, minus, plus, rounded, sumOf } from '#geodata/rules/claims/decimal.ts'
import type { ClaimItem, Figure } from '#geodata/rules/claims/reconcile.ts'
import { inUnit, reconcile, suggestReasons } from '#geodata/rules/claims/reconcile.ts'
import { claimScopes } from '#geodata/rules/claims/scopes.ts'

const mu = (value: string): Figure => ({ measure: 'area', unit: 'mu', value, digits: digitsOf(value) })
/** Any amount of m² with four decimals. */
const storedAmount = fc
  .integer({ min: 0, max: 4_000_000_000 })
  .map((units) => decimalText({ units: BigInt(units) * 10n ** 8n }))
const decimal = fc
  .integer({ min: -900_000_000, max: 900_000_000 })
  .map((cents) => decimalText({ units: BigInt(cents) * 10n ** 10n }))

describe('exact decimals', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['1301986.6667', '-0.0001', '1301986.6666'],
    ['-2.5', '2.5', '0'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(decimalText(plus(exact(a), exact(b)))).toBe(sum)
  })

  it.each([
    ['2.345', 2, '2.35'],
    ['-2.345', 2, '-2.35'],
    ['2.344999999999', 2, '2.34'],
    ['0.5', 0, '1'],
    ['41.0999', 1, '41.1'],
  ])('round %s to %i digits half away from zero: %s', (text, digits, expected) => {
    expect(decimalText(rounded(exact(text), digits))).toBe(expected)
  })

  it('read what they write', () => {
    fc.assert(fc.property(decimal, (text) => decimalText(exact(text)) === text))
    expect(() => exact('1e5x')).toThrow(RangeError)
  })
})

describe('a figure against its rows', () => {
  it.each([
    ['1952.98 亩', mu('1952.98'), '1301986.6667', '1952.98000005', '0'],
    ['616.75 亩', mu('616.75'), '411166.6667', '616.75000005', '0'],
    ['41.1 km²', { measure: 'area', unit: 'km2', value: '41.1', digits: 1 }, '41100000', '41.1', '0'],
    ['11.4 亿元', { measure: 'money', unit: 'yi_yuan', value: '11.4', digits: 1 }, '114000', '11.4', '0'],
    ['115000 m²', { measure: 'floor_area', unit: 'm2', value: '115000', digits: 0 }, '115000', '115000', '0'],
    ['7 宗, six found', { measure: 'count', unit: 'parcel', value: '7', digits: 0 }, '6', '6', '1'],
    ['600.00 亩, 613.2 in the rows', mu('600.00'), '408800', '613.2', '-13.2'],
  ] as const)('%s', (_, figure, stored, sum, residual) => {
    expect(reconcile(figure, stored, [])).toMatchObject({ sum, residual, matches: residual === '0' })
  })

  it('value = sum + rounding + reasons + unexplained, whatever they are', () => {
    fc.assert(
      fc.property(
        decimal,
        fc.array(storedAmount, { maxLength: 20 }),
        fc.array(decimal, { maxLength: 4 }),
        (value, rows, reasons) => {
          const stored = decimalText(sumOf(rows.map(exact)))
          const found = reconcile({ ...mu('0.00'), value }, stored, reasons)
          const parts = [found.sum, found.rounding, ...reasons, found.unexplained].map(exact)
          expect(decimalText(sumOf(parts))).toBe(value)
          expect(found.isExplained).toBe(found.unexplained === '0')
        },
      ),
    )
  })

  it('a page of rows in the unit of the figure adds up to the sum in that unit', () => {
    fc.assert(
      fc.property(fc.array(storedAmount, { minLength: 1, maxLength: 30 }), (rows) => {
        const whole = inUnit(decimalText(sumOf(rows.map(exact))), mu('0.00'))
        const parts = sumOf(rows.map((row) => inUnit(row, mu('0.00'))))
        expect(minus(whole, parts).units).toBe(0n)
      }),
    )
  })
})

describe('reasons that are suggested', () => {
  const item = (key: string, amount: string, on = '2022-05-01'): ClaimItem => ({
    key,
    code: key,
    parcelId: 1,
    amount,
    on,
  })
  const suggest = (value: string, before: ClaimItem[], now: ClaimItem[], around: ClaimItem[] = []) => {
    const { unexplained } = reconcile(
      mu(value),
      decimalText(sumOf(before.map(({ amount }) => exact(amount)))),
      [],
    )
    return suggestReasons({ figure: mu(value), before, now, around, unexplained })
  }
  const a = item('a', '2000')
  const b = item('b', '4000')

  it.each([
    ['nothing when nothing is left to explain', '3.00', [a], [a], [], []],
    ['a parcel entered since', '9.00', [a], [a, b], [], [['entered_later', '6', true]]],
    ['a parcel taken out since', '3.00', [a, b], [a], [], [['corrected', '-6', true]]],
    ['another measure', '4.50', [a], [item('a', '3000')], [], [['remeasured', '1.5', true]]],
    ['a parcel shortly after the period', '9.00', [a], [a], [b], [['outside_period', '6', true]]],
    [
      'a parcel that is in the figure once too often',
      '3.00',
      [a, b],
      [a, b],
      [],
      [['counted_twice', '-6', true]],
    ],
    ['only what points the way of the residual', '2.00', [a], [a, b], [b], []],
  ] as const)('%s', (_, value, then, now, around, expected) => {
    const found = suggest(value, [...then], [...now], [...around])
    expect(found.map(({ reason, value: part, fits }) => [reason, part, fits])).toEqual(expected)
  })

  it('stand with the one first that explains all', () => {
    const found = suggest('9.00', [a], [a, item('c', '1000'), b])
    expect(found.map(({ code, fits }) => [code, fits])).toEqual([
      ['b', true],
      ['c', false],
    ])
  })
})

describe('what cannot be claimed', () => {
  const draft = { toOn: '2022-09-15', scope: 'idle_disposed', measure: 'area', unit: 'mu' } as const
  const codes = () => ['start', 'fee']
  it.each([
    ['a day to come', { toOn: '2027-01-01' }, [['toOn', 'future_date']]],
    [
      'days on which nothing was published',
      { publishedOn: '1800-01-01', fromOn: '0001-01-01' },
      [
        ['publishedOn', 'implausible_date'],
        ['fromOn', 'implausible_date'],
      ],
    ],
    ['a period that ends before it begins', { fromOn: '2023-01-01' }, [['fromOn', 'after_end']]],
    [
      'a period of a state',
      { scope: 'roads_under_way', measure: 'count', unit: 'road', fromOn: '2020-01-01' },
      [['fromOn', 'state_has_no_start']],
    ],
    ['money of idle land', { measure: 'money', unit: 'wan_yuan' }, [['measure', 'not_of_scope']]],
    ['area in 万元', { unit: 'wan_yuan' }, [['unit', 'not_of_measure']]],
    ['half a second figure', { secondMeasure: 'count' }, [['secondValue', 'incomplete']]],
    [
      'the same measure twice',
      { secondMeasure: 'area', secondUnit: 'ha', secondValue: '1' },
      [['secondMeasure', 'same_measure']],
    ],
    ['an unknown filter', { scopeFilter: { colour: 'red' } }, [['scopeFilter.colour', 'unknown_filter']]],
    ['an unknown code', { scopeFilter: { path: 'magic' } }, [['scopeFilter.path', 'code']]],
    ['nothing wrong', { scopeFilter: { path: 'start' }, fromOn: '2009-01-01' }, []],
  ] as const)('%s', (_, change, faults) => {
    const found = claimFaults({ ...draft, ...change }, '2026-11-22', codes)
    expect(found.map(({ path, rule }) => [path, rule])).toEqual(faults)
  })

  it('every scope can be measured in something', () => {
    expect(claimScopes.every(({ measures }) => measures.length > 0)).toBe(true)
  })
})
