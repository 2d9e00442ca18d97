import type { Database } from '#api/db/database.ts'
import { csvLine } from '#geodata/formats/csv.ts'
import { encodeGbk, encodeGbkLossy } from '#geodata/formats/gbk.ts'
import type { ExportFinding } from './export-limits.ts'
import type { ExportPlan } from './export-plan.ts'
import { featurePages, valuePages } from './export-pages.ts'
import { shownCell, sumRow } from './ledger-cells.ts'

/** A feature collection (RFC 7946) as the database writes it, page by page. */
export async function* geojsonFile(
  database: Database,
  plan: ExportPlan,
  ids: readonly number[],
): AsyncGenerator<string> {
  const { asOf } = plan.source
  const day = asOf ? `,"asOf":${JSON.stringify(asOf)}` : ''
  yield `{"type":"FeatureCollection","name":${JSON.stringify(plan.title)}${day},"features":[\n`
  let separator = ''
  for await (const features of featurePages(database, plan, ids)) {
    yield separator + features
    separator = ',\n'
  }
  yield '\n]}\n'
}

const byteOrderMark = '\uFEFF'

/** A ledger for spreadsheet programs: header, rows, sums. */
export async function* csvFile(
  database: Database,
  plan: ExportPlan,
  ids: readonly number[],
  sums: Readonly<Record<string, number>>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const encode = (text: string) => (plan.encoding === 'gbk' ? encodeGbkLossy(text) : encoder.encode(text))
  const { columns } = plan
  const head = plan.encoding === 'gbk' ? '' : byteOrderMark
  yield encode(head + csvLine(columns.map(({ label }) => label)))
  for await (const rows of valuePages(database, plan, ids)) {
    const lines = rows.map((row) => csvLine(columns.map((column, i) => shownCell(column, row[i]))))
    yield encode(lines.join(''))
  }
  yield encode(csvLine(sumRow(columns, sums, plan.sumLabel)))
}

const shownCharacters = 8

/** Characters that a ledger in GBK will show as `?`, by row; row 0 is the header. */
export async function csvLimits(
  database: Database,
  plan: ExportPlan,
  ids: readonly number[],
): Promise<ExportFinding[]> {
  if (plan.encoding !== 'gbk') return []
  const findings: ExportFinding[] = []
  const check = (row: number, line: string) => {
    const held = encodeGbk(line)
    if (held.ok) return
    const detail = { characters: held.characters.slice(0, shownCharacters).join('') }
    findings.push({ code: 'text_not_encodable', severity: 'warning', row, detail })
  }
  const { columns } = plan
  check(0, columns.map(({ label }) => label).join(''))
  let rowNumber = 0
  for await (const rows of valuePages(database, plan, ids))
    for (const row of rows) check(++rowNumber, csvLine(columns.map((column, i) => shownCell(column, row[i]))))
  return findings
}
