import type { Db } from '#api/db/database.ts'
import { contentsHash } from '#api/paper/frozen.ts'
import { transformGeometry } from '#geodata/crs/transform.ts'
import { crsBySrid, STORAGE_SRID } from '#geodata/crs/crs.ts'
import { roundHalfUp } from '#geodata/geometry/units.ts'
import type { CaseContents, EarlierStep } from '#geodata/papers/cases/case-contents.ts'
import { documentNumber, templateVersion } from '#geodata/papers/cases/case-paper.ts'
import { landUseWords } from '#geodata/papers/land-use-words.ts'
import type { PlanarPolygons, SketchLand } from '#geodata/papers/scale-map.ts'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import { withoutVoided } from '#geodata/rules/case/case-state.ts'
import type { TakenStep } from '#geodata/rules/case/case-state.ts'
import { stepSpecs } from '#geodata/rules/case/case-steps.ts'
import type { CaseDocument, CaseStep } from '#geodata/rules/case/case-steps.ts'
import { observedFacts } from '#geodata/rules/idle/observed-facts.ts'
import { evidenceOfCase } from '../attachments/attachment.service.ts'
import { clockOfSupply } from '../clocks/clock.service.ts'
import type { CaseHead, Outline } from './document.queries.ts'
import {
  findCaseHead,
  findLand,
  findOutlines,
  insertDocuments,
  nextDocumentOrdinal,
} from './document.queries.ts'
import { officeOn } from './office.service.ts'

/** A row of a case before the step of the paper. */
export type StepBefore = Pick<TakenStep, 'n' | 'doneOn' | 'values'> & {
  step: CaseStep | 'correction'
  voids: number | null
  documentNo: string | null
}

export type Issuing = {
  caseId: number
  n: number
  step: Omit<TakenStep, 'n'>
  basis: CaseBasis
  note: string | null | undefined
  before: readonly StepBefore[]
}

/** How much of the neighbourhood a sketch shows. */
const sketch = { stripM: 90, limit: 41 }

const toMillimetres = (value: number): number => roundHalfUp(value, 3)

function planar(geometry: Outline['geometry'], srid: number): PlanarPolygons {
  const { type, coordinates } = transformGeometry(geometry, STORAGE_SRID, srid)
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  return polygons.map((rings) =>
    rings.map((ring) =>
      ring.map(([east, north]): [number, number] => [toMillimetres(east!), toMillimetres(north!)]),
    ),
  ) as PlanarPolygons
}

async function sketchOf(
  executor: Db,
  zoneId: number,
  { parcelId, planarSrid }: CaseHead,
): Promise<SketchLand | null> {
  const [parcel, ...neighbours] = await findOutlines(executor, zoneId, { parcelId, ...sketch })
  if (!parcel || parcel.id !== parcelId) return null
  return {
    srid: planarSrid,
    crsName: crsBySrid(planarSrid)?.nameZh ?? `EPSG:${planarSrid}`,
    parcel: planar(parcel.geometry, planarSrid),
    neighbours: neighbours.map(({ code, geometry }) => ({ code, polygons: planar(geometry, planarSrid) })),
  }
}

/** Steps of the present round: a case that was opened again begins anew. */
function presentRound(rows: readonly StepBefore[]): EarlierStep[] {
  const kept = withoutVoided(rows) as (StepBefore & { step: CaseStep })[]
  const begun = kept.findLastIndex(({ step }) => step === 'reopening')
  return kept
    .slice(Math.max(0, begun))
    .map(({ step, doneOn, documentNo, values }) => ({ step, doneOn, documentNo, values }))
}

const landUseText = (code: string | null): string | null =>
  code === null ? null : [code, landUseWords[code]].filter(Boolean).join(' ')

/** What the papers of a case are written from, as it stands on a day. */
export async function gather(executor: Db, zoneId: number, caseId: number, on: string) {
  const head = (await findCaseHead(executor, zoneId, caseId))!
  const { supply } = await clockOfSupply(executor, zoneId, head.supplyId, on)
  return {
    head,
    land: (await findLand(executor, zoneId, { ...head, on }))!,
    observations: supply?.observations ?? [],
    office: await officeOn(executor, zoneId, on),
    evidence: await evidenceOfCase(executor, zoneId, { caseId, ...head, on }),
    sketch: await sketchOf(executor, zoneId, head),
  }
}
export type Gathered = Awaited<ReturnType<typeof gather>>

/** Everything that the paper of a step says, but its number. */
export function contentsOf(
  kind: CaseDocument,
  { step, basis, note, before }: Pick<Issuing, 'step' | 'basis' | 'note' | 'before'>,
  { head, land, observations, office, evidence, sketch }: Gathered,
): CaseContents {
  const { doneOn: on } = step
  const seen = observedFacts(observations, on)
  const { holder, address, contact, phone, landUseCode, ...facts } = land
  const { rules } = basis
  return {
    kind,
    number: null,
    issuedOn: on,
    office,
    case: { number: head.number, openedOn: head.openedOn, responsible: head.responsible },
    holder: { name: holder, address, contact, phone },
    land: {
      ...facts,
      landUse: landUseText(landUseCode),
      permitOn: seen.permitOn ?? null,
      startedOn: seen.startedOn ?? null,
      suspendedOn: seen.suspendedOn ?? null,
      developedM2: seen.developedM2 ?? null,
      shouldDevelopM2: seen.shouldDevelopM2 ?? null,
      investedWan: seen.investedWan ?? null,
      totalInvestmentWan: seen.totalInvestmentWan ?? null,
    },
    clock: basis.clock,
    step: { step: step.step, values: step.values, note: note ?? null },
    earlier: presentRound(before),
    opens: step.opens,
    rules: {
      statementPeriod: rules.statementPeriod,
      hearingRequestPeriod: rules.hearingRequestPeriod,
      paymentPeriod: rules.paymentPeriod,
      cancellationPeriod: rules.cancellationPeriod,
      demandPeriod: rules.demandPeriod,
      remedyPeriod: rules.remedyPeriod,
      feeShare: rules.feeShare,
      art8Causes: rules.art8Causes,
    },
    evidence: evidence.filter(({ observedOn }) => observedOn === null || observedOn <= on),
    sketch,
  }
}

/** The row of a document: its contents frozen under its number, with their hash. */
export function documentRow(
  contents: CaseContents,
  { caseId, n: stepN }: Pick<Issuing, 'caseId' | 'n'>,
  ordinal: number,
) {
  const { kind, office, issuedOn } = contents
  const year = Number(issuedOn.slice(0, 4))
  const number = documentNumber(kind, office.numberPrefix, year, ordinal)
  const frozen = { ...contents, number }
  return {
    caseId,
    stepN,
    kind,
    year,
    ordinal,
    number,
    contents: frozen,
    contentsSha256: contentsHash(frozen),
    templateVersion,
  }
}

/**
 * Issues the document of a step in the transaction that takes it: numbered without gap or twin, its contents frozen
 * with their hash. Answers the number; null for steps that have no document.
 */
export async function issueDocument(
  trx: Db,
  zoneId: number,
  actor: { id: string | null; name: string },
  issuing: Issuing,
): Promise<string | null> {
  const { caseId, step } = issuing
  const { document: kind } = stepSpecs[step.step]
  if (kind === null) return null
  const draft = contentsOf(kind, issuing, await gather(trx, zoneId, caseId, step.doneOn))
  const year = Number(step.doneOn.slice(0, 4))
  const row = documentRow(draft, issuing, await nextDocumentOrdinal(trx, zoneId, { kind, year }))
  await insertDocuments(trx, zoneId, [{ ...row, userId: actor.id, userName: actor.name }])
  return row.number
}
