import type { Database } from '#api/db/database.ts'
import { csvLine } from '#geodata/formats/csv.ts'
import { encodeGbkLossy } from '#geodata/formats/gbk.ts'
import type { ExportPlan } from './export-plan.ts'
import { featurePages, valuePages } from './export-pages.ts'
import { shownCell, sumRow } from './ledger-cells.ts'

/** A feature collection (RFC 7946) as the database writes it, page by page. */
export async function* geojsonFile(
  database: Database,
  plan: ExportPlan,
  ids: readonly number[],
): AsyncGenerator<string> {
  yield `{"type":"FeatureCollection","name":${JSON.stringify(plan.title)},"features":[\n`
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
