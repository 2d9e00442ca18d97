import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { planExport } from '#api/features/exports/export-plan.ts'
import type { ExportBody, ExportEncoding, ExportFormat } from '#api/features/exports/export.schema.ts'
import { exportFormats } from '#api/features/exports/export.schema.ts'
import { exportFile } from '#api/features/exports/export.service.ts'
import { ledgerSource } from '#api/features/ledger/ledger.service.ts'
import type { Context } from '#api/context.ts'
import type { Arguments, Command } from './command.ts'
import { UsageError } from './command.ts'
import { dateOption } from './date-option.ts'
import { required } from './database.command.ts'
import { inWords, withContext, zoneNamed } from './import.command.ts'

function bodyOf(collection: string, filters: string[], { values }: Arguments): ExportBody {
  const format = required(values['format'], 'format')
  if (!(exportFormats as readonly string[]).includes(format))
    throw new UsageError(`--format: ${exportFormats.join(', ')}`)
  const encoding = values['encoding']
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'gbk')
    throw new UsageError('--encoding: utf-8 or gbk')
  const pairs = filters.map((filter) => {
    const at = filter.indexOf('=')
    if (at < 1) throw new UsageError(`"${filter}" is no filter; write name=value`)
    return [filter.slice(0, at), filter.slice(at + 1)]
  })
  return {
    collection,
    format: format as ExportFormat,
    filters: Object.fromEntries(pairs) as Record<string, string>,
    ...(encoding !== undefined && { encoding: encoding as ExportEncoding }),
    ...(typeof values['crs'] === 'string' && { crs: values['crs'] }),
  }
}

async function runExport(context: Context, args: Arguments): Promise<void> {
  const [collection, ...filters] = args.positionals
  if (!collection) throw new UsageError('Which collection?')
  const body = bodyOf(collection, filters, args)
  const path = required(args.values['out'], 'out')
  const asked = args.values['on'] === undefined ? {} : { on: dateOption(args, 'on') }
  const zone = await zoneNamed(context, args.values['zone'])
  const work = async () => {
    const source = await ledgerSource(context, zone, collection, asked)
    return exportFile(context, planExport(zone, source, body, context.today()))
  }
  const stream = await inWords(work())
  if (path === '-') await pipeline(stream, process.stdout, { end: false })
  else await pipeline(stream, createWriteStream(path))
}

export const exportCommand: Command = {
  usage:
    'export COLLECTION [name=value …] [--zone yc] --format geojson|shapefile|coordinate-text|xlsx|csv --out FILE [--encoding gbk] [--crs …] [--on 2022-09-15]   (- writes standard output)',
  options: {
    zone: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    encoding: { type: 'string' },
    crs: { type: 'string' },
    on: { type: 'string' },
  },
  run: (args) => withContext((context) => runExport(context, args)),
}
