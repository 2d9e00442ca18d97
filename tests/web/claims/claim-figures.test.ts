import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalText } from '#geodata/rules/claims/decimal.ts'
import { reconcile } from '#geodata/rules/claims/reconcile.ts'
import { bodyOf, formOf, isPrinted } from '#web/features/claims/claim-form.ts'
import {
  amountText,
  closes,
  exactText,
  lightOf,
  residualBars,
  signedText,
} from '#web/features/claims/claim-figures.ts'
import type { Claim } from '#web/features/claims/useClaims.ts'

const figure = (value: string, stored: string, reasons: string[] = []) =>
  reconcile({ measure: 'area', unit: 'mu', value, digits: value.split('.')[1]?.length ?? 0 }, stored, reasons)
const reasonsOf = (values: string[]) => values.map((value, i) => ({ n: i + 1, reason: 'remeasured', value }))

describe('the way from the rows to a figure', () => {
  test('is sum, rounding and figure where nothing is left over', () => {
    const bars = residualBars(figure('1952.98', '1301986.6667'), [])
    expect(bars.map(({ kind }) => kind)).toEqual(['sum', 'rounding', 'value'])
  })

  test('has a bar to each reason and one for what is unexplained', () => {
    const reasons = ['-10.5', '-1']
    const bars = residualBars(figure('600.00', '411166.6667', reasons), reasonsOf(reasons))
    expect(bars.map(({ kind }) => kind)).toEqual([
      'sum',
      'rounding',
      'reason',
      'reason',
      'unexplained',
      'value',
    ])
    expect(bars.at(-2)).toMatchObject({ text: '-5.25', to: 600 })
  })

  test('closes: each bar begins where the one before ends, and the last ends at the figure', () => {
    const cents = fc
      .integer({ min: -99_999, max: 99_999 })
      .map((n) => decimalText({ units: BigInt(n) * 10n ** 10n }))
    const stored = fc.integer({ min: 0, max: 9_999_999 }).map((n) => `${n}.1234`)
    fc.assert(
      fc.property(cents, stored, fc.array(cents, { maxLength: 5 }), (value, sum, values) => {
        const found = figure('0.00', sum, values)
        const shown = reconcile({ measure: 'area', unit: 'mu', value, digits: 2 }, sum, values)
        expect(closes(shown, reasonsOf(values))).toBe(true)
        const bars = residualBars(found, reasonsOf(values))
        const steps = bars.slice(0, -1)
        for (const [i, bar] of steps.entries()) if (i > 0) expect(bar.from).toBe(steps[i - 1]!.to)
        expect(steps.at(-1)!.to).toBeCloseTo(bars.at(-1)!.to, 8)
      }),
    )
  })
})

describe('the light of a figure', () => {
  const of = (first: Claim['figure'], second: Claim['second'] = null) => lightOf({ figure: first, second })
  test.each([
    ['matches', figure('616.75', '411166.6667'), null],
    ['unexplained', figure('600.00', '411166.6667'), null],
    ['explained', figure('600.00', '411166.6667', ['-16.75']), null],
    ['unexplained', figure('616.75', '411166.6667'), figure('7', '4000')],
    ['matches', figure('616.75', '411166.6667'), figure('6', '4000')],
  ] as const)('%s', (light, first, second) => {
    expect(of(first, second)).toBe(light)
  })
})

describe('amounts', () => {
  test('are written in the places of their unit, with their sign, or with every digit', () => {
    expect(amountText('1952.98000005', 'mu')).toBe('1\u202f952.98')
    expect(amountText('7', 'parcel')).toBe('7')
    expect(signedText('16.75', 2)).toBe('+16.75')
    expect(signedText('-16.75', 2)).toBe('−16.75')
    expect(exactText('1952.98000005')).toBe('1\u202f952.98000005')
  })
})

describe('the form of a figure', () => {
  test('keeps the digits in which a value was printed, and sends no empty text', () => {
    const claim = {
      title: '甲',
      titleEn: null,
      quotation: 'q',
      source: 's',
      publishedOn: null,
      fromOn: '2009-01-01',
      toOn: '2022-09-15',
      scope: 'idle_disposed',
      scopeFilter: { path: 'start' },
      measure: 'area',
      unit: 'mu',
      value: '600',
      digits: 2,
      secondMeasure: null,
      secondUnit: null,
      secondValue: null,
      note: null,
    } as unknown as Claim
    const form = formOf(claim, '2026-11-22')
    expect(form.value).toBe('600.00')
    expect(bodyOf({ ...form, scopeFilter: { path: '' }, note: ' ' })).toMatchObject({
      value: '600.00',
      titleEn: null,
      publishedOn: null,
      scopeFilter: {},
      secondMeasure: null,
      note: null,
    })
    expect(formOf(undefined, '2026-11-22').toOn).toBe('2026-11-22')
  })

  test.each([
    ['600.00', true],
    ['7', true],
    ['1,000', false],
    ['-1', false],
    ['1.1234567', false],
  ])('takes %s: %s', (value, isTaken) => {
    expect(isPrinted(value)).toBe(isTaken)
  })
})
