import { percent } from '../../rules/batch/land-rates.ts'
import { daysBetween } from '../../rules/periods.ts'
import type { Paper, PaperBlock, PaperColumn, Watermark } from '../paper.ts'
import { dayText, muText } from '../words.ts'
import type {
  MonthReport,
  ReportAccount,
  ReportGroup,
  ReportOfKind,
  ReportSum,
  ReportTarget,
} from './report-contents.ts'
import { kindsOfLand } from './report-contents.ts'
import { reportMap } from './report-map.ts'
import { kindWords, monthText, unitWord, wordOf } from './report-words.ts'

/** The monthly report on paper. */
const left = (label: string, width: number): PaperColumn => ({ label, width })
const right = (label: string, width: number): PaperColumn => ({ label, width, align: 'right' })

const sumText = ({ areaM2, count }: ReportSum): string => `${muText(areaM2)}亩（${count}宗）`
const rateText = (part: number, whole: number): string => {
  const rate = percent(part, whole)
  return rate === null ? '—' : `${rate.toFixed(2)}%`
}

function summary(report: MonthReport): PaperBlock[] {
  const sentence = (kind: (typeof kindsOfLand)[number]) => {
    const { level, disposed } = report[kind]
    return `${kindWords[kind]}：截至${dayText(report.on)}，剩余${sumText(level)}，其中处置中${sumText(level.disposing)}；本月处置${sumText(disposed.month)}，本年累计处置${sumText(disposed.year)}，历年累计处置${sumText(disposed.total)}。`
  }
  return kindsOfLand.map((kind) => ({ kind: 'paragraph', text: sentence(kind) }))
}

function accountTable(account: ReportAccount, caption: string): PaperBlock {
  const row = (label: string, { areaM2, count }: ReportSum) => [label, muText(areaM2), String(count)]
  return {
    kind: 'table',
    caption,
    columns: [left('项目', 3), right('面积（亩）', 2), right('宗数', 1)],
    rows: [
      row(`期初（${account.from}）`, account.opening),
      ...account.movements.map((one) => row(wordOf(one.movement), one)),
      row(`期末（${account.to}）`, account.closing),
    ],
    hasTotal: true,
  }
}

const nameOf = ({ key, label }: Pick<ReportGroup, 'key' | 'label'>): string =>
  label ?? (key !== null && /^\d{4}$/.test(key) ? `${key}年` : wordOf(key))

function groupTable(title: string, groups: readonly ReportGroup[], whole: ReportSum): PaperBlock {
  return {
    kind: 'table',
    caption: `${title}（剩余，亩）`,
    columns: [
      left('分类', 3),
      right('面积（亩）', 2),
      right('其中处置中', 2),
      right('宗数', 1),
      right('占比', 1),
    ],
    rows: [
      ...groups.map((group) => [
        nameOf(group),
        muText(group.areaM2),
        muText(group.disposing.areaM2),
        String(group.count),
        rateText(group.areaM2, whole.areaM2),
      ]),
      [
        '合计',
        muText(whole.areaM2),
        muText(groups.reduce((sum, { disposing }) => sum + disposing.areaM2, 0)),
        String(whole.count),
        rateText(whole.areaM2, whole.areaM2),
      ],
    ],
    hasTotal: true,
  }
}

function rankingTable({ ranking }: ReportOfKind): PaperBlock {
  return {
    kind: 'table',
    caption: '责任部门（亩）',
    columns: [
      left('部门', 3),
      right('本年处置', 2),
      right('剩余', 2),
      right('逾期', 2),
      right('逾期宗数', 1),
    ],
    rows: ranking.map(({ name, disposed, remaining, overdue }) => [
      name ?? '未落实',
      muText(disposed.areaM2),
      muText(remaining.areaM2),
      muText(overdue.areaM2),
      String(overdue.count),
    ]),
  }
}

function landSection(kind: (typeof kindsOfLand)[number], land: ReportOfKind): PaperBlock[] {
  return [
    { kind: 'heading', text: kindWords[kind] },
    accountTable(land.month, '本月收支'),
    accountTable(land.year, '本年收支'),
    groupTable(kind === 'idle' ? '按闲置原因' : '按未供原因', land.groups.cause, land.level),
    ...(kind === 'unsupplied' ? [groupTable('按批准年度', land.groups.year, land.level)] : []),
    groupTable('按包面领导', land.groups.leader, land.level),
    rankingTable(land),
  ]
}

function targetTable(targets: readonly ReportTarget[]): PaperBlock[] {
  if (targets.length === 0) return []
  return [
    { kind: 'heading', text: '任务完成情况' },
    {
      kind: 'table',
      columns: [
        left('任务', 4),
        left('口径', 2),
        right('下达基数（亩）', 2),
        right('任务（亩）', 2),
        right('已处置（亩）', 2),
        right('完成率', 2),
        left('期限', 2),
        left('进度', 2),
      ],
      rows: targets.map((target) => [
        target.title,
        wordOf(target.cohort),
        muText(target.baseM2),
        muText(target.goalM2),
        muText(target.disposedM2),
        rateText(target.disposedM2, target.goalM2),
        target.dueOn,
        wordOf(target.state),
      ]),
    },
  ]
}

function claimTable({ claims }: MonthReport): PaperBlock[] {
  if (claims.length === 0) return []
  return [
    { kind: 'heading', text: '公布数核对' },
    {
      kind: 'table',
      columns: [
        left('公布数', 4),
        right('公布', 2),
        right('核对', 2),
        right('余差', 2),
        left('单位', 1),
        right('宗（项）', 1),
      ],
      rows: claims.map((claim) => [
        claim.title,
        claim.published,
        claim.counted,
        claim.residual,
        unitWord(claim.unit),
        String(claim.count),
      ]),
    },
  ]
}

function caseTable({ cases, on }: MonthReport): PaperBlock[] {
  const late = (dueOn: string | null) => {
    if (dueOn === null) return ''
    const days = daysBetween(on, dueOn)
    return days < 0 ? `逾期${-days}天` : `还有${days}天`
  }
  const rows = cases.rows.map((one) => [
    one.number,
    one.parcelCode ?? '',
    muText(one.areaM2),
    wordOf(one.state),
    one.cause === null ? '' : wordOf(one.cause),
    one.dueStep === null ? '' : `${wordOf(one.dueStep)} ${one.dueOn}`,
    late(one.dueOn),
    one.responsible ?? '',
  ])
  return [
    { kind: 'heading', text: '在办案件' },
    {
      kind: 'table',
      columns: [
        left('案号', 2.2),
        left('地块', 1.8),
        right('亩', 1.6),
        left('状态', 1.6),
        left('原因', 1.8),
        left('下一期限', 3.4),
        left('剩余', 1.8),
        left('责任人', 1.6),
      ],
      rows: rows.length > 0 ? rows : [['—', '', '', '', '', '', '', '']],
    },
    ...(cases.more > 0 ? [{ kind: 'paragraph', text: `另有${cases.more}件未列出。` } as const] : []),
  ]
}

function parcelTable(kind: (typeof kindsOfLand)[number], land: ReportOfKind): PaperBlock[] {
  const rows = land.parcels.map((parcel, i) => [
    String(i + 1),
    parcel.code,
    parcel.holder ?? parcel.name ?? '',
    muText(parcel.areaM2),
    parcel.sinceOn,
    kind === 'unsupplied' ? (parcel.batchCode ?? '') : parcel.cause === null ? '' : wordOf(parcel.cause),
    parcel.path === null ? wordOf(parcel.state) : wordOf(parcel.path),
    parcel.dueOn ?? '',
    parcel.officer ?? parcel.department ?? parcel.leader ?? '',
  ])
  return [
    { kind: 'heading', text: `${kindWords[kind]}台账` },
    {
      kind: 'table',
      columns: [
        right('序', 0.9),
        left('地块', 1.8),
        left('单位或名称', 3.4),
        right('亩', 1.7),
        left('自', 2.4),
        left(kind === 'unsupplied' ? '批次' : '原因', 2.2),
        left('处置', 2),
        left('期限', 2.4),
        left('责任', 1.7),
      ],
      rows: [...rows, ['', '合计', '', muText(land.level.areaM2), '', '', `${land.level.count}宗`, '', '']],
      hasTotal: true,
    },
    ...(land.moreParcels > 0
      ? [{ kind: 'paragraph', text: `台账另有${land.moreParcels}宗未列出，合计含全部宗地。` } as const]
      : []),
  ]
}

/** `number` is that of the frozen report; a draft has none and says so across the page. */
export function reportPaper(
  report: MonthReport,
  { number, sha256 }: { number: string | null; sha256: string | null },
): Paper {
  const { drawing, scale } = reportMap(report.map)
  const watermark: Watermark | null = number === null ? 'draft' : null
  const demo = report.zone.isDemo ? '　演示数据，均为合成' : ''
  return {
    head: null,
    title: `${report.zone.nameZh}${monthText(report.month)}土地处置月报`,
    number,
    blocks: [
      ...summary(report),
      ...kindsOfLand.flatMap((kind) => landSection(kind, report[kind])),
      ...targetTable(report.targets),
      ...claimTable(report),
      ...caseTable(report),
      { kind: 'page_break' },
      { kind: 'heading', text: '处置分布图' },
      { kind: 'drawing', drawing, caption: `1∶${scale}　${report.map.crsName}　截至${report.on}` },
      { kind: 'page_break' },
      ...kindsOfLand.flatMap((kind) => parcelTable(kind, report[kind])),
    ],
    foot: `截至 ${report.on}，已知至 ${report.known}${sha256 === null ? '' : `　校验 ${sha256.slice(0, 16)}`}${demo}`,
    watermark,
    dayOn: report.on,
  }
}
