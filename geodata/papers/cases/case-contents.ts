import type { CaseRules } from '../../rules/case/case-rules.ts'
import type { CaseClock } from '../../rules/case/case-situation.ts'
import type { CaseDeadline, StepValues } from '../../rules/case/case-state.ts'
import type { CaseDocument, CaseStep } from '../../rules/case/case-steps.ts'
import type { SketchLand } from '../scale-map.ts'

/** What the office says of itself on its papers; settings of a zone. */
export const officeFields = [
  'numberPrefix',
  'authority',
  'government',
  'address',
  'postcode',
  'contact',
  'phone',
  'payee',
  'bank',
  'account',
  'reviewBody',
  'court',
  'website',
] as const
export type OfficeField = (typeof officeFields)[number]
export type Office = Record<OfficeField, string | null>

/** The land and its supply as they stood on the day of the paper. */
export type CaseLand = {
  parcelCode: string | null
  parcelName: string | null
  location: string | null
  landUse: string | null
  realEstateUnitNo: string | null
  areaM2: number | null
  contractNo: string | null
  supervisionNo: string | null
  mode: string | null
  signedOn: string | null
  priceWan: number | null
  handedOverOn: string | null
  /** Newest agreed start, and by what it was agreed. */
  startOn: string | null
  startRecord: string | null
  completionOn: string | null
  permitOn: string | null
  startedOn: string | null
  suspendedOn: string | null
  developedM2: number | null
  shouldDevelopM2: number | null
  investedWan: number | null
  totalInvestmentWan: number | null
}

export type EarlierStep = {
  step: CaseStep
  doneOn: string
  documentNo: string | null
  values: StepValues
}

/**
 * Everything that a paper of a case says, frozen when its step is taken: later facts do not change a paper that has
 * been served.
 */
export type CaseContents = {
  kind: CaseDocument
  number: string | null
  issuedOn: string
  office: Office
  case: { number: string; openedOn: string; responsible: string | null }
  holder: { name: string | null; address: string | null; contact: string | null; phone: string | null }
  land: CaseLand
  clock: CaseClock
  step: { step: CaseStep; values: StepValues; note: string | null }
  /** Steps of the present round before this one. */
  earlier: readonly EarlierStep[]
  /** Periods that the step sets going. */
  opens: readonly CaseDeadline[]
  rules: Pick<
    CaseRules,
    | 'statementPeriod'
    | 'hearingRequestPeriod'
    | 'paymentPeriod'
    | 'cancellationPeriod'
    | 'demandPeriod'
    | 'remedyPeriod'
    | 'feeShare'
    | 'art8Causes'
  >
  evidence: readonly { name: string; kind: string; observedOn: string | null }[]
  sketch: SketchLand | null
}

export const stepBefore = (contents: CaseContents, step: CaseStep): EarlierStep | undefined =>
  contents.earlier.findLast((one) => one.step === step)

const own = (values: StepValues | undefined, name: string) =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined

export const textValue = (values: StepValues | undefined, name: string): string | null => {
  const value = own(values, name)
  return typeof value === 'string' && value !== '' ? value : null
}
export const numberValue = (values: StepValues | undefined, name: string): number | null => {
  const value = own(values, name)
  return typeof value === 'number' ? value : null
}
export const isYes = (values: StepValues | undefined, name: string): boolean => own(values, name) === true

/** When the period for a step ends, where the step of this paper has set it going. */
export const opensOn = ({ opens }: CaseContents, step: CaseStep): string | null =>
  opens.find((one) => one.step === step)?.on ?? null
