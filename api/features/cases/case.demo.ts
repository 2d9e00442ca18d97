import type { Db } from '#api/db/database.ts'
import type { DemoCase, DemoCaseStep } from '#geodata/demo/types.ts'
import { foldCase, openDeadlines } from '#geodata/rules/case/case-state.ts'
import { allocateIds } from '#api/db/bulk.ts'
import { summaryOf } from './case.summary.ts'

/** Cases of the demonstration, stored in bulk: they were worked through the same rules when they were told. */
export type SeedingCases = { zoneId: number; author: string; idOf: (key: string) => number }

const numberOf = (year: number, ordinal: number): string => `${year}-${String(ordinal).padStart(4, '0')}`

/** Numbers run through a year in the order in which the cases were opened. */
function numbered(cases: readonly DemoCase[]) {
  const counts = new Map<number, number>()
  return cases
    .toSorted((a, b) => (a.steps[0]!.doneOn < b.steps[0]!.doneOn ? -1 : 1))
    .map((one) => {
      const year = Number(one.steps[0]!.doneOn.slice(0, 4))
      const ordinal = (counts.get(year) ?? 0) + 1
      counts.set(year, ordinal)
      return { ...one, year, ordinal, number: numberOf(year, ordinal) }
    })
}

const counting = (steps: readonly DemoCaseStep[]) => steps.filter(({ isVoid }) => !isVoid)

/** A voided step has the row that voided it behind it, entered on the same day. */
function stepRows(
  { steps }: DemoCase,
  common: { zoneId: number; caseId: number; recordId: number },
  remediationId: number | null,
  author: string,
) {
  const last = Math.max(...steps.map(({ n }) => n))
  const rows = steps.map(({ n, step, doneOn, dueOn, values, opens, basis, note, hasRemediation }) => ({
    n,
    step: step as string,
    doneOn,
    dueOn,
    voids: null as number | null,
    values: JSON.stringify(values),
    opens: JSON.stringify(opens),
    basis: JSON.stringify(basis),
    note,
    remediationId: hasRemediation ? remediationId : null,
  }))
  const corrections = steps
    .filter(({ isVoid }) => isVoid)
    .map(({ n, doneOn, voidedFor }, i) => ({
      n: last + 1 + i,
      step: 'correction',
      doneOn,
      dueOn: null,
      voids: n,
      values: JSON.stringify({ reason: voidedFor }),
      opens: '[]',
      basis: 'null',
      note: null,
      remediationId: null,
    }))
  const shared = { ...common, documentNo: null, userId: null, userName: author, changeId: null }
  return [...rows, ...corrections].map((row) => ({ ...shared, ...row }))
}

export async function seedCases(
  trx: Db,
  cases: readonly DemoCase[],
  { zoneId, author, idOf }: SeedingCases,
): Promise<void> {
  if (cases.length === 0) return
  const ids = await allocateIds(trx, cases.length)
  const kept = numbered(cases).map((one, i) => ({
    ...one,
    id: ids[i]!,
    state: foldCase(counting(one.steps))!,
    remediationId: one.remediationKey === null ? null : idOf(one.remediationKey),
  }))
  const caseRows = kept.map(({ id, year, ordinal, number, state, remediationId, ...one }) => ({
    zoneId,
    id,
    year,
    ordinal,
    number,
    parcelId: idOf(one.parcelKey),
    supplyId: idOf(one.supplyKey),
    recordId: idOf(one.recordKey),
    areaM2: one.areaM2,
    openedOn: one.steps[0]!.doneOn,
    responsible: one.responsible,
    ...summaryOf(state),
    createdBy: null,
    updatedBy: author,
    remediationId,
  }))
  await trx.insertInto('landCase').values(caseRows).execute()
  const steps = kept.flatMap((one) => {
    const common = { zoneId, caseId: one.id, recordId: idOf(one.recordKey) }
    return stepRows(one, common, one.remediationId, author)
  })
  await trx.insertInto('caseStep').values(steps).execute()
  const deadlines = kept.flatMap(({ id, state }) =>
    openDeadlines(state).map(({ step, kind, after, on, endsOn, isCertain, rule }) => {
      const days = { afterOn: after, dueOn: on, endsOn }
      return { zoneId, caseId: id, step, kind, ...days, isCertain, rule }
    }),
  )
  if (deadlines.length > 0) await trx.insertInto('caseDeadline').values(deadlines).execute()
}
