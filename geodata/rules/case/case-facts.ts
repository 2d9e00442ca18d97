import type { CaseState, StepValues, TakenStep } from './case-state.ts'
import { endsRight } from './case-state.ts'
import type { CaseMeasure } from './case-steps.ts'
import { isMeasure } from './case-steps.ts'

/**
 * What a step of a case says about the land itself, under the names of the collections. Whoever reads the land (state
 * of the parcel, account, clock) reads these facts and knows no cases.
 */
export type RemediationFacts = {
  found_on?: string
  area_m2?: number
  cause?: string
  responsible?: string
  path?: CaseMeasure
  started_on?: string
  due_on?: string | null
  filed_on?: string
  disposed_on?: string
  document_no?: string
}

export type StartFacts = {
  set_on: string
  start_on: string
  completion_on: string | null
  cause: 'extension' | 'change_of_use' | 'temporary_use' | 'exchange'
  document_no: string | null
}

export type ProgressFacts = { observed_on: string; permit_on: string | null; started_on: string | null }

export type LandFacts = {
  /** What becomes true of the remediation of idle land; `none`: the land was not idle, there is none. */
  remediation: RemediationFacts | 'none' | null
  /** A new start in the series of the supply: the clock begins again (令53 Art. 12). */
  start: StartFacts | null
  /** The right of the holder ends on this day. */
  supplyEndedOn: string | null
  progress: ProgressFacts | null
}

type Step = Pick<TakenStep, 'step' | 'doneOn' | 'values' | 'opens'>
type Papers = { documentNo: string | null; responsible: string | null }

const nothing: LandFacts = { remediation: null, start: null, supplyEndedOn: null, progress: null }

const textOf = (values: StepValues, name: string): string | null =>
  typeof values[name] === 'string' ? values[name] : null

function determinationFacts({ doneOn, values }: Step, { responsible }: Papers): LandFacts {
  const areaM2 = values['areaM2']
  const remediation: RemediationFacts = {
    found_on: doneOn,
    cause: textOf(values, 'cause') ?? 'other',
    ...(typeof areaM2 === 'number' && { area_m2: areaM2 }),
    ...(responsible !== null && { responsible }),
  }
  return { ...nothing, remediation }
}

/** Measures that set a new start; Art. 12 (6) leaves open what it is, so a start agreed there is an extension. */
const startCauses: Partial<Record<CaseMeasure, StartFacts['cause']>> = {
  extension: 'extension',
  change_of_use: 'change_of_use',
  temporary_use: 'temporary_use',
  exchange: 'exchange',
  other: 'extension',
}

function startOf(
  { doneOn, values }: Step,
  measure: CaseMeasure,
  documentNo: string | null,
): StartFacts | null {
  const cause = startCauses[measure]
  const startOn = textOf(values, 'newStartOn')
  if (!cause || startOn === null) return null
  return {
    set_on: doneOn,
    start_on: startOn,
    completion_on: textOf(values, 'newCompletionOn'),
    cause,
    document_no: documentNo,
  }
}

function measureFacts(taken: Step, measure: CaseMeasure, papers: Papers): LandFacts {
  const { doneOn, values, opens } = taken
  const documentNo = papers.documentNo ?? textOf(values, 'approvalNo') ?? textOf(values, 'confirmationNo')
  const remediation: RemediationFacts = {
    path: measure,
    started_on: doneOn,
    due_on: opens.find(({ kind }) => kind === 'duty')?.on ?? null,
    ...(documentNo !== null && { document_no: documentNo }),
  }
  return { ...nothing, remediation, start: startOf(taken, measure, documentNo) }
}

/**
 * The holder goes on with his own works: a look at the site that finds no suspension ends it, and one that finds a
 * start ends the clock of land that was never begun.
 */
function reuseFacts({ doneOn, values }: Step, state: CaseState): LandFacts {
  const [permitOn, startedOn] = [textOf(values, 'permitOn'), textOf(values, 'startedOn')]
  const isResumed = state.determination?.kind === 'suspended'
  if (values['use'] !== 'own_works' || (!isResumed && permitOn === null && startedOn === null)) return nothing
  return { ...nothing, progress: { observed_on: doneOn, permit_on: permitOn, started_on: startedOn } }
}

function closureFacts({ doneOn }: Step, state: CaseState, { documentNo }: Papers): LandFacts {
  if (state.determination === null) return nothing
  return {
    ...nothing,
    remediation: { disposed_on: doneOn, ...(documentNo !== null && { document_no: documentNo }) },
  }
}

/** The land facts that a step implies; `state` is that of the case before it. */
export function factsOf(taken: Step, state: CaseState, papers: Papers): LandFacts {
  const { step, doneOn } = taken
  if (isMeasure(step)) return measureFacts(taken, step, papers)
  switch (step) {
    case 'not_idle':
      return { ...nothing, remediation: 'none' }
    case 'determination':
      return determinationFacts(taken, papers)
    case 'filing':
      return { ...nothing, remediation: { filed_on: doneOn } }
    case 'cancellation':
      return state.measure && endsRight(state.measure.code) ? { ...nothing, supplyEndedOn: doneOn } : nothing
    case 'reuse':
      return reuseFacts(taken, state)
    case 'closure':
      return closureFacts(taken, state, papers)
    default:
      return nothing
  }
}
