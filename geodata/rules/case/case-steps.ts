import type { CaseArticle } from './case-articles.ts'
import { caseCauses } from './case-rules.ts'

/** How idle land may be disposed of: Art. 12 (1)–(6), then Art. 14, then special bonds. */
export const art12Measures = [
  'extension',
  'change_of_use',
  'temporary_use',
  'paid_recovery',
  'exchange',
  'other',
] as const
export const caseMeasures = [...art12Measures, 'fee', 'recovery', 'bond_buyback'] as const
export type Art12Measure = (typeof art12Measures)[number]
export type CaseMeasure = (typeof caseMeasures)[number]

/** The steps of a case of idle land in the order of 令53. A step is a fact with the day on which it took effect. */
export const caseSteps = [
  'clue',
  'investigation_notice',
  'statement',
  'not_idle',
  'determination',
  'publication',
  'filing',
  'hearing_notice',
  'hearing_request',
  'hearing_call',
  'hearing',
  ...caseMeasures,
  'payment',
  'cancellation',
  'demand',
  'court_application',
  'reuse',
  'closure',
  'reopening',
] as const
export type CaseStep = (typeof caseSteps)[number]

export type InputKind = 'date' | 'text' | 'number' | 'code' | 'yes_no'

/** What a step has to be told. `article` is the text that asks for it; `mustBe` is a condition that has to hold. */
export type CaseInput = {
  name: string
  kind: InputKind
  codes?: readonly string[]
  isRequired?: true
  mustBe?: true
  article?: CaseArticle
}

/** Kinds of documents that steps produce. */
export const caseDocuments = [
  'investigation_notice',
  'investigation_result',
  'determination',
  'publication',
  'hearing_notice',
  'hearing_call',
  'hearing_record',
  'disposal_plan',
  'fee_decision',
  'recovery_decision',
  'buyback_agreement',
  'demand',
  'court_application',
] as const
export type CaseDocument = (typeof caseDocuments)[number]

export type StepSpec = {
  /** Whose act it is by law, and which role may enter it. */
  by: 'authority' | 'government' | 'holder'
  role: 'officer' | 'reviewer'
  article: CaseArticle | null
  document: CaseDocument | null
  inputs: readonly CaseInput[]
  /** Steps that may become possible by this one. */
  unlocks: readonly CaseStep[]
}

type Extra = Pick<CaseInput, 'isRequired' | 'mustBe' | 'article'>
const text = (name: string, extra: Extra = {}): CaseInput => ({ name, kind: 'text', ...extra })
const date = (name: string, extra: Extra = {}): CaseInput => ({ name, kind: 'date', ...extra })
const number = (name: string, extra: Extra = {}): CaseInput => ({ name, kind: 'number', ...extra })
const yesNo = (name: string, extra: Extra = {}): CaseInput => ({ name, kind: 'yes_no', ...extra })
const code = (name: string, codes: readonly string[], extra: Extra = {}): CaseInput => ({
  name,
  kind: 'code',
  codes,
  ...extra,
})
const needed = (article?: CaseArticle): Extra => ({ isRequired: true, ...(article && { article }) })

const approval = (article: CaseArticle) => text('approvalNo', needed(article))
/** Art. 13: while a plan is drafted, the mortgagee is notified in writing. */
const mortgage = [yesNo('isMortgaged'), date('mortgageeNotifiedOn', { article: 'order53_art13' })]
const reasons = ['g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7'] as const

/** A plan under Art. 12 that sets a new start: the clock begins again. */
const restart = (article: CaseArticle, inputs: readonly CaseInput[]): StepSpec => ({
  by: 'authority',
  role: 'officer',
  article,
  document: 'disposal_plan',
  inputs: [approval('order53_art13'), ...inputs, ...mortgage],
  unlocks: ['closure'],
})

const officeStep = (
  article: CaseArticle | null,
  document: CaseDocument | null,
  inputs: readonly CaseInput[],
  unlocks: readonly CaseStep[],
): StepSpec => ({ by: 'authority', role: 'officer', article, document, inputs, unlocks })

const holderStep = (
  article: CaseArticle,
  inputs: readonly CaseInput[],
  unlocks: readonly CaseStep[],
): StepSpec => ({ by: 'holder', role: 'officer', article, document: null, inputs, unlocks })

const afterFiling = [...art12Measures, 'closure'] as const

export const stepSpecs: Readonly<Record<CaseStep, StepSpec>> = {
  clue: officeStep(
    'order53_art5',
    null,
    [code('source', ['rule', 'patrol', 'report', 'satellite', 'other'], needed())],
    ['investigation_notice', 'not_idle'],
  ),
  investigation_notice: officeStep('order53_art5', 'investigation_notice', [], ['statement']),
  statement: holderStep(
    'order53_art5',
    [code('claimedCause', caseCauses), text('summary')],
    ['determination'],
  ),
  not_idle: officeStep('order53_art9', 'investigation_result', [text('reason', needed())], ['closure']),
  determination: officeStep(
    'order53_art9',
    'determination',
    [
      code('kind', ['not_started', 'suspended'], needed('order53_art2')),
      code('cause', caseCauses, needed('order53_art10')),
      code('art8Item', reasons, { article: 'order53_art8' }),
      date('idleFrom', needed('order53_art2')),
      number('areaM2', needed('order53_art10')),
      text('reason'),
    ],
    ['publication', 'filing', 'hearing_notice', 'reuse'],
  ),
  publication: officeStep(
    'order53_art11',
    'publication',
    [text('place', needed('order53_art11')), text('notifiedBody', { article: 'order53_art11' })],
    [...caseMeasures],
  ),
  filing: officeStep('order53_art25', null, [text('filingNo', needed('order53_art25'))], [...afterFiling]),
  hearing_notice: officeStep(
    'order53_art15',
    'hearing_notice',
    [code('measure', ['fee', 'recovery'], needed('order53_art15'))],
    ['hearing_request'],
  ),
  hearing_request: holderStep('hearing_rules', [], ['hearing_call']),
  hearing_call: officeStep(
    'hearing_rules',
    'hearing_call',
    [
      date('hearingOn', needed('hearing_rules')),
      text('place', needed('hearing_rules')),
      text('reason', { article: 'hearing_rules' }),
    ],
    ['hearing'],
  ),
  hearing: officeStep('hearing_rules', 'hearing_record', [text('outcome')], ['fee', 'recovery']),
  extension: restart('order53_art12_1', [
    date('newStartOn', needed('order53_art12_1')),
    date('newCompletionOn'),
  ]),
  change_of_use: restart('order53_art12_2', [
    date('newStartOn', needed('order53_art12_2')),
    text('newUse', needed('order53_art12_2')),
    number('priceChangeWan'),
  ]),
  temporary_use: restart('order53_art12_3', [
    date('untilOn', needed('order53_art12_3')),
    text('use', needed('order53_art12_3')),
    date('newStartOn'),
  ]),
  paid_recovery: {
    ...restart('order53_art12_4', [
      number('amountWan', needed('order53_art12_4')),
      date('payUntil', needed()),
    ]),
    unlocks: ['payment', 'cancellation'],
  },
  exchange: restart('order53_art12_5', [
    yesNo('isPricePaid', { ...needed('order53_art12_5'), mustBe: true }),
    yesNo('areFundsReady', { ...needed('order53_art12_5'), mustBe: true }),
    text('otherParcel', needed('order53_art12_5')),
    date('newStartOn', needed('order53_art12_5')),
  ]),
  other: restart('order53_art12_6', [text('description', needed('order53_art12_6')), date('newStartOn')]),
  fee: {
    by: 'government',
    role: 'officer',
    article: 'order53_art14_1',
    document: 'fee_decision',
    inputs: [
      approval('order53_art14_1'),
      number('priceWan', needed('order53_art14_1')),
      number('feeWan', needed('order53_art14_1')),
      text('reason'),
    ],
    unlocks: ['payment', 'demand', 'court_application'],
  },
  recovery: {
    by: 'government',
    role: 'officer',
    article: 'order53_art14_2',
    document: 'recovery_decision',
    inputs: [approval('order53_art14_2'), date('mortgageeCopiedOn')],
    unlocks: ['cancellation', 'demand', 'court_application'],
  },
  bond_buyback: {
    by: 'government',
    role: 'officer',
    article: 'mnr_2024_242',
    document: 'buyback_agreement',
    inputs: [
      text('appraiser', needed('mnr_2024_242')),
      number('appraisalWan', needed('mnr_2024_242')),
      number('enterpriseCostWan', needed('mnr_2024_242')),
      number('finalWan', needed('mnr_2024_242')),
      text('collectiveDecisionNo', needed('mnr_2024_242')),
      date('publicityFrom', needed('mnr_2024_242')),
      date('publicityTo', needed('mnr_2024_242')),
      text('confirmationNo', needed('mnr_2024_242')),
      date('payUntil', needed()),
      text('bondBatch'),
    ],
    unlocks: ['payment', 'cancellation'],
  },
  payment: holderStep('order53_art17', [number('amountWan', needed()), text('receiptNo')], ['closure']),
  cancellation: officeStep('order53_art17', null, [text('certificateNo')], ['reuse']),
  demand: officeStep('enforcement_law_54', 'demand', [], ['court_application']),
  court_application: officeStep('order53_art18', 'court_application', [text('court', needed())], []),
  reuse: officeStep(
    'order53_art19',
    null,
    [
      code('use', ['own_works', 'new_supply', 'reserve', 'farming'], needed('order53_art19')),
      date('permitOn', { article: 'order53_art30' }),
      date('startedOn', { article: 'order53_art30' }),
    ],
    ['closure'],
  ),
  closure: officeStep('order53_art25', null, [], ['reopening']),
  reopening: {
    ...officeStep(null, null, [text('reason', needed())], ['investigation_notice', 'not_idle']),
    role: 'reviewer',
  },
}

export const isArt12 = (step: string): step is Art12Measure =>
  (art12Measures as readonly string[]).includes(step)
export const isMeasure = (step: string): step is CaseMeasure =>
  (caseMeasures as readonly string[]).includes(step)
