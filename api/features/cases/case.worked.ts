import type { Db } from '#api/db/database.ts'
import { findCasesAfter } from './case-list.queries.ts'
import { findKeptStepsOf } from './case-step.queries.ts'
import type { EffectiveStep } from './case.service.ts'
import { effectiveSteps } from './case.service.ts'

/** A case with the steps that count, each with what it rested on. */
export type WorkedCase = {
  id: number
  number: string
  parcelCode: string | null
  supplyId: number
  closedOn: string | null
  steps: EffectiveStep[]
}

const PAGE = 500

/** The next cases by id, for whoever judges all of them again. */
export async function pageOfWorkedCases(
  executor: Db,
  zoneId: number,
  afterId: number,
): Promise<WorkedCase[]> {
  const cases = await findCasesAfter(executor, zoneId, { afterId, limit: PAGE })
  if (cases.length === 0) return []
  const ids = cases.map(({ id }) => id)
  const rows = await findKeptStepsOf(executor, zoneId, ids)
  return cases.map((one) => ({
    ...one,
    steps: effectiveSteps(rows.filter(({ caseId }) => caseId === one.id)),
  }))
}
