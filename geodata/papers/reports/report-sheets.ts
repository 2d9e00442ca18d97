import type { FormCell, FormRow, FormSheet, FormStyle } from '../../formats/xlsx-form.ts'
import { columnLetters } from '../../formats/xlsx-parts.ts'
import { roundArea } from '../../geometry/units.ts'
import { percent } from '../../rules/batch/land-rates.ts'
import type {
  MonthReport,
  ReportAccount,
  ReportGroup,
  ReportOfKind,
  ReportParcel,
  ReportSum,
} from './report-contents.ts'
import { kindsOfLand } from './report-contents.ts'
import { kindWords, monthText, unitWord, wordOf } from './report-words.ts'

/** The monthly report and the ledgers as workbooks like the forms of an office. Areas are shown in 亩. */
type Value = FormCell['value']
const cell = (value: Value, style: FormStyle = 'text', more: Partial<FormCell> = {}): FormCell => ({
  value,
  style,
  ...more,
})
const muOf = (areaM2: number): number => roundArea(areaM2, 'mu')
const area = (areaM2: number, style: 'area' | 'sumArea' = 'area'): FormCell => cell(muOf(areaM2), style)
const head = (labels: readonly string[]): FormRow => ({ cells: labels.map((label) => cell(label, 'head')) })

const titleRows = (title: string, columns: number, note: string): FormRow[] => [
  { heightPt: 32, cells: [cell(title, 'title', { columns })] },
  { cells: [cell(note, 'subtitle', { columns })] },
]

/** Adding up rounded 亩 gives another number than rounding the sum: the sum of the stored areas is written. */
const total = (areaM2: number): FormCell => area(areaM2, 'sumArea')

function coverSheet(report: MonthReport, number: string | null): FormSheet {
  const rows: [string, (land: ReportOfKind) => FormCell][] = [
    ['剩余面积（亩）', ({ level }) => area(level.areaM2)],
    ['剩余宗数', ({ level }) => cell(level.count, 'integer')],
    ['其中处置中（亩）', ({ level }) => area(level.disposing.areaM2)],
    ['其中待处置（亩）', ({ level }) => area(level.waiting.areaM2)],
    ['本月处置（亩）', ({ disposed }) => area(disposed.month.areaM2)],
    ['本年累计处置（亩）', ({ disposed }) => area(disposed.year.areaM2)],
    ['历年累计处置（亩）', ({ disposed }) => area(disposed.total.areaM2)],
    ['历年累计处置宗数', ({ disposed }) => cell(disposed.total.count, 'integer')],
  ]
  const note = `截至 ${report.on}${number === null ? '　草稿' : `　${number}`}${report.zone.isDemo ? '　演示数据，均为合成' : ''}`
  return {
    name: '汇总',
    widths: [30, 20, 20],
    isPortrait: true,
    rows: [
      ...titleRows(`${report.zone.nameZh}${monthText(report.month)}土地处置月报`, 3, note),
      head(['指标', kindWords.unsupplied, kindWords.idle]),
      ...rows.map(([label, of]) => ({ cells: [cell(label), of(report.unsupplied), of(report.idle)] })),
    ],
    footNote: note,
  }
}

/** Opening plus movements: a formula that gives the closing, written from the exact sum. */
function accountRows(title: string, account: ReportAccount, firstRow: number): FormRow[] {
  const { opening, movements, closing } = account
  const line = (label: string, sum: ReportSum): FormRow => ({
    cells: [cell(label), area(sum.areaM2), cell(sum.count, 'integer')],
  })
  const from = firstRow + 2
  const last = from + movements.length
  const shown = [opening, ...movements].reduce((sum, { areaM2 }) => sum + muOf(areaM2), 0)
  const isExact = Math.abs(shown - muOf(closing.areaM2)) < 0.005
  const end = isExact ? { formula: `SUM(B${from}:B${last})` } : {}
  return [
    { cells: [cell(title, 'sumText', { columns: 3 })] },
    head(['项目', '面积（亩）', '宗数']),
    line(`期初 ${account.from}`, opening),
    ...movements.map((one) => line(wordOf(one.movement), one)),
    {
      cells: [
        cell(`期末 ${account.to}`, 'sumText'),
        cell(muOf(closing.areaM2), 'sumArea', end),
        cell(closing.count, 'sumInteger'),
      ],
    },
    { cells: [] },
  ]
}

function accountSheet(report: MonthReport): FormSheet {
  const rows = titleRows('收支表', 3, `单位：亩、宗　截至 ${report.on}`)
  for (const kind of kindsOfLand)
    for (const [word, account] of [
      ['本月', report[kind].month],
      ['本年', report[kind].year],
    ] as const)
      rows.push(...accountRows(`${kindWords[kind]}　${word}`, account, rows.length + 1))
  return { name: '收支', widths: [34, 18, 12], rows, isPortrait: true }
}

function groupRows(
  title: string,
  groups: readonly ReportGroup[],
  whole: ReportSum,
  firstRow: number,
): FormRow[] {
  const from = firstRow + 2
  const last = from + groups.length - 1
  const shown = groups.reduce((sum, { areaM2 }) => sum + muOf(areaM2), 0)
  const isExact = groups.length > 0 && Math.abs(shown - muOf(whole.areaM2)) < 0.005
  return [
    { cells: [cell(title, 'sumText', { columns: 4 })] },
    head(['分类', '面积（亩）', '宗数', '占比']),
    ...groups.map((group) => ({
      cells: [
        cell(group.label ?? (/^\d{4}$/.test(group.key ?? '') ? `${group.key}年` : wordOf(group.key))),
        area(group.areaM2),
        cell(group.count, 'integer'),
        cell(percent(group.areaM2, whole.areaM2), 'rate'),
      ],
    })),
    {
      cells: [
        cell('合计', 'sumText'),
        isExact ? { ...total(whole.areaM2), formula: `SUM(B${from}:B${last})` } : total(whole.areaM2),
        cell(whole.count, 'sumInteger'),
        cell(null, 'text'),
      ],
    },
    { cells: [] },
  ]
}

function groupSheet(report: MonthReport): FormSheet {
  const rows = titleRows('分类表', 4, `剩余面积，单位：亩、宗　截至 ${report.on}`)
  for (const kind of kindsOfLand) {
    const { groups, level } = report[kind]
    const add = (title: string, group: readonly ReportGroup[]) =>
      rows.push(...groupRows(`${kindWords[kind]}　${title}`, group, level, rows.length + 1))
    add('按原因', groups.cause)
    if (kind === 'unsupplied') add('按批准年度', groups.year)
    add('按包面领导', groups.leader)
  }
  return { name: '分类', widths: [34, 18, 12, 12], rows, isPortrait: true }
}

function caseSheet({ cases, on }: MonthReport): FormSheet {
  const labels = [
    '案号',
    '地块',
    '受让人',
    '面积（亩）',
    '类型',
    '原因',
    '状态',
    '下一期限',
    '期限日期',
    '责任人',
    '最近办理',
  ]
  return {
    name: '案件',
    widths: [12, 14, 30, 12, 10, 12, 10, 16, 13, 12, 13],
    headRows: 3,
    rows: [
      ...titleRows(
        '在办案件',
        labels.length,
        `截至 ${on}${cases.more > 0 ? `　另有 ${cases.more} 件未列出` : ''}`,
      ),
      head(labels),
      ...cases.rows.map((one) => ({
        cells: [
          cell(one.number, 'centred'),
          cell(one.parcelCode),
          cell(one.holder),
          area(one.areaM2),
          cell(one.kind === null ? '' : wordOf(one.kind), 'centred'),
          cell(one.cause === null ? '' : wordOf(one.cause), 'centred'),
          cell(wordOf(one.state), 'centred'),
          cell(one.dueStep === null ? '' : wordOf(one.dueStep), 'centred'),
          cell(one.dueOn, 'date'),
          cell(one.responsible, 'centred'),
          cell(one.movedOn, 'date'),
        ],
      })),
    ],
  }
}

function otherSheet(report: MonthReport): FormSheet {
  return {
    name: '任务与公布数',
    widths: [34, 18, 18, 18, 14, 14],
    rows: [
      ...titleRows('任务完成情况', 6, `单位：亩　截至 ${report.on}`),
      head(['任务', '下达基数', '任务面积', '已处置', '完成率', '期限']),
      ...report.targets.map((one) => ({
        cells: [
          cell(one.title),
          area(one.baseM2),
          area(one.goalM2),
          area(one.disposedM2),
          cell(percent(one.disposedM2, one.goalM2), 'rate'),
          cell(one.dueOn, 'date'),
        ],
      })),
      { cells: [] },
      { heightPt: 32, cells: [cell('公布数核对', 'title', { columns: 6 })] },
      head(['公布数', '公布', '核对', '余差', '单位', '宗（项）']),
      ...report.claims.map((one) => ({
        cells: [
          cell(one.title),
          cell(Number(one.published), 'area'),
          cell(Number(one.counted), 'area'),
          cell(Number(one.residual), 'area'),
          cell(unitWord(one.unit), 'centred'),
          cell(one.count, 'integer'),
        ],
      })),
    ],
  }
}

type LedgerColumn = { label: string; width: number; of: (parcel: ReportParcel) => FormCell }

const shared: readonly LedgerColumn[] = [
  { label: '宗地编号', width: 14, of: ({ code }) => cell(code, 'centred') },
  { label: '宗地名称', width: 24, of: ({ name }) => cell(name) },
]
const people: readonly LedgerColumn[] = [
  { label: '包面领导', width: 11, of: ({ leader }) => cell(leader, 'centred') },
  { label: '责任部门', width: 16, of: ({ department }) => cell(department, 'centred') },
  { label: '经办人', width: 11, of: ({ officer }) => cell(officer, 'centred') },
]
const path: LedgerColumn = {
  label: '处置方式',
  width: 18,
  of: (parcel) => cell(parcel.path === null ? '' : wordOf(parcel.path), 'centred'),
}
const mu: LedgerColumn = { label: '面积（亩）', width: 12, of: ({ areaM2 }) => area(areaM2) }
const hectares: LedgerColumn = {
  label: '面积（公顷）',
  width: 13,
  of: ({ areaM2 }) => cell(roundArea(areaM2, 'ha'), 'hectares'),
}
const state: LedgerColumn = {
  label: '状态',
  width: 10,
  of: (parcel) => cell(wordOf(parcel.state), 'centred'),
}
const due: LedgerColumn = { label: '处置期限', width: 13, of: ({ dueOn }) => cell(dueOn, 'date') }
const paper: LedgerColumn = { label: '文号', width: 22, of: ({ documentNo }) => cell(documentNo) }
const cause = (label: string): LedgerColumn => ({
  label,
  width: 16,
  of: (parcel) => cell(parcel.cause === null ? '' : wordOf(parcel.cause), 'centred'),
})

const ledgerColumns: Readonly<Record<(typeof kindsOfLand)[number], readonly LedgerColumn[]>> = {
  unsupplied: [
    ...shared,
    { label: '批次', width: 14, of: ({ batchCode }) => cell(batchCode, 'centred') },
    { label: '批准日期', width: 13, of: ({ approvedOn }) => cell(approvedOn, 'date') },
    mu,
    hectares,
    path,
    state,
    due,
    paper,
    ...people,
  ],
  idle: [
    ...shared,
    { label: '受让人', width: 28, of: ({ holder }) => cell(holder) },
    mu,
    hectares,
    { label: '闲置起始', width: 13, of: ({ sinceOn }) => cell(sinceOn, 'date') },
    cause('闲置原因'),
    path,
    state,
    due,
    { label: '案号', width: 12, of: ({ caseNumber }) => cell(caseNumber, 'centred') },
    paper,
    ...people,
  ],
}

export type Ledger = {
  parcels: readonly ReportParcel[]
  total: ReportSum
  more: number
  on: string
  zone: string
}

/** 批而未供土地处置台账, 闲置土地处置台账: the columns of the paper form, the sum as a formula where it is exact. */
export function ledgerSheet(kind: (typeof kindsOfLand)[number], ledger: Ledger): FormSheet {
  const columns: readonly LedgerColumn[] = [
    { label: '序号', width: 6, of: () => cell(null) },
    ...ledgerColumns[kind],
  ]
  const firstRow = 4
  const lastRow = firstRow + ledger.parcels.length - 1
  const place = columns.indexOf(mu)
  const shown = ledger.parcels.reduce((sum, { areaM2 }) => sum + muOf(areaM2), 0)
  const isExact =
    ledger.parcels.length > 0 && ledger.more === 0 && Math.abs(shown - muOf(ledger.total.areaM2)) < 0.005
  const letter = columnLetters(place)
  const sums = columns.map((column, i): FormCell => {
    if (i === 0) return cell('合计', 'sumText')
    if (column === mu)
      return isExact
        ? { ...total(ledger.total.areaM2), formula: `SUM(${letter}${firstRow}:${letter}${lastRow})` }
        : total(ledger.total.areaM2)
    if (column === hectares) return cell(roundArea(ledger.total.areaM2, 'ha'), 'sumHectares')
    return i === 1 ? cell(`${ledger.total.count} 宗`, 'sumText') : cell(null, 'sumText')
  })
  const note = `单位：亩　截至 ${ledger.on}${ledger.more > 0 ? `　另有 ${ledger.more} 宗未列出，合计含全部宗地` : ''}`
  return {
    name: `${kindWords[kind]}台账`,
    widths: columns.map(({ width }) => width),
    headRows: 3,
    footNote: `${ledger.zone}　${ledger.on}`,
    rows: [
      ...titleRows(`${ledger.zone}${kindWords[kind]}处置台账`, columns.length, note),
      head(columns.map(({ label }) => label)),
      ...ledger.parcels.map((parcel, i) => ({
        cells: columns.map(({ of }, c) => (c === 0 ? cell(i + 1, 'integer') : of(parcel))),
      })),
      { cells: sums },
    ],
  }
}

export const reportSheets = (report: MonthReport, number: string | null): FormSheet[] => [
  coverSheet(report, number),
  accountSheet(report),
  groupSheet(report),
  otherSheet(report),
  caseSheet(report),
  ...kindsOfLand.map((kind) => {
    const { parcels, level, moreParcels } = report[kind]
    return ledgerSheet(kind, {
      parcels,
      total: level,
      more: moreParcels,
      on: report.on,
      zone: report.zone.nameZh,
    })
  }),
]
