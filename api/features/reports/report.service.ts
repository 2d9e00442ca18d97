import { strToU8, zipSync } from 'fflate'
import type { AsOf } from '#api/http/as-of.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import { contentsHash } from '#api/paper/frozen.ts'
import { renderPaper } from '#api/paper/render.ts'
import { formWorkbook } from '#geodata/formats/xlsx-form.ts'
import type { FormSheet } from '#geodata/formats/xlsx-form.ts'
import type { MonthReport, ReportOfKind } from '#geodata/papers/reports/report-contents.ts'
import { kindsOfLand } from '#geodata/papers/reports/report-contents.ts'
import { reportPaper } from '#geodata/papers/reports/report-paper.ts'
import { ledgerSheet, reportSheets } from '#geodata/papers/reports/report-sheets.ts'
import { monthText } from '#geodata/papers/reports/report-words.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import type { NotingActor } from '../people/actor.ts'
import type { Deps } from './report.contents.ts'
import { daysOf, drawUpReport, ledgerOf, parcelOf } from './report.contents.ts'
import type { SnapshotRow } from './report.queries.ts'
import {
  findSnapshot,
  insertSnapshot,
  listSnapshots,
  nextSnapshotOrdinal,
  presentInstant,
} from './report.queries.ts'

export type ReportFormat = 'xlsx' | 'pdf'
/** What is printed on a report: the number of a frozen one and the hash of its contents; a draft has neither. */
type Imprint = { number: string | null; sha256: string | null }
const draftImprint: Imprint = { number: null, sha256: null }

const monthly = 'monthly'

/** 〔2026〕10月第1号: the month and which freezing of it. */
const numberOf = ({ period, ordinal }: Pick<SnapshotRow, 'period' | 'ordinal'>): string =>
  `〔${period.slice(0, 4)}〕${Number(period.slice(5))}月第${ordinal}号`

const headOf = (row: SnapshotRow) => ({ ...row, number: numberOf(row) })

function requireMonth(month: string, today: string): void {
  if (month > today.slice(0, 7))
    throw new Problem('invalid-request', {
      detail: `month: nothing is known yet of ${month}`,
      errors: [{ path: 'month', rule: 'future_date' }],
    })
}

/** What a report of the month would say now; nothing is kept. */
export async function draftReport(deps: Deps, zone: Zone, month: string): Promise<MonthReport> {
  requireMonth(month, deps.today())
  return drawUpReport(deps, zone, daysOf(month, deps.today(), await presentInstant(deps.database.db)))
}

/**
 * Freezes the report of a month. What it says is kept with its hash; every later rendering comes from that and from
 * nothing else, whatever is corrected afterwards. Answers its id.
 */
export async function freezeReport(
  deps: Deps,
  zone: Zone,
  actor: NotingActor,
  { month, note }: { month: string; note: string | null },
): Promise<number> {
  const contents = await draftReport(deps, zone, month)
  const contentsSha256 = contentsHash(contents)
  return deps.database.db.transaction().execute(async (trx) => {
    const ordinal = await nextSnapshotOrdinal(trx, zone.id, monthly, month)
    const id = await insertSnapshot(trx, zone.id, {
      kind: monthly,
      period: month,
      ordinal,
      title: `${zone.nameZh}${monthText(month)}土地处置月报`,
      onDate: contents.on,
      knownAt: contents.known,
      contents: JSON.stringify(contents),
      contentsSha256,
      note,
      userId: actor.id,
      userName: actor.name,
    })
    await actor.note(trx, 'report.frozen', String(id), { month, ordinal, sha256: contentsSha256 })
    return id
  })
}

export async function pageOfReports(
  { database }: Deps,
  zoneId: number,
  { before, limit }: { before: number | undefined; limit: number },
) {
  const rows = await listSnapshots(database.read, zoneId, { before, limit: limit + 1 })
  const reports = rows.slice(0, limit).map(headOf)
  return { reports, next: rows.length > limit ? reports.at(-1)!.id : null }
}

/** A frozen report with what it says. */
export async function readReport({ database }: Deps, zoneId: number, id: number) {
  const row = await findSnapshot(database.db, zoneId, id)
  if (!row) throw new Problem('not-found', { detail: `there is no report ${id}` })
  const { contents, ...head } = row
  return {
    report: headOf(head),
    contents: contents as unknown as MonthReport,
    /** Whether the contents still have the hash that they had when they were frozen. */
    isIntact: contentsHash(contents) === head.contentsSha256,
  }
}

export type Difference = { kind: StockKind; figure: string; frozenM2: number; presentM2: number }

const figuresOf = ({ level, disposed, month }: ReportOfKind): Record<string, number> => ({
  remaining: level.areaM2,
  disposing: level.disposing.areaM2,
  disposed_month: disposed.month.areaM2,
  disposed_year: disposed.year.areaM2,
  disposed_total: disposed.total.areaM2,
  opening: month.opening.areaM2,
})

/** What would be written otherwise today about the same day: facts that were corrected or entered afterwards. */
export async function changesSince(deps: Deps, zone: Zone, id: number) {
  const { report, contents } = await readReport(deps, zone.id, id)
  const known = await presentInstant(deps.database.db)
  const days = daysOf(report.period, contents.on, known)
  const present = await drawUpReport(deps, zone, days)
  const differences: Difference[] = kindsOfLand.flatMap((kind) => {
    const [frozen, now] = [figuresOf(contents[kind]), figuresOf(present[kind])]
    return Object.keys(frozen)
      .filter((figure) => frozen[figure] !== now[figure])
      .map((figure) => ({ kind, figure, frozenM2: frozen[figure]!, presentM2: now[figure]! }))
  })
  return { id, on: contents.on, frozenAt: report.knownAt, known, differences }
}

/** A date of the file itself would make two files of the same contents differ. */
const fileDate = new Date(Date.UTC(2000, 0, 1))

function workbookBytes(sheets: readonly FormSheet[]): Buffer {
  const files = Object.entries(formWorkbook(sheets)).map(([path, text]) => [path, strToU8(text)] as const)
  return Buffer.from(zipSync(Object.fromEntries(files), { mtime: fileDate }))
}

async function fileOf(contents: MonthReport, format: ReportFormat, imprint: Imprint): Promise<Buffer> {
  if (format === 'xlsx') return workbookBytes(reportSheets(contents, imprint.number))
  return (await renderPaper(reportPaper(contents, imprint), 'pdf')).bytes
}

export type ReportFile = { bytes: Buffer; name: string; ascii: string }

export async function reportFile(
  deps: Deps,
  zoneId: number,
  id: number,
  format: ReportFormat,
): Promise<ReportFile> {
  const { report, contents, isIntact } = await readReport(deps, zoneId, id)
  if (!isIntact)
    throw new Problem('wrong-state', {
      detail: 'the contents of the report are no longer those that were frozen',
      errors: [{ path: 'id', rule: 'report_altered' }],
    })
  const imprint = { number: report.number, sha256: report.contentsSha256 }
  return {
    bytes: await fileOf(contents, format, imprint),
    name: `${report.title}${report.number}.${format}`,
    ascii: `report-${report.period}-${report.ordinal}.${format}`,
  }
}

export async function draftFile(
  deps: Deps,
  zone: Zone,
  month: string,
  format: ReportFormat,
): Promise<ReportFile> {
  const contents = await draftReport(deps, zone, month)
  return {
    bytes: await fileOf(contents, format, draftImprint),
    name: `${zone.nameZh}${monthText(month)}土地处置月报（草稿）.${format}`,
    ascii: `report-${month}-draft.${format}`,
  }
}

/** 处置台账 of a kind of land as of a day, like the form on paper. */
export async function ledgerFile(deps: Deps, zone: Zone, kind: StockKind, at: AsOf): Promise<ReportFile> {
  const { rows, total, more } = await ledgerOf(deps, zone.id, kind, at)
  const ledger = { parcels: rows.map(parcelOf), total, more, on: at.on, zone: zone.nameZh }
  const sheet = ledgerSheet(kind, ledger)
  return {
    bytes: workbookBytes([sheet]),
    name: `${zone.nameZh}${sheet.name}-${at.on}.xlsx`,
    ascii: `${kind}-ledger-${at.on}.xlsx`,
  }
}
