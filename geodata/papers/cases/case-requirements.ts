import type { CaseDocument } from '../../rules/case/case-steps.ts'
import type { CaseContents, OfficeField } from './case-contents.ts'
import { opensOn, stepBefore, textValue } from './case-contents.ts'

/**
 * What a paper has to contain by law, and what of it is missing: printed as a blank, and named here. `item` is the
 * number of the item within the article where it has items.
 */
export type PaperFinding = {
  field: string
  article: string
  item: number | null
  /** Where it is entered. */
  enteredIn: 'office' | 'holder' | 'land' | 'case'
}

type Requirement = PaperFinding & { isMet: (contents: CaseContents) => boolean }

const office = (field: OfficeField, article: string, item: number | null = null): Requirement => ({
  field: `office.${field}`,
  article,
  item,
  enteredIn: 'office',
  isMet: ({ office: own }) => own[field] !== null,
})
const holder = (
  field: keyof CaseContents['holder'],
  article: string,
  item: number | null = null,
): Requirement => ({
  field: `holder.${field}`,
  article,
  item,
  enteredIn: field === 'name' ? 'land' : 'holder',
  isMet: (contents) => contents.holder[field] !== null,
})
const land = (
  field: keyof CaseContents['land'],
  article: string,
  item: number | null = null,
): Requirement => ({
  field: `land.${field}`,
  article,
  item,
  enteredIn: 'land',
  isMet: (contents) => contents.land[field] !== null,
})
const ofCase = (
  field: string,
  article: string,
  isMet: Requirement['isMet'],
  item: number | null = null,
): Requirement => ({ field: `case.${field}`, article, item, enteredIn: 'case', isMet })

const who = (article: string, item: number): Requirement[] => [
  holder('name', article, item),
  holder('address', article, item),
]
const where = (article: string, item: number): Requirement[] =>
  (['parcelCode', 'location', 'areaM2', 'contractNo', 'landUse'] as const).map((field) =>
    land(field, article, item),
  )
const facts = (article: string, item: number): Requirement[] => [
  ofCase(
    'idleFrom',
    article,
    ({ clock, step }) => clock.idleFrom !== null || textValue(step.values, 'idleFrom') !== null,
    item,
  ),
]
const contact = (article: string): Requirement[] =>
  (['authority', 'contact', 'phone', 'address'] as const).map((field) => office(field, article))
const paths = (article: string, item: number): Requirement[] => [
  office('reviewBody', article, item),
  office('court', article, item),
]
const found = (article: string, item: number): Requirement[] => [
  ofCase(
    'determination',
    article,
    (contents) => (stepBefore(contents, 'determination')?.documentNo ?? null) !== null,
    item,
  ),
]
const evidence = (article: string, item: number): Requirement =>
  ofCase('evidence', article, ({ evidence: list }) => list.length > 0, item)
const account: Requirement[] = (['payee', 'bank', 'account'] as const).map((field) =>
  office(field, 'order53_art16', 4),
)

const decision = (step: 'payment' | 'cancellation'): Requirement[] => [
  ...who('order53_art16', 1),
  ...found('order53_art16', 2),
  evidence('order53_art16', 2),
  office('government', 'order53_art16', 3),
  ofCase('performUntil', 'order53_art16', (contents) => opensOn(contents, step) !== null, 4),
  ...paths('order53_art16', 5),
  ...contact('order53_art16').map((one) => ({ ...one, item: one.field === 'office.authority' ? 6 : 7 })),
]

export const requirements: Readonly<Record<CaseDocument, readonly Requirement[]>> = {
  investigation_notice: [
    ...who('order53_art6', 1),
    ...where('order53_art6', 2),
    ...facts('order53_art6', 3),
    ofCase('statementUntil', 'order53_art6', (contents) => opensOn(contents, 'statement') !== null, 4),
    ...contact('order53_art6'),
  ],
  investigation_result: [...who('order53_art9', 1), ...contact('order53_art9')],
  determination: [
    ...who('order53_art10', 1),
    ...where('order53_art10', 2),
    ...facts('order53_art10', 3),
    evidence('order53_art10', 3),
    ...paths('order53_art10', 5),
    ...contact('order53_art10'),
  ],
  publication: [
    land('location', 'order53_art11'),
    holder('name', 'order53_art11'),
    ...found('order53_art11', 0).map((one) => ({ ...one, item: null })),
    office('authority', 'order53_art11'),
  ],
  hearing_notice: [
    holder('name', 'order53_art15'),
    ofCase('requestUntil', 'order53_art15', (contents) => opensOn(contents, 'hearing_request') !== null),
    ...contact('order53_art15'),
  ],
  hearing_call: [holder('name', 'hearing_rules'), ...contact('hearing_rules')],
  hearing_record: [holder('name', 'hearing_rules'), office('authority', 'hearing_rules')],
  disposal_plan: [
    ...who('order53_art12', 0).map((one) => ({ ...one, item: null })),
    office('government', 'order53_art13'),
    ...contact('order53_art12'),
  ],
  fee_decision: [...decision('payment'), ...account],
  recovery_decision: decision('cancellation'),
  buyback_agreement: [
    holder('name', 'mnr_2024_242'),
    holder('address', 'mnr_2024_242'),
    office('authority', 'mnr_2024_242'),
    office('address', 'mnr_2024_242'),
    office('government', 'mnr_2024_242'),
  ],
  demand: [holder('name', 'enforcement_law_54'), ...contact('enforcement_law_54')],
  court_application: [
    office('authority', 'enforcement_law_53'),
    office('address', 'enforcement_law_53'),
    holder('name', 'enforcement_law_53'),
    holder('address', 'enforcement_law_53'),
  ],
}

/** What the paper lacks; each field once. */
export function paperFindings(contents: CaseContents): PaperFinding[] {
  const missing = requirements[contents.kind].filter(({ isMet }) => !isMet(contents))
  return missing
    .filter(({ field }, i) => missing.findIndex((one) => one.field === field) === i)
    .map(({ isMet: _isMet, ...finding }) => finding)
}
