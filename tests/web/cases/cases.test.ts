import { describe, expect, it } from 'vitest'
import { barrierCodes, caseArticles, faultCodes } from '#geodata/rules/case/case-articles.ts'
import { caseCauses } from '#geodata/rules/case/case-rules.ts'
import { casePhases } from '#geodata/rules/case/case-state.ts'
import { caseDocuments, caseSteps, stepSpecs } from '#geodata/rules/case/case-steps.ts'
import { ProblemError } from '#web/api-client/problem.ts'
import { formatCases, isNarrowed, parseCases, sortedBy, usual } from '#web/features/cases/case-address.ts'
import { faultsOf } from '#web/features/cases/case-faults.ts'
import type { CaseDetail, CaseStepEntry, NextCaseStep } from '#web/features/cases/case-wire.ts'
import { roundsOf, stageSteps, wayOf } from '#web/features/cases/case-way.ts'
import { articleName, codeName, refusalText, valueText } from '#web/features/cases/case-words.ts'
import { filledFields, isComputed, valuesToSend } from '#web/features/cases/step-form.ts'
import english from '#web/i18n/locales/en.json' with { type: 'json' }
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }
import type { Words } from '#web/map/clock/sentences.ts'

type Tree = { [key: string]: string | Tree }
const find = (tree: Tree, key: string): string | undefined => {
  const found = key
    .split('.')
    .reduce<string | Tree | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), tree)
  return typeof found === 'string' ? found : undefined
}
const wordsOf = (catalogue: unknown): Words => ({
  te: (key) => find(catalogue as Tree, key) !== undefined,
  t: (key, named) =>
    (find(catalogue as Tree, key) ?? `?${key}`)
      .split(' | ')
      .at(-1)!
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? `{${name}}`)),
})
const languages = [
  ['zh-CN', wordsOf(chinese)],
  ['en', wordsOf(english)],
] as const

describe('the address of the list', () => {
  it('holds only what differs from the usual, and reads back what it wrote', () => {
    expect(formatCases(usual)).toEqual({})
    const address = {
      state: undefined,
      q: 'KF-6',
      responsible: '李',
      kind: 'suspended' as const,
      cause: 'government',
      parcel: 12,
      isOverdue: true,
      unmovedDays: 60,
      sort: 'area' as const,
      isDescending: true,
      page: 3,
    }
    expect(parseCases(formatCases(address))).toEqual(address)
    expect([isNarrowed(usual), isNarrowed(address)]).toEqual([false, true])
  })
  it('falls back to the usual where it is damaged', () => {
    const damaged = { state: 'x', kind: '1', cause: 'x', parcel: '-1', unmoved: 'soon', sort: 'q', page: '0' }
    expect(parseCases({ ...damaged, order: 'up', q: ['a'], overdue: '1' })).toEqual(usual)
  })
  it('turns the order round on the second click and begins at the first page', () => {
    const once = { ...usual, ...sortedBy({ ...usual, page: 4 }, 'area') }
    expect(once).toMatchObject({ sort: 'area', isDescending: false, page: 1 })
    expect(sortedBy(once, 'area')).toMatchObject({ isDescending: true })
  })
})

const entry = (n: number, step: string, more: Partial<CaseStepEntry> = {}): CaseStepEntry => ({
  n,
  step,
  doneOn: `2024-03-${String(n).padStart(2, '0')}`,
  dueOn: null,
  values: {},
  opens: [],
  basis: null,
  documentNo: null,
  note: null,
  recordId: 1,
  recordNumber: 'R',
  changeId: null,
  by: '李',
  recordedAt: '2024-03-01T00:00:00Z',
  voids: null,
  voidedBy: null,
  ...more,
})
const next = (step: string, isPossible: boolean): NextCaseStep => ({
  step,
  by: 'authority',
  role: 'officer',
  article: null,
  document: null,
  inputs: [],
  unlocks: [],
  isPossible,
  refusals: [],
  dueOn: null,
  defaults: {},
})
const detail = (
  steps: CaseStepEntry[],
  open: NextCaseStep[] = [],
): Pick<CaseDetail, 'steps' | 'on' | 'next'> => ({
  steps,
  on: '2024-12-31',
  next: open,
})

describe('the way of a case', () => {
  it('has a place for every step', () => {
    expect(Object.values(stageSteps).flat().toSorted()).toEqual([...caseSteps].toSorted())
  })
  it('shows what is done, what is possible, and what is not; what is done is not called impossible', () => {
    const steps = [entry(1, 'clue'), entry(2, 'investigation_notice')]
    const open = [next('investigation_notice', false), next('statement', true), next('determination', false)]
    const [investigation, determination] = wayOf(detail(steps, open))
    expect(investigation!.items.map(({ type, step }) => `${type} ${step}`)).toEqual([
      'taken clue',
      'taken investigation_notice',
      'possible statement',
    ])
    expect(investigation).toMatchObject({ doneCount: 2, isPossible: true })
    expect(determination!.items.map(({ type }) => type)).toEqual(['impossible'])
  })
  it('keeps a void step beside its correction, and says that it may be taken again', () => {
    const steps = [
      entry(1, 'clue'),
      entry(2, 'investigation_notice', { voidedBy: 3 }),
      entry(3, 'correction', { voids: 2, values: { reason: '地址有误' } }),
    ]
    const [stage] = wayOf(detail(steps, [next('investigation_notice', true)]))
    expect(stage!.doneCount).toBe(1)
    expect(stage!.items[1]).toMatchObject({ type: 'taken', correction: { n: 3 } })
    expect(stage!.items[2]).toMatchObject({ type: 'possible' })
  })
  it('goes through one round after another', () => {
    const steps = [entry(1, 'clue'), entry(2, 'not_idle'), entry(3, 'closure'), entry(4, 'reopening')]
    expect(roundsOf(detail(steps)).map((rows) => rows.map(({ n }) => n))).toEqual([[1, 2, 3], [4]])
    expect(roundsOf({ steps, on: '2024-03-02' }).map((rows) => rows.length)).toEqual([2])
  })
})

describe('the form of a step', () => {
  const inputs = stepSpecs.determination.inputs as unknown as NextCaseStep['inputs']
  it('begins with what was computed and keeps what a person has touched', () => {
    const first = filledFields(inputs, { areaM2: 9_000, kind: 'not_started' }, {}, new Set())
    expect(first).toMatchObject({ areaM2: '9000', kind: 'not_started', cause: undefined })
    const typed = { ...first, areaM2: '8000' }
    const later = filledFields(inputs, { areaM2: 9_500, kind: 'suspended' }, typed, new Set(['areaM2']))
    expect(later).toMatchObject({ areaM2: '8000', kind: 'suspended' })
    expect(isComputed('kind', later, { kind: 'suspended' })).toBe(true)
    expect(isComputed('areaM2', later, { areaM2: 9_500 })).toBe(false)
  })
  it('sends numbers as numbers, also in full width and with spaces, and leaves empty fields out', () => {
    expect(valuesToSend(inputs, { areaM2: '９ 000．5', reason: '  ', kind: 'not_started' })).toEqual({
      areaM2: 9_000.5,
      kind: 'not_started',
    })
    expect(valuesToSend(inputs, { areaM2: 'viel' })).toEqual({ areaM2: 'viel' })
  })
})

describe('a refusal of the server', () => {
  const problem = (more: object) =>
    new ProblemError({ type: '/problems/rule-broken', title: '', status: 422, ...more })
  it('finds the field it is about', () => {
    const errors = [
      { path: 'step', rule: 'filing_missing', article: 'order53_art25', values: {} },
      { path: 'values.feeWan', rule: 'fee_above_share', article: 'order53_art14_1', values: { feeWan: 100 } },
      { path: 'doneOn', rule: 'future_date', values: { given: '2030-01-01' } },
      { path: 'n', rule: 'step_rests_on_it', step: 'fee' },
    ]
    const early = [{ path: 'foundOn', rule: 'before_contract', values: { signedOn: '2022-06-01' } }]
    expect(faultsOf(problem({ errors: early }))!.fields).toMatchObject({
      doneOn: { code: 'before_contract' },
    })
    expect(faultsOf(problem({ errors }))).toMatchObject({
      general: [{ code: 'filing_missing' }, { code: 'step_rests_on_it', values: { step: 'fee' } }],
      fields: { feeWan: { code: 'fee_above_share' }, doneOn: { code: 'future_date' } },
      conflict: undefined,
    })
  })
  it('says who acted meanwhile, and leaves everything else to the page', () => {
    const stale = { type: '/problems/stale-version', conflicts: [{ by: '王', at: '2026-01-01T00:00:00Z' }] }
    expect(faultsOf(problem(stale))!.conflict).toEqual({ by: '王', at: '2026-01-01T00:00:00Z' })
    expect(faultsOf(problem({}))).toBeUndefined()
    expect(faultsOf(new Error('x'))).toBeUndefined()
  })
})

describe.each(languages)('the words of cases in %s', (_language, words) => {
  const has = (key: string) => expect([key, words.te(key)]).toEqual([key, true])
  it('name every state, step, document, cause and article', () => {
    for (const phase of casePhases) has(`cases.states.${phase}`)
    for (const step of [...caseSteps, 'correction']) has(`cases.steps.${step}`)
    for (const document of caseDocuments) has(`cases.documents.${document}`)
    for (const cause of caseCauses) has(`cases.causes.${cause}`)
    for (const article of caseArticles) {
      has(`cases.articles.${article}`)
      has(`cases.short_articles.${article}`)
      expect(articleName(words, article)).not.toBe(article)
    }
  })
  it('name every input of every step and every code that it may have', () => {
    for (const { inputs } of Object.values(stepSpecs))
      for (const { name, codes = [] } of inputs) {
        has(`cases.inputs.${name}`)
        for (const code of codes) expect([name, codeName(words, name, code)]).not.toEqual([name, code])
      }
  })
  it('explain every refusal, with nothing left open where its values are given', () => {
    const atOpening = ['case_open', 'no_supply', 'unknown_parcel', 'unknown_supply', 'before_contract']
    for (const code of [...barrierCodes, ...faultCodes, ...atOpening]) has(`cases.refusals.${code}`)
    const said = refusalText(words, { code: 'differs_from_clock', values: { kind: 'none' } })
    expect(said).not.toMatch(/[{}?]/)
    const heard = refusalText(words, { code: 'hearing_notice_missing', values: {} })
    expect(heard).not.toMatch(/[{}?]|“”/)
    expect(valueText(words, 'isMortgaged', true)).not.toBe('true')
  })
})
