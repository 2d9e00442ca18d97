import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pino } from 'pino'
import { roundArea } from '#geodata/geometry/units.ts'
import { loadConfig } from '#api/config/config.ts'
import { readEnv } from '#api/config/env.ts'
import { buildContext } from '#api/context-build.ts'
import type { Context } from '#api/context.ts'
import type { Database } from '#api/db/database.ts'
import type { ImportChoices } from '#api/features/imports/import-protocol.ts'
import { createImportJobs } from '#api/features/imports/import-jobs.ts'
import type { JobKey } from '#api/features/imports/import.queries.ts'
import { createJob, insertChunk, updateJob } from '#api/features/imports/import.queries.ts'
import type { ImportDeps, ImportView } from '#api/features/imports/import.service.ts'
import { acceptImport, cancelImport, checkChoices, readImport } from '#api/features/imports/import.service.ts'
import { Problem } from '#api/http/problem.ts'
import type { Zone } from '#api/http/access.ts'
import type { Arguments, Command } from './command.ts'
import { UsageError, complain, say } from './command.ts'
import { required, withDatabase, zoneSlug } from './database.command.ts'

const chunkBytes = 1 << 20
const shownFindings = 20
const author = { id: 'command', name: 'command line' }

/** What the features share, outside a server. */
export async function withContext<T>(work: (context: Context) => Promise<T>): Promise<T> {
  return withDatabase(async (database: Database) => {
    const config = loadConfig(readEnv())
    const log = pino({ level: 'warn' })
    const context = await buildContext({ config, database, log, demoAccounts: false })
    try {
      return await work(context)
    } finally {
      await context.mapEvents.close()
      await context.credentials.close()
    }
  })
}

export async function zoneNamed(
  { zones, database }: Context,
  named: string | boolean | undefined,
): Promise<Zone> {
  const slug = await zoneSlug(database.db, named)
  const zone = await zones.bySlug(slug)
  if (!zone) throw new UsageError(`There is no zone "${slug}".`)
  return zone
}

/** A refusal of the service, in one line. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const rules = error.extra.errors?.map(({ path, rule }) => `${path}: ${rule}`).join(', ')
    throw new UsageError([error.message, rules].filter(Boolean).join(' · '))
  }
}

function choicesOf({ values }: Arguments): ImportChoices {
  const text = (name: string) => (typeof values[name] === 'string' ? (values[name] as string) : undefined)
  const collection = text('collection')
  const title = text('layer')
  if ((collection === undefined) === (title === undefined))
    throw new UsageError('Say where it goes: --collection NAME or --layer TITLE')
  const crs = text('crs')
  const encoding = text('encoding')
  const layer = text('file-layer')
  const unit = text('area-unit') as ImportChoices['areaUnit']
  return {
    target:
      collection === undefined
        ? { reference: { title: title!, role: text('role') ?? 'plan' } }
        : { collection },
    ...(crs !== undefined && { crs: Number(crs) }),
    ...(encoding !== undefined && { encoding }),
    ...(layer !== undefined && { layer }),
    ...(unit !== undefined && { areaUnit: unit }),
    ...(values['swap-axes'] === true && { swapAxes: true }),
  }
}

async function receive(deps: ImportDeps, zone: Zone, path: string, choices: ImportChoices): Promise<JobKey> {
  const { db } = deps.database
  const file = await open(path).catch((error: Error) => {
    throw new UsageError(`${path} cannot be read: ${error.message}`)
  })
  const who = { zoneId: zone.id, userId: author.id, userName: author.name, owner: deps.jobs.owner }
  const key = await createJob(db, { ...who, fileName: basename(path), choices })
  let seq = 0
  let fileSize = 0
  for await (const chunk of file.createReadStream({ highWaterMark: chunkBytes })) {
    await insertChunk(db, key, seq++, chunk as Buffer)
    fileSize += (chunk as Buffer).length
  }
  await updateJob(db, key, { state: 'reading', fileSize })
  return key
}

async function settle(deps: ImportDeps, zone: Zone, key: JobKey): Promise<ImportView> {
  deps.jobs.enqueue(key)
  await deps.jobs.idle()
  return readImport(deps, zone, key.id)
}

function tell({ layers }: ImportView): void {
  for (const layer of layers) {
    say(`${layer.chosen ? '*' : ' '} ${layer.name}: ${layer.count} rows, ${layer.geometryTypes.join('/')}`)
    if (!layer.chosen) continue
    say(
      `  reference system ${layer.crs.srid ?? '?'} (${layer.crs.how}), text ${layer.encoding.name ?? '?'} (${layer.encoding.how})`,
    )
    for (const { field, why } of layer.mapping?.dropped ?? []) say(`  left out: ${field} (${why})`)
    if (layer.totalAreaM2 !== null)
      say(
        `  ${roundArea(layer.totalAreaM2, 'mu')} mu = ${roundArea(layer.totalAreaM2, 'm2')} m² can be stored`,
      )
    for (const { code, severity, count } of layer.findingCounts) say(`  ${severity}: ${code} × ${count}`)
    for (const { row, line, code, severity, detail } of layer.findings.slice(0, shownFindings))
      say(
        `    ${row === undefined ? '' : `row ${row} `}${line === undefined ? '' : `line ${line} `}${severity} ${code} ${detail ? JSON.stringify(detail) : ''}`,
      )
  }
}

function tellQuestions({ layers }: ImportView): void {
  for (const { chosen, asks, crs, encoding } of layers) {
    if (!chosen) continue
    if (asks.includes('crs'))
      complain(
        `Say --crs. It could be: ${crs.candidates.map(({ srid, centre }) => `${srid} (around ${centre.map((degrees) => degrees.toFixed(3)).join(', ')})`).join('; ')}`,
      )
    if (asks.includes('encoding'))
      complain(
        `Say --encoding. It could be: ${encoding.candidates.map(({ name, sample }) => `${name} (${sample.trim()})`).join('; ')}`,
      )
  }
}

async function recordNumbered({ database }: Context, zone: Zone, number: string): Promise<number> {
  const record = await database.db
    .selectFrom('record')
    .select('id')
    .where('zoneId', '=', zone.id)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!record) throw new UsageError(`There is no record "${number}".`)
  return record.id
}

async function runImport(context: Context, args: Arguments): Promise<number> {
  const { positionals, values } = args
  const path = positionals[0]
  if (!path) throw new UsageError('Which file?')
  const zone = await zoneNamed(context, values['zone'])
  const choices = choicesOf(args)
  await inWords(Promise.resolve().then(() => checkChoices(choices)))
  const isTrial = values['dry-run'] === true
  const recordId = isTrial ? 0 : await recordNumbered(context, zone, required(values['record'], 'record'))
  const deps: ImportDeps = { ...context, jobs: createImportJobs(context) }
  const key = await receive(deps, zone, path, choices)
  const read = await settle(deps, zone, key)
  tell(read)
  if (read.state === 'checked' && !isTrial) {
    const reason = values['accept-outside']
    const accepted = acceptImport(deps, zone, author, key.id, {
      recordId,
      skipRefused: values['skip-refused'] === true,
      ...(typeof reason === 'string' && { acceptOutside: { reason } }),
    })
    const stored = await inWords(accepted).then(() => settle(deps, zone, key), giveUp(deps, zone, key))
    return account(stored)
  }
  if (read.state === 'asking') tellQuestions(read)
  if (read.state === 'failed') complain(`The file cannot be read: ${read.failure?.reason}`)
  await cancelImport(deps, zone, key.id)
  return read.state === 'checked' ? 0 : 1
}

const giveUp = (deps: ImportDeps, zone: Zone, key: JobKey) => async (error: unknown) => {
  await cancelImport(deps, zone, key.id)
  throw error
}

function account({ state, account: stored, failure, changeId }: ImportView): number {
  if (!stored) {
    complain(`Nothing was stored (${state}): ${failure?.reason ?? ''} ${failure?.detail ?? ''}`)
    return 1
  }
  say(
    `${stored.read} read = ${stored.stored} stored + ${stored.refusedCount} refused; ${stored.collection}, change ${changeId}`,
  )
  for (const { row, title, reason } of stored.refused) say(`  refused: row ${row} ${title ?? ''} ${reason}`)
  return 0
}

export const importCommand: Command = {
  usage:
    'import FILE [--zone yc] --record NUMBER --collection parcels | --layer TITLE [--role plan] [--dry-run] [--skip-refused] [--accept-outside REASON] [--crs 4525] [--encoding gb18030] [--file-layer NAME] [--area-unit m2|mu|ha] [--swap-axes]',
  options: {
    zone: { type: 'string' },
    record: { type: 'string' },
    collection: { type: 'string' },
    layer: { type: 'string' },
    role: { type: 'string' },
    crs: { type: 'string' },
    encoding: { type: 'string' },
    'file-layer': { type: 'string' },
    'area-unit': { type: 'string' },
    'swap-axes': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    'skip-refused': { type: 'boolean' },
    'accept-outside': { type: 'string' },
  },
  run: (args) => withContext((context) => runImport(context, args)),
}
