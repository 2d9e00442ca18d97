import { type EncodingName, decode } from './encoding.ts'
import type { ExchangeField, ExchangeFieldType, FieldValue } from './exchange.ts'
import { decodeGbk } from './gbk.ts'

/** The attribute table (.dbf, dBase III to 7 and Visual FoxPro) of a shapefile. */
export type DbfColumn = {
  /** As in the file, before decoding. */
  rawName: Uint8Array
  type: string
  at: number
  length: number
  decimals: number
}

export type DbfFile = {
  bytes: Uint8Array
  columns: DbfColumn[]
  headerBytes: number
  recordBytes: number
  /** By the header. */
  declaredCount: number
  /** Records that are really there. */
  count: number
  /** Language driver id, byte 29. */
  languageDriver: number
}

const longestRecord = 65_535
const mostColumns = 2048

const columnsOf = (bytes: Uint8Array, headerEnd: number): DbfColumn[] => {
  const columns: DbfColumn[] = []
  let at = 1
  for (let i = 32; i + 32 <= headerEnd && bytes[i] !== 0x0d && columns.length < mostColumns; i += 32) {
    const nameEnd = bytes.subarray(i, i + 11).indexOf(0)
    const type = String.fromCharCode(bytes[i + 11]!)
    // A text field longer than 255 bytes keeps its high byte where numbers keep their decimals.
    const wide = type === 'C' ? bytes[i + 17]! << 8 : 0
    const length = bytes[i + 16]! + wide
    const rawName = bytes.subarray(i, i + (nameEnd < 0 ? 11 : nameEnd))
    columns.push({ rawName, type, at, length, decimals: wide > 0 ? 0 : bytes[i + 17]! })
    at += length
  }
  return columns
}

/** Null when the bytes are no .dbf. */
export const openDbf = (bytes: Uint8Array): DbfFile | null => {
  if (bytes.length < 33) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerBytes = view.getUint16(8, true)
  const recordBytes = view.getUint16(10, true)
  if (headerBytes < 33 || headerBytes > bytes.length || recordBytes < 1 || recordBytes > longestRecord)
    return null
  const columns = columnsOf(bytes, headerBytes).filter(({ at, length }) => at + length <= recordBytes)
  const declaredCount = view.getUint32(4, true)
  const there = Math.floor((bytes.length - headerBytes) / recordBytes)
  const count = Math.min(declaredCount, there)
  return { bytes, columns, headerBytes, recordBytes, declaredCount, count, languageDriver: bytes[29]! }
}

const exchangeType = ({ type, decimals, length }: DbfColumn): ExchangeFieldType => {
  if (type === 'N' || type === 'F') return decimals === 0 ? 'integer' : 'number'
  if (type === 'I' || type === '+') return 'integer'
  if (type === 'O' || (type === 'B' && length === 8)) return 'number'
  if (type === 'L') return 'boolean'
  return type === 'D' ? 'date' : 'text'
}

/** Names decoded, made unique, and never one with a meaning in JavaScript. */
export const columnNames = (columns: DbfColumn[], encoding: EncodingName): string[] => {
  const used = new Set<string>(['__proto__', ''])
  return columns.map(({ rawName }, i) => {
    // A name of ten bytes may end in half a character.
    const decoded = decode(rawName, encoding)
      .replace(/\uFFFD+$/, '')
      .trim()
    let name = decoded
    for (let n = 1; used.has(name); n++) name = `${decoded || `field_${i + 1}`}_${n}`
    used.add(name)
    return name
  })
}

export const exchangeFields = (columns: DbfColumn[], names: string[]): ExchangeField[] =>
  columns.map((column, i) => {
    const type = exchangeType(column)
    return { name: names[i]!, type, ...(type === 'text' ? { length: column.length } : {}) }
  })

export type ValueRemark = 'date_invalid' | 'number_invalid' | 'number_precision_lost' | 'field_type_unknown'

const asciiOf = (bytes: Uint8Array, from: number, to: number): string | null => {
  let text = ''
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (byte > 0x7f) return null
    text += String.fromCharCode(byte)
  }
  return text
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0

type Decoder = (bytes: Uint8Array) => string

/** A short text is decoded faster by hand than by the runtime, and tables are full of short texts. */
const decoderOf = (encoding: EncodingName): Decoder => {
  if (encoding === 'gb18030') return decodeGbk
  const decoder = new TextDecoder(encoding)
  return (bytes) => decoder.decode(bytes)
}

const textValue = (bytes: Uint8Array, from: number, end: number, decoder: Decoder): string | null => {
  let to = end
  while (to > from && isBlank(bytes[to - 1])) to--
  if (to === from) return null
  const text = asciiOf(bytes, from, to) ?? decoder(bytes.subarray(from, to))
  const cut = to === end && text.endsWith('\uFFFD') ? text.replace(/\uFFFD+$/, '') : text
  return cut.includes('\0') ? cut.replaceAll('\0', '') : cut
}

type Remark = (remark: ValueRemark) => void

/** Digits beyond what a number can hold stay text: they are somebody's identifier. */
const numberValue = (text: string, remark: Remark): FieldValue => {
  const trimmed = text.replaceAll('\0', ' ').trim()
  if (trimmed === '' || trimmed.startsWith('*')) return null
  const value = Number(trimmed.replace(',', '.'))
  if (!Number.isFinite(value)) {
    remark('number_invalid')
    return null
  }
  const isWhole = /^[-+]?\d+$/.test(trimmed)
  if (!isWhole || Number.isSafeInteger(value) || String(value) === trimmed) return value
  remark('number_precision_lost')
  return trimmed
}

const dateValue = (text: string, remark: Remark): FieldValue => {
  const trimmed = text.replaceAll('\0', ' ').trim()
  if (trimmed === '' || /^0+$/.test(trimmed)) return null
  const [, year, month, day] = /^(\d{4})[-/]?(\d\d)[-/]?(\d\d)$/.exec(trimmed) ?? []
  const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  if (!year || !isDay) {
    remark('date_invalid')
    return null
  }
  return `${year}-${month}-${day}`
}

const logicalValue = (byte: number): boolean | null => {
  const letter = String.fromCharCode(byte)
  if ('YyTt1'.includes(letter)) return true
  return 'NnFf0'.includes(letter) ? false : null
}

/** dBase 7 stores whole numbers and doubles big-endian with a flipped sign; FoxPro little-endian as they are. */
const binaryValue = (view: DataView, at: number, { type, length }: DbfColumn): FieldValue => {
  if ((type === 'I' || type === '+') && length === 4)
    return type === 'I' ? view.getInt32(at, true) : view.getInt32(at) & 0x7fffffff
  if (type === 'B' && length === 8) {
    const value = view.getFloat64(at, true)
    return Number.isFinite(value) ? value : null
  }
  return null
}

export type DbfReader = {
  isDeleted: (index: number) => boolean
  read: (index: number, remark: (remark: ValueRemark, column: number) => void) => Record<string, FieldValue>
}

export const dbfReader = (file: DbfFile, names: string[], encoding: EncodingName): DbfReader => {
  const { bytes, columns, headerBytes, recordBytes } = file
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = decoderOf(encoding)
  let sink: (remark: ValueRemark, column: number) => void = () => undefined
  let current = 0
  const remark: Remark = (code) => sink(code, current)
  const value = (column: DbfColumn, at: number): FieldValue => {
    const { type, length } = column
    switch (type) {
      case 'C':
        return textValue(bytes, at, at + length, decoder)
      case 'N':
      case 'F':
        return numberValue(asciiOf(bytes, at, at + length) ?? '?', remark)
      case 'D':
        return dateValue(asciiOf(bytes, at, at + length) ?? '?', remark)
      case 'L':
        return logicalValue(bytes[at]!)
      case 'I':
      case '+':
      case 'B':
        return binaryValue(view, at, column)
      default:
        remark('field_type_unknown')
        return null
    }
  }
  return {
    isDeleted: (index) => index < file.count && bytes[headerBytes + index * recordBytes] === 0x2a,
    read: (index, remarked) => {
      const properties: Record<string, FieldValue> = {}
      const start = headerBytes + index * recordBytes
      const there = index < file.count
      sink = remarked
      for (current = 0; current < columns.length; current++) {
        const column = columns[current]!
        properties[names[current]!] = there ? value(column, start + column.at) : null
      }
      return properties
    },
  }
}

const sampleBytes = 1 << 16

function* cellsIn(file: DbfFile): Generator<Uint8Array> {
  const texts = file.columns.filter(({ type, length }) => type === 'C' && length > 0)
  for (const { rawName } of file.columns) yield rawName
  for (let row = 0; row < file.count; row++) {
    const start = file.headerBytes + row * file.recordBytes
    for (const { at, length } of texts) yield file.bytes.subarray(start + at, start + at + length)
  }
}

const isTelling = (cell: Uint8Array): boolean => {
  for (let i = 0; i < cell.length; i++) if (cell[i]! > 0x7f) return true
  return false
}

const withoutPadding = (cell: Uint8Array): Uint8Array => {
  let to = cell.length
  while (to > 0 && isBlank(cell[to - 1])) to--
  return cell.subarray(0, to)
}

/** Names and values that are not ASCII, without padding: what the encoding can be judged by. */
export const tellingCells = (file: DbfFile): Uint8Array[] => {
  const cells: Uint8Array[] = []
  let taken = 0
  for (const raw of cellsIn(file)) {
    if (!isTelling(raw)) continue
    const cell = withoutPadding(raw)
    cells.push(cell)
    taken += cell.length
    if (taken > sampleBytes) break
  }
  return cells
}
