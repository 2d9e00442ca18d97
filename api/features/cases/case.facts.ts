import type { Db } from '#api/db/database.ts'
import type { Zone } from '#api/http/access.ts'
import type { LandFacts, RemediationFacts } from '#geodata/rules/case/case-facts.ts'
import type { OperationBody } from '../changes/change.schema.ts'
import { saveWithin } from '../changes/change.service.ts'
import type { Actor, ChangeDeps } from '../changes/change.writer.ts'
import { takeBackWithin } from '../changes/take-back.service.ts'
import type { PresentRemediation, PresentSupply } from './case-facts.queries.ts'
import { findOpenRemediation, findPresentSupply, findRemediation } from './case-facts.queries.ts'
import type { LockedCase } from './case.queries.ts'
import { operationsBack } from './case.untraced.ts'

export type FactsDeps = ChangeDeps
export type FactsAct = { trx: Db; zone: Zone; actor: Actor; recordId: number; found: LockedCase }

/** What is stored now and may be altered by a step. */
export type Present = { supply: PresentSupply | undefined; remediation: PresentRemediation | undefined }

async function presentFacts({ trx, zone, found }: FactsAct, on: string): Promise<Present> {
  const supply = await findPresentSupply(trx, zone.id, found.supplyId)
  const parcelId = supply?.parcelId ?? found.parcelId
  const own = found.remediationId
  const remediation =
    own === null
      ? await findOpenRemediation(trx, zone.id, { parcelId, caseId: found.id }, on)
      : await findRemediation(trx, zone.id, own)
  return { supply, remediation }
}

/** Land that was found earlier by hand keeps its day. */
const earliest = (facts: RemediationFacts, { foundOn }: PresentRemediation): RemediationFacts =>
  facts.found_on === undefined
    ? facts
    : { ...facts, found_on: facts.found_on < foundOn ? facts.found_on : foundOn }

function remediationOperations(
  facts: LandFacts['remediation'],
  { supply, remediation }: Present,
): OperationBody[] {
  if (facts === null) return []
  const target = { collection: 'remediations', id: remediation?.id ?? 0, version: remediation?.version ?? 0 }
  if (facts === 'none') return remediation ? [{ op: 'end', ...target }] : []
  if (remediation) return [{ op: 'attributes', ...target, properties: earliest(facts, remediation) }]
  // A remediation begins with a determination; one that a person ended since does not come back by itself.
  if (facts.found_on === undefined || !supply) return []
  const properties = { parcel_id: supply.parcelId, kind: 'idle', ...facts }
  return [{ op: 'create', collection: 'remediations', properties }]
}

function supplyOperations(
  { start, progress, supplyEndedOn }: LandFacts,
  { supply }: Present,
): OperationBody[] {
  if (!supply) return []
  const { id, version, endedOn } = supply
  const of = (collection: string, facts: object): OperationBody => ({
    op: 'create',
    collection,
    properties: { supply_id: id, ...facts },
  })
  const isEnding = supplyEndedOn !== null && (endedOn === null || endedOn > supplyEndedOn)
  const end: OperationBody = {
    op: 'attributes',
    collection: 'supplies',
    id,
    version,
    properties: { ended_on: supplyEndedOn },
  }
  return [
    ...(start ? [of('supply-starts', start)] : []),
    ...(progress ? [of('progress', progress)] : []),
    ...(isEnding ? [end] : []),
  ]
}

export type WrittenFacts = { changeId: number | null; remediationId: number | null }

/** Stores the land facts that a step implies, in its transaction and under its record. */
export async function writeFacts(
  deps: FactsDeps,
  act: FactsAct,
  facts: LandFacts,
  effectiveOn: string,
): Promise<WrittenFacts> {
  const present = await presentFacts(act, effectiveOn)
  const operations = [
    ...remediationOperations(facts.remediation, present),
    ...supplyOperations(facts, present),
  ]
  const known = present.remediation?.id ?? null
  if (operations.length === 0) return { changeId: null, remediationId: known }
  const { trx, zone, actor, recordId, found } = act
  const about = { zone, actor, recordId, label: found.number, effectiveOn }
  const { change, results } = await saveWithin(deps, trx, about, operations)
  const made = results.find(({ op, collection }) => op === 'create' && collection === 'remediations')
  return { changeId: change.id, remediationId: made?.id ?? known }
}

/** Takes back what a step wrote; true on the same day as if it had never been. Answers the compensating change. */
export async function takeBackFacts(
  deps: FactsDeps,
  act: FactsAct,
  step: { changeId: number | null; doneOn: string },
  facts: LandFacts,
): Promise<number | null> {
  const { trx, zone, actor, recordId, found } = act
  const about = { zone, actor, recordId, label: found.number, effectiveOn: step.doneOn }
  if (step.changeId !== null)
    return (await takeBackWithin(deps, trx, about, step.changeId))?.change.id ?? null
  const operations = await operationsBack(act, facts, await presentFacts(act, step.doneOn))
  return operations.length > 0 ? (await saveWithin(deps, trx, about, operations)).change.id : null
}
