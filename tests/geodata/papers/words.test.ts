import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountInWords, areaText, dayText, moneyText } from '#geodata/papers/words.ts'
import zh from '#web/i18n/locales/zh-CN.json' with { type: 'json' }
import { landUseWords } from '#geodata/papers/land-use-words.ts'

const digits = '零壹贰叁肆伍陆柒捌玖'
const places: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1000 }

/** Reads an amount in words back; written independently of how it is written. */
function readAmount(text: string): number {
  const [whole, rest] = text.includes('元') ? (text.split('元') as [string, string]) : ['', text]
  let total = 0
  let group = 0
  let digit = 0
  for (const sign of whole) {
    if (digits.includes(sign)) digit = digits.indexOf(sign)
    else if (places[sign]) {
      group += digit * places[sign]
      digit = 0
    } else {
      total += (group + digit) * 10_000
      group = digit = 0
    }
  }
  const jiao = /(.)角/.exec(rest)?.[1]
  const fen = /(.)分/.exec(rest)?.[1]
  const parts = [jiao, fen].map((one) => (one ? digits.indexOf(one) : 0))
  return Math.round((total + group + digit) * 100 + parts[0]! * 10 + parts[1]!) / 100
}

describe('money in words', () => {
  it.each([
    [0, '零元整'],
    [1, '壹元整'],
    [10, '壹拾元整'],
    [105, '壹佰零伍元整'],
    [1_000_050, '壹佰万零伍拾元整'],
    [1_620_800, '壹佰陆拾贰万零捌佰元整'],
    [100_000_000, '壹亿元整'],
    [100_010_000, '壹亿零壹万元整'],
    [12.3, '壹拾贰元叁角整'],
    [12.03, '壹拾贰元零叁分'],
    [0.45, '肆角伍分'],
    [-5, '负伍元整'],
  ])('%d is %s', (yuan, words) => {
    expect(amountInWords(yuan)).toBe(words)
  })

  it('can be read back for every amount below one hundred million', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (fen) => {
        expect(readAmount(amountInWords(fen / 100))).toBe(fen / 100)
      }),
    )
  })

  it('has no two zeros side by side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (yuan) => {
        expect(amountInWords(yuan)).not.toMatch(/零零|零元(?!整)|^零./)
      }),
    )
  })
})

describe('days, areas and names', () => {
  it('are written as on official papers', () => {
    expect(dayText('2026-01-08')).toBe('2026年1月8日')
    expect(dayText(null)).toBe('＿＿＿＿年＿＿月＿＿日')
    expect(areaText(27_013.4)).toBe('27013.40平方米（40.52亩）')
    expect(moneyText(12.3456)).toBe('人民币12.3456万元（大写：壹拾贰万叁仟肆佰伍拾陆元整）')
  })

  it('of land uses are the same on papers and on pages', () => {
    expect(landUseWords).toEqual(zh.land_use)
  })
})
