import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { Problem } from '#api/http/problem.ts'
import type { Zone } from '#api/http/access.ts'
import type { ChangeDeps, ChangeMeta, Writing } from '../changes/change.writer.ts'
import { setItemCount, writeChange } from '../changes/change.writer.ts'
import { createLayer, referenceCollection } from '../reference-layers/reference-layer.service.ts'
import type { Account, Acceptance, Job } from './import.queries.ts'
import { deleteStoredRows, updateJob, vacuum } from './import.queries.ts'
import { countOutside, readZoneMark } from './import-checks.queries.ts'
import { countRows, findRefused } from './import-rows.queries.ts'
import type { Progress } from './import-reading.ts'
import { JobGone, checkAgainstZone, chosenLayer, chosenSpec } from './import-reading.ts'
import {
  analyze,
  findParcelsOfBatches,
  usedFields,
  storeFeatures,
  storeReferenceFeatures,
} from './store.queries.ts'

/** Rows of one statement inside the transaction: between two of them a cancelled job stops. */
const rowsPerStatement = 2000
const attempts = 3
/** Of the refused rows so many stand in the account itself. */
export const refusedInAccount = 1000
const analyzeFrom = 1000

/** Rows that the dry run kept are no longer there: the database was restarted hard since. Read the file again. */
export class RowsLost extends Error {}

type Storing = {
  deps: ChangeDeps & { owner: string }
  zone: Zone
  job: Job
  progress: Progress
  signal: AbortSignal
}

/**
 * Stores what the dry run found storable, as one change under its record, in one transaction. What the zone has
 * learned since the dry run is looked at again: first at leisure, then, for the last moment, under the lock.
 */
export async function runStoring(storing: Storing): Promise<Account> {
  const { job, deps, signal } = storing
  const { db } = deps.database
  const spec = chosenSpec(job.layers)
  for (let attempt = 1; ; attempt++) {
    const mark =
      (await readZoneMark(db, job.zoneId)) === job.zoneMark && attempt === 1
        ? job.zoneMark
        : await checkAgainstZone(db, job, spec, 0, signal)
    try {
      return await storeOnce(storing, job.acceptance!, mark)
    } catch (error) {
      const raced = isDatabaseError(error, sqlState.uniqueViolation) || isProblem(error, 'duplicate-value')
      if (!raced || attempt >= attempts) throw error
    }
  }
}

const isProblem = (error: unknown, code: string) => error instanceof Problem && error.code === code

async function storeOnce(storing: Storing, acceptance: Acceptance, mark: number): Promise<Account> {
  const { deps, zone, job, progress, signal } = storing
  const spec = chosenSpec(job.layers)
  const meta: ChangeMeta = {
    zone,
    actor: { id: acceptance.userId, name: acceptance.userName },
    recordId: acceptance.recordId,
    label: acceptance.label ?? job.fileName,
    source: 'import',
    effectiveOn: acceptance.effectiveOn,
    collections: spec ? [spec.id] : [],
  }
  const { result } = await writeChange(deps, meta, async (writing) => {
    const { trx } = writing
    if (spec && (await readZoneMark(trx, zone.id)) > mark) await checkAgainstZone(trx, job, spec, mark)
    const counts = await countRows(trx, job)
    if (counts.read !== chosenLayer(job.layers)!.count) throw new RowsLost()
    const outside = await countOutside(trx, job)
    if (outside > 0 && !acceptance.outsideReason)
      throw new Problem('rule-broken', outsideNeedsReason(outside))
    const expected = counts.read - counts.refused
    Object.assign(progress, { done: 0, total: expected })
    const collection = await storeRows(writing, storing, expected)
    writing.touch(collection, counts.bbox)
    const account: Account = {
      read: counts.read,
      stored: expected,
      refusedCount: counts.refused,
      refused: await findRefused(trx, job, 0, refusedInAccount),
      collection,
      outside: outside > 0 ? { count: outside, reason: acceptance.outsideReason! } : null,
      totalAreaM2: counts.areaM2,
    }
    signal.throwIfAborted()
    const values = {
      state: 'stored',
      account: JSON.stringify(account),
      changeId: writing.stamp.changeId,
      failure: null,
      owner: null,
      done: expected,
      total: expected,
    }
    if (!(await updateJob(trx, job, values, { owner: deps.owner, state: 'storing' }))) throw new JobGone()
    return account
  })
  return result
}

export const outsideNeedsReason = (count: number) => ({
  detail: `${count} rows lie outside the zone: accept them with a reason`,
  errors: [{ path: 'acceptOutside.reason', rule: 'outside_zone', count }],
})

/** Answers the collection in which the rows now are. */
async function storeRows(writing: Writing, storing: Storing, expected: number): Promise<string> {
  const { job, progress, signal, zone } = storing
  const { trx, stamp } = writing
  const spec = chosenSpec(job.layers)
  const layer = spec ? undefined : await openLayer(trx, writing, job, expected)
  const mapped = Object.values(chosenLayer(job.layers)?.mapping?.fields ?? {})
  const used = spec ? usedFields(spec, mapped) : new Set<string>()
  const last = await lastRowOf(trx, job)
  let stored = 0
  for (let from = 0; from < last; from += rowsPerStatement) {
    signal.throwIfAborted()
    const range = { key: job, from, to: from + rowsPerStatement }
    stored += spec
      ? await storeFeatures(trx, stamp, spec, used, range, stored)
      : await storeReferenceFeatures(trx, stamp, layer!.id, range)
    Object.assign(progress, { done: stored, total: expected })
  }
  if (stored !== expected) throw new Error(`${stored} rows of import ${job.id} were stored, not ${expected}`)
  if (spec) await setItemCount(trx, zone.id, stamp.changeId, stored)
  if (spec?.id === 'parcels') for (const id of await findParcelsOfBatches(trx, stamp)) writing.parcels.add(id)
  return spec ? spec.id : referenceCollection(layer!.slug)
}

async function lastRowOf(trx: Db, job: Job): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(row_no) as last from import_row where zone_id = ${job.zoneId} and import_id = ${job.id}`.execute(
    trx,
  )
  return rows[0]?.last ?? 0
}

async function openLayer(trx: Db, { stamp, items }: Writing, job: Job, featureCount: number) {
  const chosen = chosenLayer(job.layers)!
  const target = chosen.mapping!.target
  if (!('reference' in target)) throw new Error('not a reference layer')
  const layer = await createLayer(trx, {
    zoneId: stamp.zoneId,
    changeId: stamp.changeId,
    ...target.reference,
    fields: chosen.fields.map(({ name, type }) => ({ name, type })),
    source: job.fileName,
    featureCount,
  })
  items.push({
    op: 'create',
    collection: referenceCollection(layer.slug),
    featureId: layer.id,
    versionBefore: null,
    versionAfter: 1,
  })
  return layer
}

/** After the commit: only the refused rows stay, for the account. */
export async function tidyUp(db: Db, job: Job): Promise<void> {
  await deleteStoredRows(db, job)
  await vacuum(db)
  if ((chosenLayer(job.layers)?.count ?? 0) >= analyzeFrom)
    await analyze(db, chosenSpec(job.layers)?.table ?? 'reference_feature')
}
