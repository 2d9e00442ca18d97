import { roundArea, roundTo } from '../geometry/units.ts'
import { blank } from './paper.ts'

/** How official papers write days, areas and money. A missing value is a blank to be filled in by hand. */

export const orBlank = (text: string | number | null | undefined): string =>
  text === null || text === undefined || text === '' ? blank : String(text)

/** 2026年11月8日 */
export function dayText(date: string | null | undefined): string {
  if (!date) return '＿＿＿＿年＿＿月＿＿日'
  const [year, month, day] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}

/** 12345.67平方米（18.52亩） */
export const areaText = (areaM2: number | null | undefined): string =>
  areaM2 == null
    ? `${blank}平方米（${blank}亩）`
    : `${m2Text(areaM2)}平方米（${roundArea(areaM2, 'mu').toFixed(2)}亩）`

export const muText = (areaM2: number): string => roundArea(areaM2, 'mu').toFixed(2)
export const m2Text = (areaM2: number): string => roundArea(areaM2, 'm2').toFixed(2)

const digits = '零壹贰叁肆伍陆柒捌玖'
const places = ['', '拾', '佰', '仟']
const groups = ['', '万', '亿', '万亿']

/** Four digits in words; zeros inside are said once. */
function fourInWords(value: number): string {
  let text = ''
  let isZero = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10
    if (digit === 0) {
      isZero = text !== ''
      continue
    }
    text += (isZero ? '零' : '') + digits[digit] + places[place]
    isZero = false
  }
  return text
}

/** Whole yuan in words (GB/T 15835 appendix, 票据法 usage): 壹佰万零伍拾. */
function wholeInWords(yuan: bigint): string {
  let text = ''
  let isGap = false
  for (let group = 3; group >= 0; group--) {
    const part = Number((yuan / 10n ** BigInt(group * 4)) % 10_000n)
    if (part === 0) {
      isGap = text !== ''
      continue
    }
    text += ((isGap || part < 1000) && text !== '' ? '零' : '') + fourInWords(part) + groups[group]
    isGap = false
  }
  return text
}

/** An amount of money in words, as decisions and agreements have to name it: 壹拾贰万叁仟元整. */
export function amountInWords(yuan: number): string {
  const fen = BigInt(Math.round(Math.abs(yuan) * 100))
  const [whole, jiao, rest] = [fen / 100n, Number((fen / 10n) % 10n), Number(fen % 10n)]
  const sign = yuan < 0 && fen > 0n ? '负' : ''
  const head = whole > 0n ? `${wholeInWords(whole)}元` : ''
  if (jiao === 0 && rest === 0) return `${sign}${head || '零元'}整`
  const tenths = jiao > 0 ? `${digits[jiao]}角` : head ? '零' : ''
  return sign + head + tenths + (rest > 0 ? `${digits[rest]}分` : '整')
}

/** 人民币12.3456万元（大写：壹拾贰万叁仟肆佰伍拾陆元整） */
export function moneyText(wan: number | null | undefined): string {
  if (wan == null) return `人民币${blank}万元（大写：${blank}）`
  return `人民币${roundTo(wan, 6)}万元（大写：${amountInWords(roundTo(wan * 10_000, 2))}）`
}

const units = { day: '日', working_day: '个工作日', month: '个月', year: '年' } as const

/** 30日, 5个工作日, 6个月 */
export const periodText = (period: { count: number; unit: keyof typeof units } | null | undefined): string =>
  period ? `${period.count}${units[period.unit]}` : blank
