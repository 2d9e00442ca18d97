import { describe, expect, it } from 'vitest'
import {
  formatDegrees,
  formatHa,
  formatInstant,
  formatLength,
  formatM2,
  formatMu,
  formatNumber,
  formatPercent,
  formatScale,
  formatShort,
  signOf,
} from '#web/i18n/format.ts'

const thin = '\u202f'

describe('numbers', () => {
  it('puts a thin space between thousands and never inside four decimals', () => {
    expect(formatNumber(1952.98, 2)).toBe(`1${thin}952.98`)
    expect(formatNumber(1234567.1234, 4)).toBe(`1${thin}234${thin}567.1234`)
    expect(formatNumber(999, 0)).toBe('999')
  })
  it('rounds a half away from zero and writes a real minus', () => {
    expect(formatNumber(1.005, 2)).toBe('1.01')
    expect(formatNumber(-1234.5, 0)).toBe(`−1${thin}235`)
  })
  it('writes no minus before what rounds to zero', () => {
    expect(formatNumber(-0.001, 2)).toBe('0.00')
    expect(signOf(-0.001)).toBe('')
    expect(signOf(0.006)).toBe('+')
  })
  it('writes a dash for what is not there', () => {
    expect(formatNumber(null)).toBe('—')
    expect(formatMu(undefined)).toBe('—')
  })
  it('keeps only the decimals that a value carries', () => {
    expect(formatShort(1.2, 4)).toBe('1.2')
    expect(formatShort(300, 4)).toBe('300')
  })
})

describe('areas and lengths', () => {
  it('writes 亩 with two decimals, m² with two and 公顷 with four', () => {
    expect(formatMu((616.75 * 2000) / 3)).toBe('616.75')
    expect(formatM2(13333.333)).toBe(`13${thin}333.33`)
    expect(formatHa(13333.333)).toBe('1.3333')
  })
  it('turns to kilometres from a thousand metres on', () => {
    expect(formatLength(999.994)).toBe('999.99 m')
    expect(formatLength(1234.5)).toBe('1.235 km')
  })
  it('writes a share as per cent', () => {
    expect(formatPercent(0.00024)).toBe(`0.02${thin}%`)
  })
})

describe('places and times', () => {
  it('names the hemispheres', () => {
    expect(formatDegrees([111.048234, 35.031171])).toBe('111.04823°E 35.03117°N')
    expect(formatDegrees([-70.5, -33.25], 2)).toBe('70.50°W 33.25°S')
  })
  it('rounds a scale to two leading digits', () => {
    expect(formatScale(4013)).toBe(`4${thin}000`)
    expect(formatScale(28_871)).toBe(`29${thin}000`)
  })
  it('shows a dash for an instant that is none', () => {
    expect(formatInstant('yesterday')).toBe('—')
    expect(formatInstant('2026-05-12T06:22:00Z')).toMatch(/^2026-05-1[123] \d\d:22$/)
  })
})
