import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { Problem } from '#api/http/problem.ts'
import { claimFaults, digitsOf, isZeroText } from '#geodata/rules/claims/claim-checks.ts'
import type { NotingActor } from '../people/actor.ts'
import type { ClaimRow, ClaimValues } from './claim.queries.ts'
import {
  insertClaim,
  insertReason,
  lockClaim,
  nextSlug,
  parcelExists,
  storedClaim,
  updateClaim,
  voidReason,
} from './claim.queries.ts'
import { codesOf } from './claim.reading.ts'
import type { ClaimChangeBody, ClaimEndBody, NewClaimBody, NewClaimReasonBody } from './claim.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>

export const claimTag = ({ id, version }: { id: number; version: number }): string =>
  `"claims-${id}-${version}"`

function valuesOf(body: NewClaimBody, today: string): ClaimValues {
  const errors = claimFaults(body, today, codesOf)
  if (errors.length)
    throw new Problem('rule-broken', { detail: `${errors[0]!.path}: ${errors[0]!.rule}`, errors })
  return {
    title: body.title.trim(),
    titleEn: body.titleEn?.trim() ?? null,
    quotation: body.quotation.trim(),
    source: body.source.trim(),
    publishedOn: body.publishedOn ?? null,
    fromOn: body.fromOn ?? null,
    toOn: body.toOn,
    scope: body.scope,
    scopeFilter: body.scopeFilter ?? {},
    measure: body.measure,
    unit: body.unit,
    value: body.value,
    digits: digitsOf(body.value),
    secondMeasure: body.secondMeasure ?? null,
    secondUnit: body.secondUnit ?? null,
    secondValue: body.secondValue ?? null,
    secondDigits: body.secondValue == null ? null : digitsOf(body.secondValue),
    note: body.note ?? null,
  }
}

/** Keeps a published figure. Answers its id. */
export async function createClaim(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewClaimBody,
): Promise<number> {
  const values = valuesOf(body, today())
  return database.db.transaction().execute(async (trx) => {
    const slug = await nextSlug(trx, zoneId)
    const id = await insertClaim(trx, zoneId, { ...values, slug }, actor.name)
    await actor.note(trx, 'claim.created', String(id), { slug, ...values })
    return id
  })
}

type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

function requireVersion(found: ClaimRow, { version, ifMatch }: Expected): void {
  const base = version ?? versionOfIfMatch(ifMatch, { tag: claimTag(found), version: found.version })
  if (base === undefined) throw new Problem('version-required')
  if (base === found.version) return
  const { id, version: currentVersion, updatedAt: at, updatedBy: by } = found
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [{ collection: 'claims', id, baseVersion: base, currentVersion, at, by }],
  })
}

/** A claim, locked; an ended one is closed to every act but reading. */
async function lockedClaim(trx: Db, zoneId: number, id: number): Promise<ClaimRow> {
  const found = await lockClaim(trx, zoneId, id)
  if (!found) throw new Problem('not-found', { detail: `there is no claim ${id}` })
  if (found.endedOn !== null)
    throw new Problem('wrong-state', {
      errors: [{ path: 'id', rule: 'claim_ended', endedOn: found.endedOn }],
    })
  return found
}

/** Says better what was published; the audit trail keeps what was said before. */
export async function changeClaim(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { version, ...body }: ClaimChangeBody,
  ifMatch: string | undefined,
): Promise<void> {
  const values = valuesOf(body, today())
  await database.db.transaction().execute(async (trx) => {
    const before = await lockedClaim(trx, zoneId, id)
    requireVersion(before, { version, ifMatch })
    await updateClaim(trx, zoneId, before, storedClaim(values), actor.name)
    await actor.note(trx, 'claim.changed', String(id), { before, after: values })
  })
}

/** The figure is no longer held up; it stays to be read. */
export async function endClaim(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { endedOn, reason, version }: ClaimEndBody,
  ifMatch: string | undefined,
): Promise<void> {
  if (endedOn > today())
    throw new Problem('rule-broken', { errors: [{ path: 'endedOn', rule: 'future_date', today: today() }] })
  await database.db.transaction().execute(async (trx) => {
    const before = await lockedClaim(trx, zoneId, id)
    requireVersion(before, { version, ifMatch })
    await updateClaim(trx, zoneId, before, { endedOn }, actor.name)
    await actor.note(trx, 'claim.ended', String(id), { endedOn, reason })
  })
}

/** Says why a part of the residual is there. */
export async function addReason(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  claimId: number,
  { reason, value, parcelId, note }: NewClaimReasonBody,
): Promise<void> {
  if (isZeroText(value)) throw new Problem('rule-broken', { errors: [{ path: 'value', rule: 'zero' }] })
  if (reason === 'other' && !note?.trim())
    throw new Problem('rule-broken', { errors: [{ path: 'note', rule: 'required' }] })
  await database.db.transaction().execute(async (trx) => {
    await lockedClaim(trx, zoneId, claimId)
    if (parcelId != null && !(await parcelExists(trx, zoneId, parcelId)))
      throw new Problem('rule-broken', { errors: [{ path: 'parcelId', rule: 'no_such_parcel' }] })
    const row = {
      reason,
      value,
      parcelId: parcelId ?? null,
      note: note?.trim() || null,
      userName: actor.name,
    }
    const n = await insertReason(trx, zoneId, claimId, row)
    await actor.note(trx, 'claim.reason', String(claimId), { n, reason, value })
  })
}

/** Takes a reason back, with a word why. */
export async function takeReasonBack(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  { claimId, n }: { claimId: number; n: number },
  reason: string,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    await lockedClaim(trx, zoneId, claimId)
    if (!(await voidReason(trx, zoneId, { claimId, n, by: actor.name, reason })))
      throw new Problem('not-found', { detail: `the claim has no reason ${n} that still counts` })
    await actor.note(trx, 'claim.reason_voided', String(claimId), { n, reason })
  })
}
