import { Readable } from 'node:stream'
import type { Context } from '#api/context.ts'
import type { SourceProperty } from '#api/db/sources.ts'
import { findSums } from '#api/features/ledger/ledger.queries.ts'
import { Problem } from '#api/http/problem.ts'
import type { ExchangeField, ExchangeFieldType } from '#geodata/formats/exchange.ts'
import { formatFindings, summarise } from './export-limits.ts'
import type { ExportPlan } from './export-plan.ts'
import { featurePages } from './export-pages.ts'
import type { ThreadStart } from './export-protocol.ts'
import { runThread } from './export-thread-run.ts'
import { findIds } from './export.queries.ts'
import { csvFile, csvLimits, geojsonFile } from './text-files.ts'
import { xlsxFile } from './xlsx-file.ts'

/** The file as a stream: begun as soon as its first page is there. */
export async function exportFile({ database }: Context, plan: ExportPlan): Promise<Readable> {
  const ids = await findIds(database, plan.source, plan.zone.id, plan.filters, plan.sort)
  const faults = formatFindings(plan, ids.length).filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw refusal(plan, faults[0]!.code, faults)
  switch (plan.format) {
    case 'geojson':
      return Readable.from(geojsonFile(database, plan, ids), { objectMode: false })
    case 'csv':
      return Readable.from(csvFile(database, plan, ids, await sumsOf(database, plan)), { objectMode: false })
    case 'xlsx':
      return Readable.from(xlsxFile(database, plan, ids, await sumsOf(database, plan)), { objectMode: false })
    case 'shapefile':
    case 'coordinate-text': {
      const reply = await runThread(threadStart(plan, 'file'), featurePages(database, plan, ids))
      if (reply.kind !== 'file')
        throw refusal(plan, reply.kind === 'refused' ? reply.reason : 'export_failed', reply.findings)
      return Readable.from([Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength)])
    }
  }
}

const refusal = ({ format }: ExportPlan, reason: string, findings: unknown[]) =>
  new Problem('rule-broken', { detail: `${format} cannot hold this: ${reason}`, reason, findings })

async function sumsOf(database: Context['database'], { source, zone, filters }: ExportPlan) {
  const { sums } = JSON.parse(await findSums(database, source, zone.id, filters)) as {
    sums: Record<string, number>
  }
  return sums
}

/** What the file will not hold, before anybody downloads it. */
export async function exportLimits({ database }: Context, plan: ExportPlan) {
  const ids = await findIds(database, plan.source, plan.zone.id, plan.filters, plan.sort)
  const findings = formatFindings(plan, ids.length)
  if (plan.format === 'csv') findings.push(...(await csvLimits(database, plan, ids)))
  const isThreaded = plan.format === 'shapefile' || plan.format === 'coordinate-text'
  if (isThreaded && findings.every(({ severity }) => severity !== 'error')) {
    const reply = await runThread(threadStart(plan, 'limits'), featurePages(database, plan, ids))
    if (reply.kind !== 'file') findings.push(...reply.findings)
  }
  return summarise(ids.length, findings)
}

const fieldTypes: Record<SourceProperty['kind'], ExchangeFieldType> = {
  text: 'text',
  code: 'text',
  integer: 'integer',
  reference: 'integer',
  number: 'number',
  date: 'date',
  instant: 'datetime',
  boolean: 'boolean',
}

const fieldOf = ({ name, attribute, kind }: SourceProperty): ExchangeField => ({
  name: attribute ?? name,
  type: fieldTypes[kind],
})

function threadStart(plan: ExportPlan, task: ThreadStart['task']): ThreadStart {
  const { source, zone, srid, encoding, writtenOn, title } = plan
  const shared = { task, layerName: title, fields: plan.attributes.map(fieldOf) }
  if (plan.format === 'shapefile')
    return { ...shared, job: { format: 'shapefile', options: { encoding, srid, writtenOn } } }
  const options = { srid, encoding, producedOn: writtenOn, producedBy: zone.nameZh }
  return { ...shared, job: { format: 'coordinate-text', options, title: source.title } }
}
