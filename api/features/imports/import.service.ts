import { findCollection } from '#geodata/model/collections.ts'
import { encodingNamed } from '#geodata/formats/encoding.ts'
import { toStorage } from '#geodata/formats/coordinate-systems.ts'
import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type { Actor } from '../changes/change.writer.ts'
import type { Acceptance, Job } from './import.queries.ts'
import * as jobs from './import.queries.ts'
import { countOutside } from './import-checks.queries.ts'
import type { ImportJobs } from './import-jobs.ts'
import type { FindingCount, ImportChoices, LayerSummary, ImportFinding } from './import-protocol.ts'
import { chosenLayer } from './import-reading.ts'
import { countFindings, countRows, findFindings } from './import-rows.queries.ts'
import { outsideNeedsReason } from './import-storing.ts'
import type { AcceptBody } from './import.schema.ts'

export type ImportDeps = Context & { jobs: ImportJobs }

/** Findings that come with the answer itself; all of them are asked for by page. */
const findingsShown = 500

type LayerView = LayerSummary & { findingCounts: FindingCount[]; refused: number; outside: number }

export type ImportView = {
  id: number
  state: Job['state']
  createdAt: string
  by: string
  progress: { done: number; total: number | null }
  file: { name: string; size: number }
  choices: ImportChoices
  layers: LayerView[]
  failure: Job['failure']
  account: Job['account']
  changeId: number | null
}

export async function findOwnJob({ database }: ImportDeps, zone: Zone, id: number): Promise<Job> {
  const job = await jobs.findJob(database.db, { zoneId: zone.id, id })
  if (!job) throw new Problem('not-found', { detail: `there is no import ${id}` })
  return job
}

export async function readImport(deps: ImportDeps, zone: Zone, id: number): Promise<ImportView> {
  const job = await findOwnJob(deps, zone, id)
  const layers: LayerView[] = []
  for (const layer of job.layers) layers.push(await viewOfLayer(deps, job, layer))
  return {
    id: job.id,
    state: job.state,
    createdAt: job.createdAt,
    by: job.userName,
    progress: deps.jobs.progressOf(job) ?? { done: job.done, total: job.total },
    file: { name: job.fileName, size: job.fileSize },
    choices: job.choices,
    layers,
    failure: job.failure,
    account: job.account,
    changeId: job.changeId,
  }
}

/** While a file is read anew, what the last reading found is shown without its rows. */
async function viewOfLayer(
  { database: { db } }: ImportDeps,
  job: Job,
  layer: LayerSummary,
): Promise<LayerView> {
  const settled = job.state === 'checked' || job.state === 'stored'
  if (!layer.chosen || !settled)
    return { ...layer, findingCounts: countsOf(layer.findings), refused: 0, outside: 0 }
  const found = await findFindings(db, job, { offset: 0, limit: findingsShown })
  const { refused } = await countRows(db, job)
  return {
    ...layer,
    findings: [...layer.findings, ...found],
    findingCounts: [...countsOf(layer.findings), ...(await countFindings(db, job))],
    refused,
    outside: job.account ? (job.account.outside?.count ?? 0) : await countOutside(db, job),
  }
}

function countsOf(findings: readonly ImportFinding[]): FindingCount[] {
  const counts = new Map<string, FindingCount>()
  for (const { code, severity } of findings) {
    const known = counts.get(code)
    if (known) known.count++
    else counts.set(code, { code, severity, count: 1 })
  }
  return [...counts.values()]
}

/** Names a choice that nothing can be done with. */
export function checkChoices(choices: ImportChoices): void {
  const errors: { path: string; rule: string }[] = []
  const { encoding, crs, target, mapping } = choices
  if (encoding !== undefined && !encodingNamed(encoding))
    errors.push({ path: 'body.encoding', rule: 'unknown_encoding' })
  if (crs !== undefined && !toStorage(crs)) errors.push({ path: 'body.crs', rule: 'unknown_crs' })
  if (mapping && target && 'collection' in target) errors.push(...mappingFaults(target.collection, mapping))
  if (errors.length > 0) throw new Problem('invalid-request', { errors, detail: errors[0]!.rule })
}

function mappingFaults(collection: string, mapping: Record<string, string | null>) {
  const fields = new Map(findCollection(collection)?.fields.map((field) => [field.name, field]))
  const taken = new Set<string>()
  return Object.entries(mapping).flatMap(([field, property]) => {
    if (property === null) return []
    const path = `body.mapping.${field}`
    const known = fields.get(property)
    if (!known) return [{ path, rule: 'unknown_field' }]
    if (known.computed) return [{ path, rule: 'computed' }]
    if (taken.has(property)) return [{ path, rule: 'repeated_property' }]
    taken.add(property)
    return []
  })
}

/** New choices read the file again. What is not named keeps what was chosen before. */
export async function chooseAnew(
  deps: ImportDeps,
  zone: Zone,
  id: number,
  choices: ImportChoices,
): Promise<ImportView> {
  const job = await findOwnJob(deps, zone, id)
  checkChoices(choices)
  if (job.state !== 'asking' && job.state !== 'checked') throw wrongState(job)
  const sameLayer = choices.layer === undefined || choices.layer === job.choices.layer
  const merged = { ...(sameLayer ? job.choices : {}), ...choices }
  // A mapping belongs to its collection.
  if (choices.target && !choices.mapping) delete merged.mapping
  if (merged.layer !== undefined && !job.layers.some(({ name }) => name === merged.layer))
    throw new Problem('invalid-request', { errors: [{ path: 'body.layer', rule: 'unknown_layer' }] })
  const values = {
    state: 'reading',
    choices: JSON.stringify(merged),
    attempt: 0,
    done: 0,
    total: null,
    failure: null,
  }
  await begin(deps, job, values)
  return readImport(deps, zone, id)
}

async function begin(deps: ImportDeps, job: Job, values: Record<string, unknown>): Promise<void> {
  const own = { ...values, owner: deps.jobs.owner, heartbeatAt: new Date().toISOString() }
  if (!(await jobs.updateJob(deps.database.db, job, own, { state: job.state }))) throw wrongState(job)
  deps.jobs.enqueue(job)
}

const wrongState = ({ state }: Job) => new Problem('wrong-state', { detail: `the import is ${state}`, state })

/** Accepts a dry run. Storing happens in the background; of two who accept at once, one does. */
export async function acceptImport(
  deps: ImportDeps,
  zone: Zone,
  actor: Actor & { id: string },
  id: number,
  body: AcceptBody,
): Promise<ImportView> {
  const job = await findOwnJob(deps, zone, id)
  if (job.state !== 'checked') throw wrongState(job)
  refuseImplausible({ effectiveOn: body.effectiveOn })
  await refuseUnready(deps, zone, job, body)
  const acceptance: Acceptance = {
    recordId: body.recordId!,
    userId: actor.id,
    userName: actor.name,
    label: labelOf(body),
    effectiveOn: body.effectiveOn ?? deps.today(),
    outsideReason: body.acceptOutside?.reason ?? null,
  }
  const values = {
    state: 'storing',
    acceptance: JSON.stringify(acceptance),
    done: 0,
    total: null,
    failure: null,
  }
  await begin(deps, job, values)
  return readImport(deps, zone, id)
}

/** Why land outside the zone was taken in belongs to the change, where its readers find it. */
function labelOf({ label, acceptOutside }: AcceptBody): string | null {
  const parts = [label, acceptOutside?.reason].filter((part) => part !== undefined)
  return parts.length === 0 ? null : parts.join(' · ').slice(0, 500)
}

/** A hard restart of the database takes the rows of a dry run, not the file. */
async function readAgain(deps: ImportDeps, job: Job): Promise<never> {
  await begin(deps, job, { state: 'reading', attempt: 0, done: 0, total: null })
  throw wrongState({ ...job, state: 'reading' })
}

async function refuseUnready(deps: ImportDeps, zone: Zone, job: Job, body: AcceptBody): Promise<void> {
  const { db } = deps.database
  if (body.recordId === undefined) throw new Problem('record-required')
  const record = await db
    .selectFrom('record')
    .select('closedAt')
    .where('zoneId', '=', zone.id)
    .where('id', '=', body.recordId)
    .executeTakeFirst()
  if (!record) throw new Problem('record-required', { recordId: body.recordId })
  if (record.closedAt) throw new Problem('record-closed', { recordId: body.recordId })
  const { read, refused } = await countRows(db, job)
  if (read !== chosenLayer(job.layers)?.count) await readAgain(deps, job)
  if (read === refused) throw nothingToStore(refused)
  if (refused > 0 && body.skipRefused !== true) throw refusedRows(refused)
  const outside = await countOutside(db, job)
  if (outside > 0 && !body.acceptOutside) throw new Problem('rule-broken', outsideNeedsReason(outside))
}

const refusedRows = (count: number) =>
  new Problem('rule-broken', {
    detail: `${count} rows cannot be stored: say skipRefused to store the others`,
    errors: [{ path: 'skipRefused', rule: 'rows_refused', count }],
  })

const nothingToStore = (count: number) =>
  new Problem('rule-broken', {
    detail: 'no row can be stored',
    errors: [{ path: 'import', rule: 'nothing_to_store', count }],
  })

/** Cancels an import at any moment; nothing of it stays. What is stored is undone by a change, not here. */
export async function cancelImport(deps: ImportDeps, zone: Zone, id: number): Promise<void> {
  const { db } = deps.database
  const key = { zoneId: zone.id, id }
  await deps.jobs.cancel(key)
  await findOwnJob(deps, zone, id)
  if (!(await jobs.deleteUnstored(db, key))) throw wrongState(await findOwnJob(deps, zone, id))
  await jobs.vacuum(db)
}
