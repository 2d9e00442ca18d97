import type { Context } from '#api/context.ts'
import { Problem } from '#api/http/problem.ts'
import type { Refusal } from '#geodata/rules/case/case-articles.ts'
import { readInputs } from '#geodata/rules/case/case-inputs.ts'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import type { TakenStep } from '#geodata/rules/case/case-state.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { takeStep } from '#geodata/rules/case/idle-case.ts'
import { surroundingsOn } from './case.basis.ts'
import { findCase } from './case.queries.ts'
import type { StepRow } from './case-step.queries.ts'
import { findSteps } from './case-step.queries.ts'
import { effectiveSteps } from './case.service.ts'

export type StepPreview = {
  step: Omit<TakenStep, 'n'>
  basis: CaseBasis
  before: StepRow[]
  /** What would be refused if the step were taken now. */
  refusals: Refusal[]
}

/** A step as it would be taken, without taking it. What is wrong with it is said, what is right of it is shown. */
export async function previewStep(
  { database, today }: Pick<Context, 'database' | 'today'>,
  zoneId: number,
  caseId: number,
  { step: name, doneOn, values }: { step: string; doneOn: string; values?: unknown },
): Promise<StepPreview> {
  const executor = database.read
  const found = await findCase(executor, zoneId, caseId)
  if (!found) throw new Problem('not-found', { detail: `there is no case ${caseId}` })
  const before = await findSteps(executor, zoneId, caseId)
  const step = name as CaseStep
  const around = await surroundingsOn(executor, zoneId, found.supplyId, { on: doneOn, today: today() })
  const { basis } = around
  if (basis === null)
    throw new Problem('rule-broken', {
      detail: 'Order 53 was not yet in force on that day: give a day from 2012-07-01 on.',
      errors: [{ path: 'doneOn', rule: 'before_order' }],
    })
  const taking = takeStep(effectiveSteps(before), { step, doneOn, values }, around)
  if (taking.step) return { step: taking.step, basis, before, refusals: [] }
  const draft = { step, doneOn, values: readInputs(step, values).values, opens: [] }
  return { step: draft, basis, before, refusals: taking.refusals }
}
