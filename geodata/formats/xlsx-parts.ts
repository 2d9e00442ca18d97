/** What every workbook of ours is made of (ECMA-376): names, escapes, addresses, days. */

/** What a sheet can hold (Excel's own limits). */
export const xlsxLimits = { rows: 1_048_576, columns: 16_384, characters: 32_767 }

export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const packages = 'http://schemas.openxmlformats.org/package/2006'
export const content = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const forbidden = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu

/** Characters that XML cannot hold are left out; what looks like an escape is escaped. */
export const escaped = (text: string): string =>
  text
    .replace(forbidden, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

export const startsFormula = /^[=+\-@\t\r]/

/** A sheet's name has at most 31 characters and none of `[]:*?/\`. */
export const sheetName = (name: string): string => name.replace(/[[\]:*?/\\']/g, '_').slice(0, 31) || 'Sheet1'

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

/** Readers want every cell to say where it is, although the standard lets them count. `row` counts from 1. */
export const addressOf = (column: number, row: number): string => `${columnLetters(column)}${row}`

/** Text inline is never run as a formula; one that looks like it keeps that when somebody edits the cell. */
export function textCell(at: string, text: string, style: number): string {
  const held = escaped(text.slice(0, xlsxLimits.characters))
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${held}</t></is></c>`
}

const dayMs = 86_400_000
/** Day 0 of the 1900 date system, as Excel counts from March 1900 on. */
const dayZeroMs = Date.UTC(1899, 11, 30)
const firstMs = Date.UTC(1900, 2, 1)
const chinaOffsetMs = 8 * 3_600_000

/** Days since day zero; instants as China's clocks show them. Undefined for what a sheet cannot count. */
export function serialOf(text: string): number | undefined {
  const isDay = text.length === 10
  const ms = Date.parse(isDay ? `${text}T00:00:00Z` : text)
  if (Number.isNaN(ms) || ms < firstMs) return undefined
  const shown = isDay ? ms : Math.round((ms + chinaOffsetMs) / 1000) * 1000
  return (shown - dayZeroMs) / dayMs
}
