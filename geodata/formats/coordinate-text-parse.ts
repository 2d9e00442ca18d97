import type { Finding } from './exchange.ts'

/**
 * The lines of a coordinate exchange text (勘测定界界址点坐标交换格式, domain.md §7) as header and blocks. Only the
 * writing is understood here, in all its variants; what the numbers mean is for coordinate-text.ts.
 */
export type CoordinateText = {
  /** Keys as written, e.g. 坐标系, 几度分带, 带号. */
  header: Map<string, { value: string; line: number }>
  blocks: TextBlock[]
  findings: Finding[]
}

/** One parcel: its header row and its rings in the order of the file. */
export type TextBlock = {
  line: number
  cells: BlockCells
  rings: TextRing[]
}

export type BlockCells = {
  pointCount: string
  area: string
  code: string
  name: string
  kind: string
  sheet: string
  use: string
  landClass: string
  /** Fields beyond the standard nine, before the `@`. */
  extra: string[]
}

/** Columns 3 and 4 as they stand, and the line of each row. */
export type TextRing = { number: string; first: number[]; second: number[]; lines: number[] }

const foldings: Record<string, string> = { '【': '[', '】': ']', '〔': '[', '〕': ']', '　': ' ', '。': '.' }

/** Full-width forms as ASCII. Only for what is structure or number: names keep their signs. */
export const foldWidth = (text: string): string => (beyondAscii.test(text) ? folded(text) : text)

const beyondAscii = /[\u0080-\uffff]/

const folded = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E【】〔〕　。]/g, (character) => {
    const code = character.charCodeAt(0)
    return foldings[character] ?? String.fromCharCode(code - 0xfee0)
  })

/** Lines of a text that comes in pieces; a break may lie across two of them. */
function* linesOf(pieces: Iterable<string>): Generator<string> {
  let carried = ''
  for (const piece of pieces) {
    const text = carried + piece
    let from = 0
    const breaks = /\r\n|\r(?!$)|\n/g
    for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
      yield text.slice(from, found.index)
      from = breaks.lastIndex
    }
    carried = text.slice(from)
  }
  if (carried !== '') yield carried
}

const numberPattern = /^[-+]?\d+(\.\d*)?$/

const isNumber = (cell: string | undefined): boolean => cell !== undefined && numberPattern.test(cell)

const cellsOf = (line: string): string[] => line.split(',').map((cell) => cell.trim())

/** Names may hold full-width commas, so a row is folded only when it does not come apart otherwise. */
const headerCells = (line: string): string[] => {
  const plain = cellsOf(line)
  return plain.length >= 5 ? plain : cellsOf(foldWidth(line))
}

const kindPattern = /^(面|线|点|多边形|polygon|line|point)$/i

const isBlockHeader = (cells: string[]): boolean =>
  cells.some((cell) => cell.endsWith('@')) || cells.length >= 8 || kindPattern.test(cells[4] ?? '')

const standardFields = 8

const blockCells = (cells: string[]): { block: BlockCells; marked: boolean; fields: number } => {
  const marked = cells.some((cell) => cell.endsWith('@'))
  const kept = cells.map((cell) => cell.replace(/@$/, '').trim())
  while (kept.length > standardFields && kept.at(-1) === '') kept.pop()
  const cell = (i: number): string => kept[i] ?? ''
  const block: BlockCells = {
    pointCount: foldWidth(cell(0)),
    area: foldWidth(cell(1)),
    code: cell(2),
    name: cell(3),
    kind: cell(4),
    sheet: cell(5),
    use: cell(6),
    landClass: cell(7),
    extra: kept.slice(standardFields),
  }
  return { block, marked, fields: kept.length + 1 }
}

const noCells: BlockCells = {
  pointCount: '',
  area: '',
  code: '',
  name: '',
  kind: '',
  sheet: '',
  use: '',
  landClass: '',
  extra: [],
}

const isClosed = ({ first, second }: TextRing): boolean =>
  first.length >= 4 && first[0] === first.at(-1) && second[0] === second.at(-1)

type State = CoordinateText & { section: string; line: number }

const addPoint = (state: State, number: string, first: number, second: number): void => {
  let block = state.blocks.at(-1)
  if (!block) {
    block = { line: state.line, cells: noCells, rings: [] }
    state.blocks.push(block)
    state.findings.push({ code: 'block_header_missing', severity: 'warning', line: state.line })
  }
  let ring = block.rings.at(-1)
  const restarts = ring !== undefined && ring.number === number && isClosed(ring)
  const repeatsClosing = restarts && ring?.first[0] === first && ring.second[0] === second
  if (repeatsClosing) {
    state.findings.push({ code: 'closing_point_repeated', severity: 'note', line: state.line })
    return
  }
  if (restarts) state.findings.push({ code: 'ring_number_repeated', severity: 'note', line: state.line })
  if (!ring || ring.number !== number || restarts) {
    ring = { number, first: [], second: [], lines: [] }
    block.rings.push(ring)
  }
  ring.first.push(first)
  ring.second.push(second)
  ring.lines.push(state.line)
}

/** 点号,圈号,X,Y with anything after it, or 点号,X,Y where the ring number was left out. */
const pointOf = (line: string): [ring: string, first: number, second: number] | null => {
  const cells = cellsOf(foldWidth(line))
  while (cells.at(-1) === '') cells.pop()
  if (cells.length >= 4 && cells.length < 8 && isNumber(cells[2]) && isNumber(cells[3]))
    return [cells[1] || '1', Number(cells[2]), Number(cells[3])]
  if (cells.length === 3 && isNumber(cells[1]) && isNumber(cells[2]))
    return ['1', Number(cells[1]), Number(cells[2])]
  return null
}

const addBlock = (state: State, cells: string[]): void => {
  const { block, marked, fields } = blockCells(cells)
  const { line, findings } = state
  state.blocks.push({ line, cells: block, rings: [] })
  const row = state.blocks.length
  if (!marked) findings.push({ code: 'block_marker_missing', severity: 'note', row, line })
  if (fields !== standardFields + 1)
    findings.push({ code: 'block_fields_unusual', severity: 'note', row, line, detail: { fields } })
}

const addRow = (state: State, line: string): void => {
  const point = pointOf(line)
  if (point) return addPoint(state, ...point)
  const cells = headerCells(line)
  if (isBlockHeader(cells)) return addBlock(state, cells)
  const row = state.blocks.length || undefined
  state.findings.push({
    code: 'line_not_understood',
    severity: 'error',
    line: state.line,
    ...(row ? { row } : {}),
  })
}

const opensBracket = /^[[【［〔]/
const sectionPattern = /^\[\s*(.+?)\s*\]$/
const coordinatesSection = '地块坐标'
const ignoredSections = ['扩展信息', '项目信息']

const addHeader = (state: State, line: string): void => {
  const folded = foldWidth(line)
  const [, key, value] = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(folded) ?? []
  if (key === undefined || value === undefined || ignoredSections.includes(state.section)) return
  if (!state.header.has(key)) state.header.set(key, { value, line: state.line })
}

/** Never throws; what cannot be understood becomes a finding with its line. */
export const parseCoordinateText = (pieces: Iterable<string>): CoordinateText => {
  const state: State = { header: new Map(), blocks: [], findings: [], section: '', line: 0 }
  for (const raw of linesOf(pieces)) {
    state.line++
    const line = raw.trim()
    if (line === '') continue
    const section = opensBracket.test(line) ? sectionPattern.exec(foldWidth(line).trim())?.[1] : undefined
    if (section !== undefined) {
      state.section = section
      continue
    }
    const isRow = state.section === coordinatesSection
    // Files that hold rows only, without any section.
    const isBareRow = state.section === '' && !foldWidth(line).includes('=')
    if (isRow || isBareRow) addRow(state, line)
    else addHeader(state, line)
  }
  const { header, blocks, findings } = state
  return { header, blocks, findings }
}
