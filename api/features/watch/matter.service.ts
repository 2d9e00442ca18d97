import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { stepSpecs } from '#geodata/rules/case/case-steps.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { addDays } from '#geodata/rules/periods.ts'
import type { Matter } from '#geodata/rules/watch/notices-due.ts'
import type { Charge, WatchPerson } from '#geodata/rules/watch/recipients.ts'
import { listTargets } from '../targets/target.reading.ts'
import type { MatterRow } from './matter.queries.ts'
import { findMatters } from './matter.queries.ts'
import type { ChargeRow } from './watch.queries.ts'
import { findCharges, findPeople } from './watch.queries.ts'

/** A matter with everybody who is charged with it. */
export type OpenMatter = Matter & MatterRow & { charges: readonly Charge[]; isForReviewer: boolean }

/** Calendars reach so far. */
const horizonDays = 400

const keyOf = ({ kind, subject, subjectId, part }: MatterRow): string =>
  [kind, subject, subjectId, ...(part === '' ? [] : [part])].join(':')

/** Responsibility is assigned on the subject itself, on the parcel or on the batch that it belongs to. */
function chargesOf(row: MatterRow, charges: ReadonlyMap<string, readonly ChargeRow[]>): Charge[] {
  const { subject, subjectId, parcelId, batchId, responsible, facts } = row
  const places = new Set([
    `${subject} ${subjectId}`,
    ...(parcelId === null ? [] : [`parcel ${parcelId}`]),
    ...(batchId === null ? [] : [`batch ${batchId}`]),
  ])
  const assigned = [...places].flatMap((place) => charges.get(place) ?? [])
  const owner = facts['ownerUserId']
  return [
    ...assigned.map(({ role, userId, name }) => ({ role, userId, name })),
    ...(typeof owner === 'string' ? [{ role: 'officer', userId: owner, name: '' }] : []),
    ...(responsible === null ? [] : [{ role: 'officer', userId: null, name: responsible }]),
  ]
}

/** Steps that a reviewer enters, and decisions of the government, which he prepares. */
const needsReviewer = (step: CaseStep): boolean => {
  const spec = stepSpecs[step] as (typeof stepSpecs)[CaseStep] | undefined
  return spec !== undefined && (spec.role === 'reviewer' || spec.by === 'government')
}

const isForReviewer = ({ kind, facts }: MatterRow): boolean =>
  kind === 'case_step' && needsReviewer(facts['step'] as CaseStep)

function byPlace(rows: readonly ChargeRow[]): Map<string, ChargeRow[]> {
  const places = new Map<string, ChargeRow[]>()
  for (const row of rows) {
    const place = `${row.subject} ${row.subjectId}`
    places.set(place, [...(places.get(place) ?? []), row])
  }
  return places
}

/** Targets that have been reached: nobody need do anything about them any more, though their day comes. */
export async function findReachedTargets(
  deps: Pick<Context, 'database'>,
  zoneId: number,
  today: string,
): Promise<ReadonlySet<number>> {
  const { targets } = await listTargets(deps, zoneId, { on: today, known: null }, {})
  return new Set(targets.filter(({ state }) => state === 'done').map(({ id }) => id))
}

/** Every open matter of a zone on a day, and the people who may be told. */
export async function readMatters(
  executor: Db,
  zoneId: number,
  today: string,
  reachedTargets: ReadonlySet<number>,
): Promise<{ matters: OpenMatter[]; people: WatchPerson[] }> {
  const found = await findMatters(executor, { zoneId, today, until: addDays(today, horizonDays) })
  const rows = found.filter(
    ({ subject, subjectId }) => subject !== 'target' || !reachedTargets.has(subjectId),
  )
  const charges = byPlace(await findCharges(executor, zoneId, today))
  const people = await findPeople(executor, zoneId)
  const matters = rows.map((row) => ({
    ...row,
    key: keyOf(row),
    charges: chargesOf(row, charges),
    isForReviewer: isForReviewer(row),
  }))
  return { matters, people }
}
