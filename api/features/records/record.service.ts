import type { Context } from '#api/context.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import { readChanges } from '../changes/change.reading.ts'
import { findRecord, insertRecord, sumAreas, updateRecord } from './record.queries.ts'
import type { RecordRow } from './record.queries.ts'
import type { NewRecordBody, RecordEditBody } from './record.schema.ts'

type Deps = Pick<Context, 'database'>

const changesShown = 200

function problemOfNumber(error: unknown, number: string | undefined): unknown {
  if (!isDatabaseError(error, sqlState.uniqueViolation)) return error
  return new Problem('duplicate-value', { errors: [{ path: 'number', rule: 'unique', value: number }] })
}

async function requireRecord({ database }: Deps, zoneId: number, id: number): Promise<RecordRow> {
  const record = await findRecord(database.db, zoneId, id)
  if (!record) throw new Problem('not-found', { detail: `there is no record ${id}` })
  return record
}

export async function createRecord(
  deps: Deps,
  zoneId: number,
  userId: string | null,
  body: NewRecordBody,
): Promise<RecordRow> {
  refuseImplausible({ issuedOn: body.issuedOn })
  const id = await insertRecord(deps.database.db, zoneId, userId, body).catch((error: unknown) => {
    throw problemOfNumber(error, body.number)
  })
  return requireRecord(deps, zoneId, id)
}

export async function readRecord(deps: Deps, zoneId: number, id: number) {
  const record = await requireRecord(deps, zoneId, id)
  const { db } = deps.database
  const { changes } = await readChanges(db, zoneId, { recordId: id, limit: changesShown })
  return { record, changes, ...(await sumAreas(db, zoneId, id)) }
}

/** `ifMatch` is the entity tag of the record as the client knows it, `body.version` the same in the body. */
export async function editRecord(
  deps: Deps,
  zoneId: number,
  id: number,
  body: RecordEditBody,
  ifMatch: string | undefined,
): Promise<RecordRow> {
  const current = await requireRecord(deps, zoneId, id)
  const version =
    body.version ?? versionOfIfMatch(ifMatch, { tag: recordTag(current), version: current.version })
  if (version === undefined) throw new Problem('version-required')
  refuseImplausible({ issuedOn: body.issuedOn })
  const isOnlyReopened = body.closed !== undefined && Object.keys(body).every(isAboutClosing)
  if (current.closed && !isOnlyReopened && version === current.version)
    throw new Problem('record-closed', { recordId: id, number: current.number, closedAt: current.closedAt })
  const edited = await updateRecord(deps.database.db, zoneId, id, version, body).catch((error: unknown) => {
    throw problemOfNumber(error, body.number)
  })
  if (edited !== undefined) return requireRecord(deps, zoneId, id)
  const now = await requireRecord(deps, zoneId, id)
  throw new Problem(body.version === undefined ? 'precondition-failed' : 'stale-version', {
    conflicts: [
      { collection: 'records', id, baseVersion: version, currentVersion: now.version, at: now.updatedAt },
    ],
  })
}

const isAboutClosing = (name: string) => name === 'closed' || name === 'version'

export const recordTag = ({ id, version }: { id: number; version: number }): string =>
  `"records-${id}-${version}"`
