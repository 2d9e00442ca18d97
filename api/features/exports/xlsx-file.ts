import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Database } from '#api/db/database.ts'
import { sheetEnd, sheetPath, sheetRow, sheetStart, xlsxFrame } from '#geodata/formats/xlsx-writer.ts'
import type { ExportPlan } from './export-plan.ts'
import { valuePages } from './export-pages.ts'
import { sheetColumn, shownCell, sumRow } from './ledger-cells.ts'

/** Quick rather than small: the sheet is written between other requests. */
const level = 3

/** Gathers what the zip gives out, so that it can be handed on between two pages. */
function openZip() {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    ready.push(piece)
  })
  return {
    file(path: string): ZipDeflate {
      const entry = new ZipDeflate(path, { level })
      zip.add(entry)
      return entry
    },
    end: () => zip.end(),
    *take(): Generator<Uint8Array> {
      const pieces = ready
      ready = []
      yield* pieces
    },
  }
}

/** A ledger as an Excel workbook, row by row: numbers as numbers, dates as dates, sums at the end. */
export async function* xlsxFile(
  database: Database,
  plan: ExportPlan,
  ids: readonly number[],
  sums: Readonly<Record<string, number>>,
): AsyncGenerator<Uint8Array> {
  const { columns } = plan
  const sheet = columns.map(sheetColumn)
  const zip = openZip()
  for (const [path, text] of Object.entries(xlsxFrame(plan.title))) zip.file(path).push(strToU8(text), true)
  const entry = zip.file(sheetPath)
  entry.push(strToU8(sheetStart(sheet)))
  let written = 1
  for await (const rows of valuePages(database, plan, ids)) {
    const lines = rows.map((row) => {
      const cells = columns.map((column, i) => shownCell(column, row[i]))
      return sheetRow(sheet, cells, ++written)
    })
    entry.push(strToU8(lines.join('')))
    yield* zip.take()
  }
  const total = sheetRow(sheet, sumRow(columns, sums, plan.sumLabel), written + 1, true)
  entry.push(strToU8(total + sheetEnd(sheet, written)), true)
  zip.end()
  yield* zip.take()
}
