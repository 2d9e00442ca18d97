import { factsOf } from '../rules/case/case-facts.ts'
import type { LandFacts, RemediationFacts } from '../rules/case/case-facts.ts'
import { defaultsOf } from '../rules/case/case-defaults.ts'
import { caseRulesOn, nationalCaseRules } from '../rules/case/case-rules.ts'
import type { CaseBasis } from '../rules/case/case-situation.ts'
import type { StepValues } from '../rules/case/case-state.ts'
import { foldCase } from '../rules/case/case-state.ts'
import type { CaseStep } from '../rules/case/case-steps.ts'
import { takeStep } from '../rules/case/idle-case.ts'
import { clock } from '../rules/idle/idle-clock.ts'
import { nationalRules, rulesOn } from '../rules/idle/idle-rules.ts'
import { foundationKinds } from '../rules/idle/idle-facts.ts'
import type { Observation } from '../rules/idle/observed-facts.ts'
import { observedFacts } from '../rules/idle/observed-facts.ts'
import { nationalCalendar } from '../rules/working-days.ts'
import type { Parcel } from './allotment.ts'
import { addDays } from './dates.ts'
import { officials } from './names.ts'
import type { Contract, Office } from './supplies.ts'
import type { DemoCaseStep, DemoRow, DemoValue } from './types.ts'

/** A step of a story: days from today or a date, what was entered, and whether it turned out to be wrong. */
export type Move = {
  step: CaseStep
  on: number | string
  values?: StepValues
  /** Why the step was voided afterwards; the next move takes its place. */
  voidedFor?: string
  note?: string
}

const isOf = (row: DemoRow, supplyKey: string): boolean => {
  const supply = row.values['supply_id']
  return typeof supply === 'object' && supply !== null && supply.$key === supplyKey
}
const textOf = (value: DemoValue | undefined): string | null => (typeof value === 'string' ? value : null)
const numberOf = (value: DemoValue | undefined): number | null => (typeof value === 'number' ? value : null)

function observationOf({ values: v }: DemoRow): Observation {
  return {
    observedOn: textOf(v['observed_on'])!,
    permitOn: textOf(v['permit_on']),
    startedOn: textOf(v['started_on']),
    suspendedOn: textOf(v['suspended_on']),
    completedOn: textOf(v['completed_on']),
    developedM2: numberOf(v['developed_m2']),
    shouldDevelopM2: numberOf(v['should_develop_m2']),
    investedWan: numberOf(v['invested_wan']),
    totalInvestmentWan: numberOf(v['total_investment_wan']),
    foundationKind: foundationKinds.find((kind) => kind === v['foundation_kind']) ?? null,
    foundationShare: numberOf(v['foundation_share']),
  }
}

const supplyRow = ({ book }: Office, { supply }: Contract): DemoRow =>
  book.rows('supplies').find(({ key }) => key === supply.$key)!

/** What the clock says of a contract on a day, by the facts that are entered so far and the national rules. */
function basisOn(office: Office, contract: Contract, on: string): CaseBasis {
  const { book } = office
  const key = contract.supply.$key
  const of = (collection: 'supply-starts' | 'pauses' | 'progress') =>
    book.rows(collection).filter((row) => isOf(row, key))
  const supply = supplyRow(office, contract).values
  const answer = clock(
    {
      signedOn: contract.signedOn,
      handoverOn: textOf(supply['handed_over_on']),
      endedOn: textOf(supply['ended_on']),
      agreedStarts: of('supply-starts')
        .map(({ values: v }) => ({
          setOn: textOf(v['set_on'])!,
          startOn: textOf(v['start_on']),
          record: textOf(v['document_no']),
        }))
        .toSorted((a, b) => (a.setOn < b.setOn ? -1 : 1)),
      pauses: of('pauses').map(({ values: v }) => ({
        from: textOf(v['from_on'])!,
        to: textOf(v['to_on']),
        cause: textOf(v['cause'])!,
      })),
      ...observedFacts(of('progress').map(observationOf), on),
    },
    nationalRules,
    on,
  )
  const { kind, idleFrom, feeFrom, recoveryFrom } = answer
  return {
    rules: caseRulesOn(nationalCaseRules, on)!,
    idleRules: rulesOn(nationalRules, on)!,
    clock: { kind, idleFrom, feeFrom, recoveryFrom },
    suppliedOn: contract.signedOn,
    terms: { areaM2: numberOf(supply['area_m2']), priceWan: numberOf(supply['price_wan']) },
  }
}

/** Stories leave out what follows from the clock and the contract, as an officer does. */
function entered(
  { step, values = {} }: Move,
  steps: readonly DemoCaseStep[],
  basis: CaseBasis,
  terms: { areaM2: number; priceWan: number | null; on: string },
): StepValues {
  const state = foldCase(steps.filter(counts))
  if (!state || !['determination', 'fee'].includes(step)) return values
  const isAgainst = step === 'determination' && basis.clock.kind === 'none'
  return {
    ...defaultsOf(step, { state, ...basis, supply: terms, on: terms.on }),
    ...(isAgainst && {
      kind: 'not_started',
      idleFrom: terms.on,
      reason: '停算尚未期满，经调查核实仍按政府原因认定为闲置土地，协商处置',
    }),
    ...values,
  }
}

const counts = ({ isVoid }: DemoCaseStep): boolean => !isVoid

function enterFacts(
  office: Office,
  contract: Contract,
  { start, progress, supplyEndedOn }: LandFacts,
  on: string,
): void {
  const under = office.desk.yearly('idle', on)
  const enter = (collection: 'supply-starts' | 'progress', values: Record<string, DemoValue>) =>
    office.book.enter(collection, under, { supply_id: contract.supply, ...values }, { effectiveOn: on })
  if (start) enter('supply-starts', start)
  if (progress) enter('progress', progress)
  if (supplyEndedOn !== null) supplyRow(office, contract).values['ended_on'] ??= supplyEndedOn
}

/** Keeps one remediation of the story up to date with what its steps say of it. */
function remediationBook(office: Office, parcel: Parcel, more: Record<string, DemoValue>) {
  let row: Record<string, DemoValue> | undefined
  let key: string | null = null
  return {
    key: () => key,
    tell(facts: RemediationFacts): void {
      if (!row) {
        row = {
          parcel_id: office.notes.get(parcel)!.reference,
          kind: 'idle',
          found_on: null,
          area_m2: parcel.declaredM2,
          cause: null,
          path: null,
          started_on: null,
          due_on: null,
          disposed_on: null,
          filed_on: null,
          document_no: null,
          responsible: officials[parcel.index % officials.length]!,
          remarks: null,
          ...more,
        }
        const on = facts.found_on!
        key = office.book.enter('remediations', office.desk.yearly('idle', on), row, { effectiveOn: on }).$key
      }
      Object.assign(row, facts)
    },
  }
}

/**
 * Works a case through its steps by the same pure functions as the application: a story that the law does not allow
 * stops the generator. The land facts that the steps imply are entered as rows.
 */
export function workCase(
  office: Office,
  parcel: Parcel,
  contract: Contract,
  moves: readonly Move[],
  remediation: Record<string, DemoValue> = {},
): void {
  const steps: DemoCaseStep[] = []
  const remediations = remediationBook(office, parcel, remediation)
  const responsible = officials[parcel.index % officials.length]!
  const priceWan = numberOf(supplyRow(office, contract).values['price_wan'])
  for (const move of moves) {
    const on = typeof move.on === 'number' ? addDays(office.today, move.on) : move.on
    const basis = basisOn(office, contract, on)
    const terms = { areaM2: parcel.declaredM2, priceWan, on }
    const attempt = { step: move.step, doneOn: on, values: entered(move, steps, basis, terms) }
    const around = { basis, calendar: nationalCalendar, today: office.today }
    const before = steps.filter(counts)
    const { step, refusals } = takeStep(before, attempt, around)
    if (!step) throw new Error(`${parcel.index} ${move.step} ${on}: ${JSON.stringify(refusals)}`)
    const isVoid = move.voidedFor !== undefined
    const state = foldCase(before)
    const papers = { documentNo: null, responsible }
    const facts = state && !isVoid ? factsOf(step, state, papers) : undefined
    if (facts) enterFacts(office, contract, facts, on)
    if (facts?.remediation && facts.remediation !== 'none') remediations.tell(facts.remediation)
    const n = Math.max(0, ...steps.map((one) => one.n)) + 1
    steps.push({
      n,
      ...step,
      basis,
      isVoid,
      voidedFor: move.voidedFor ?? null,
      note: move.note ?? null,
      hasRemediation: move.step === 'determination',
    })
  }
  office.cases.push({
    parcelKey: office.notes.get(parcel)!.reference.$key,
    supplyKey: contract.supply.$key,
    remediationKey: remediations.key(),
    recordKey: office.desk.yearly('idle', steps[0]!.doneOn).key.replace(/^change-/, ''),
    areaM2: parcel.declaredM2,
    responsible,
    steps,
  })
}
