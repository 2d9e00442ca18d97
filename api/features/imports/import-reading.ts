import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { storableJson } from '#api/db/storable.ts'
import type { Job, JobKey } from './import.queries.ts'
import { deleteRows, findStoredTwin, readChunk, updateJob } from './import.queries.ts'
import {
  forgetZoneFindings,
  hasLivingRows,
  meetsParcels,
  noteOutside,
  readZoneMark,
  refuseOverlapsInFile,
  refuseTakenPlaces,
  refuseTakenValues,
  refuseUnknownReferences,
} from './import-checks.queries.ts'
import type { LayerSummary } from './import-protocol.ts'
import {
  analyzeRows,
  findLastRow,
  insertFindings,
  insertRows,
  liftSeverities,
} from './import-rows.queries.ts'
import type { ReadingLimits } from './import-thread-run.ts'
import { readInThread } from './import-thread-run.ts'
import { findAreaTolerance, findZoneCentre, readingLimits } from './import.settings.ts'
import { FindingBuilder } from './row-batch.ts'
import { targetSpec } from './target.ts'

/** The job was cancelled, or another process has taken it over. */
export class JobGone extends Error {}

export type Progress = { done: number; total: number | null }

export type RunDeps = Pick<Context, 'database' | 'today'> & { owner: string; limits?: Partial<ReadingLimits> }

async function* chunksOf(db: Db, key: JobKey): AsyncGenerator<Uint8Array> {
  for (let seq = 0; ; seq++) {
    const bytes = await readChunk(db, key, seq)
    if (!bytes) return
    yield bytes
  }
}

/** From so many rows on the planner has to know that nearly all of them belong to one import. */
const analyzeFrom = 1000

/** The dry run: reads the file anew, keeps its rows beside the land tables, and checks them against the zone. */
export async function runReading(
  { database, today, owner, limits }: RunDeps,
  job: Job,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { db } = database
  await deleteRows(db, job)
  let isAnalyzed = false
  const reading = await readInThread(
    {
      fileName: job.fileName,
      fileSize: job.fileSize,
      choices: job.choices,
      near: await findZoneCentre(db, job.zoneId),
      tolerance: await findAreaTolerance(db, job.zoneId, today()),
      archiveBytes: readingLimits.archiveBytes,
    },
    { ...readingLimits, ...limits },
    {
      chunks: chunksOf(db, job),
      async onRows(batch) {
        if (!(await insertRows(db, job, owner, batch))) throw new JobGone()
        if (isAnalyzed || batch.last < analyzeFrom) return
        isAnalyzed = true
        await analyzeRows(db)
      },
      onPairs: (pairs) => refuseOverlapsInFile(db, job, pairs),
      onProgress: (done, total) => void Object.assign(progress, { done, total }),
    },
    signal,
  )
  if (reading.findings) await insertFindings(db, job, reading.findings, false)
  await noteTwin(db, job)
  const zoneMark = await checkAgainstZone(db, job, chosenSpec(reading.layers), 0, signal)
  const layers = storableJson(mergeLayers(job, reading.layers))
  const read = { done: progress.done, total: progress.done }
  const values = { state: reading.state, layers, zoneMark, failure: null, ...read, owner: null }
  if (!(await updateJob(db, job, values, { owner, state: 'reading' }))) throw new JobGone()
}

/** The same file may come twice by mistake. */
async function noteTwin(db: Db, job: Job): Promise<void> {
  const twin = await findStoredTwin(db, job)
  if (!twin) return
  const findings = new FindingBuilder()
  findings.add({
    code: 'file_stored_before',
    severity: 'warning',
    detail: { import: twin.id, change: twin.changeId },
  })
  await insertFindings(db, job, findings.take()!, false)
}

/** With one layer chosen the others are not read again: what was known of them stays. */
function mergeLayers(job: Job, read: LayerSummary[]): LayerSummary[] {
  if (job.choices.layer === undefined) return read
  const others = job.layers.filter(({ name }) => read.every((layer) => layer.name !== name))
  return [...others.map((layer) => ({ ...layer, chosen: false })), ...read]
}

export const chosenLayer = (layers: readonly LayerSummary[]) => layers.find(({ chosen }) => chosen)

/** The collection into which the chosen layer goes; undefined for a reference layer. */
export const chosenSpec = (layers: readonly LayerSummary[]): CollectionSpec | undefined => {
  const target = chosenLayer(layers)?.mapping?.target
  return target && targetSpec(target)
}

const rowsPerCheck = 2000

/**
 * Compares the rows of a file with what the zone holds, in short statements between which others are served.
 * Answers the newest change that was looked at; `sinceChange` is 0 for all that lives.
 */
export async function checkAgainstZone(
  db: Db,
  key: JobKey,
  spec: CollectionSpec | undefined,
  sinceChange: number,
  signal?: AbortSignal,
): Promise<number> {
  const mark = await readZoneMark(db, key.zoneId)
  if (sinceChange === 0) await forgetZoneFindings(db, key)
  const isInhabited = spec !== undefined && (await hasLivingRows(db, key.zoneId, spec))
  const last = await findLastRow(db, key)
  for (let from = 0; from < last; from += rowsPerCheck) {
    signal?.throwIfAborted()
    const range = { zoneId: key.zoneId, id: key.id, from, to: from + rowsPerCheck }
    if (spec) {
      for (const field of spec.fields) {
        if (field.unique && isInhabited) await refuseTakenValues(db, range, spec, field)
        if (field.type === 'reference' && sinceChange === 0) await refuseUnknownReferences(db, range, field)
      }
      if (spec.id === 'parcels' && isInhabited && (await meetsParcels(db, range)))
        await refuseTakenPlaces(db, range, sinceChange)
    }
    if (sinceChange === 0) await noteOutside(db, range)
  }
  await liftSeverities(db, key)
  return mark
}
