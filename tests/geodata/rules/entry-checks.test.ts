import { describe, expect, it } from 'vitest'
import { findCollection } from '#geodata/model/collections.ts'
import type { SupplyContext } from '#geodata/rules/entry-checks.ts'
import {
  batchEntryFindings,
  entryRules,
  faultOfBatchEntry,
  implausibleDates,
  progressFindings,
  startFindings,
  supplyFindings,
} from '#geodata/rules/entry-checks.ts'
import chinese from '#web/i18n/locales/zh-CN.json'
import english from '#web/i18n/locales/en.json'

const told = (findings: readonly { rule: string; severity: string }[]) =>
  findings.map(({ rule, severity }) => `${severity}: ${rule}`)

describe('an entry in the ledger of a batch', () => {
  const batch = { batchCode: 'YC-2013-02', approvedOn: '2013-05-08', approvedM2: 640_611, othersM2: 0 }
  const entry = (area_m2: number, entered_on = '2020-01-01') => ({ kind: 'withdrawn', area_m2, entered_on })

  it('is refused when it alone takes out more than was approved', () => {
    expect(batchEntryFindings(entry(1e9), batch)).toEqual([
      {
        field: 'area_m2',
        rule: 'over_approved',
        severity: 'error',
        fix: 'correct_value',
        values: { areaM2: 1e9, approvedM2: 640_611, batchCode: 'YC-2013-02' },
        fields: ['area_m2', 'approval_batch_id'],
      },
    ])
  })
  it('may differ from the approval by as much as surveys do', () => {
    expect(batchEntryFindings(entry(640_611), batch)).toEqual([])
    expect(batchEntryFindings(entry(641_251), batch)).toEqual([])
    expect(told(batchEntryFindings(entry(641_252), batch))).toEqual(['error: over_approved'])
  })
  it('is told of when all entries together are more than was approved', () => {
    const [finding] = batchEntryFindings(entry(240_611), { ...batch, othersM2: 600_000 })
    expect(finding).toMatchObject({ rule: 'over_remaining', severity: 'warning', fix: 'check_measures' })
    expect(finding!.values).toMatchObject({ sumM2: 840_611, approvedM2: 640_611 })
    expect(batchEntryFindings(entry(40_611), { ...batch, othersM2: 600_000 })).toEqual([])
  })
  it('is refused when it is older than the approval', () => {
    expect(told(batchEntryFindings(entry(1, '2013-05-07'), batch))).toEqual([
      'error: entered_before_approval',
    ])
    expect(batchEntryFindings(entry(1, '2013-05-08'), batch)).toEqual([])
  })
  it('that is stored already has the same fault', () => {
    const faultOf = (areaM2: number, enteredOn: string) => faultOfBatchEntry({ areaM2, enteredOn }, batch)
    expect(faultOf(1e9, '2020-01-01')).toBe('over_approved')
    expect(faultOf(1, '2000-01-01')).toBe('entered_before_approval')
    expect(faultOf(640_611, '2013-05-08')).toBeNull()
  })
})

describe('a supply', () => {
  const context: SupplyContext = {
    parcelCode: 'YC-01-001',
    parcelM2: 20_000,
    approvedOn: '2015-01-01',
    sameContract: null,
    alsoInForce: null,
  }
  const supply = (more: object = {}) => ({ area_m2: 20_000, signed_on: '2016-01-01', ...more })

  it('that fits says nothing', () => {
    expect(supplyFindings(supply(), context)).toEqual([])
    expect(supplyFindings(supply({ area_m2: 20_020 }), context)).toEqual([])
    expect(
      supplyFindings(supply({ area_m2: 1e6 }), { ...context, parcelM2: null, approvedOn: null }),
    ).toEqual([])
  })
  it('of more than the parcel is told of', () => {
    const [finding] = supplyFindings(supply({ area_m2: 20_021 }), context)
    expect(finding).toMatchObject({
      field: 'area_m2',
      rule: 'over_parcel',
      severity: 'warning',
      values: { areaM2: 20_021, parcelM2: 20_000, parcelCode: 'YC-01-001' },
    })
  })
  it.each([0, -5])('of %d m² is refused', (area_m2) => {
    expect(told(supplyFindings(supply({ area_m2 }), context))).toEqual(['error: zero_area'])
  })
  it('signed before the approval of its batch is told of', () => {
    expect(told(supplyFindings(supply({ signed_on: '2014-12-31' }), context))).toEqual([
      'warning: signed_before_approval',
    ])
  })
  it('names the other supply with its contract number, and the one that is in force', () => {
    const sameContract = { parcelCode: 'YC-01-002', signedOn: '2010-01-01' }
    const alsoInForce = { contractNo: 'HT-7', signedOn: '2012-01-01' }
    const findings = supplyFindings(supply(), { ...context, sameContract, alsoInForce })
    expect(findings.map(({ rule, values }) => [rule, values])).toEqual([
      ['contract_repeated', sameContract],
      ['already_supplied', alsoInForce],
    ])
  })
})

describe('a look at the site', () => {
  const permitted = { permitOn: '2016-01-01' }
  it('is told of when a part is more than its whole', () => {
    const facts = {
      developed_m2: 101,
      should_develop_m2: 100,
      invested_wan: 5000.5,
      total_investment_wan: 5000,
    }
    const findings = progressFindings(facts, permitted)
    expect(findings.map(({ field, rule, values }) => [field, rule, values])).toEqual([
      ['developed_m2', 'over_whole', { wholeField: 'should_develop_m2', part: 101, whole: 100, unit: 'm2' }],
      [
        'invested_wan',
        'over_whole',
        { wholeField: 'total_investment_wan', part: 5000.5, whole: 5000, unit: 'wan_yuan' },
      ],
    ])
    expect(progressFindings({ developed_m2: 100, should_develop_m2: 100 }, permitted)).toEqual([])
  })
  it('asks for the permit of works that began, unless an earlier look told of it', () => {
    const facts = { started_on: '2017-01-01', permit_on: null }
    expect(told(progressFindings(facts, { permitOn: null }))).toEqual(['warning: start_without_permit'])
    expect(progressFindings(facts, permitted)).toEqual([])
  })
  it('is refused when it ends works before they began', () => {
    const facts = { started_on: '2020-02-29', completed_on: '2020-02-28' }
    expect(told(progressFindings(facts, permitted))).toEqual(['error: completed_before_start'])
    expect(progressFindings({ ...facts, completed_on: '2020-02-29' }, permitted)).toEqual([])
  })
})

describe('an agreed start', () => {
  const contract = { setOn: '2018-01-01', startOn: '2019-01-01', cause: 'contract' }
  const extension = (setOn: string, startOn: string) => ({ setOn, startOn, cause: 'extension' })
  const context = (...others: { setOn: string; startOn: string | null; cause: string }[]) => ({
    signedOn: '2018-01-01',
    others,
    extensionYearsOn: () => 1,
  })
  const start = (set_on: string, start_on: string, cause = 'extension') => ({ set_on, start_on, cause })

  it('before the contract is told of', () => {
    expect(told(startFindings(start('2018-01-01', '2017-12-31', 'contract'), context()))).toEqual([
      'warning: start_before_contract',
    ])
  })
  it('may be extended by the years of the rule, counted from the later of start and agreement', () => {
    expect(startFindings(start('2018-12-01', '2020-01-01'), context(contract))).toEqual([])
    expect(startFindings(start('2019-06-01', '2020-06-01'), context(contract))).toEqual([])
    const [finding] = startFindings(start('2018-12-01', '2020-01-02'), context(contract))
    expect(finding).toMatchObject({
      field: 'start_on',
      rule: 'extension_too_long',
      severity: 'warning',
      values: { startOn: '2020-01-02', limitOn: '2020-01-01', years: 1 },
    })
  })
  it('extended three times is measured from the start that was agreed first', () => {
    const others = context(
      extension('2019-12-01', '2020-12-01'),
      contract,
      extension('2018-12-01', '2019-12-31'),
    )
    const [finding] = startFindings(start('2020-11-01', '2021-11-01'), others)
    expect(finding).toMatchObject({
      rule: 'extensions_add_up',
      values: { times: 3, baseOn: '2019-01-01', limitOn: '2020-01-01', startOn: '2021-11-01' },
    })
  })
  it('extended in two steps within the years is no matter, nor is one before the order', () => {
    const twice = context(contract, extension('2018-06-01', '2019-06-01'))
    expect(startFindings(start('2018-12-01', '2019-12-31'), twice)).toEqual([])
    const before = { ...context(contract), extensionYearsOn: () => undefined }
    expect(startFindings(start('2018-12-01', '2030-01-01'), before)).toEqual([])
  })
  it('keeps leap days: an extension from 29 February ends on 28 February', () => {
    const leap = context({ setOn: '2019-01-01', startOn: '2020-02-29', cause: 'contract' })
    expect(startFindings(start('2019-06-01', '2021-02-28'), leap)).toEqual([])
    expect(told(startFindings(start('2019-06-01', '2021-03-01'), leap))).toEqual([
      'warning: extension_too_long',
    ])
  })
})

describe('a date on which nothing can have happened', () => {
  it('is a fault of its field', () => {
    const supplies = findCollection('supplies')!
    expect(implausibleDates(supplies, { signed_on: '1800-01-01', ended_on: '2200-01-01' })).toEqual([
      expect.objectContaining({ field: 'signed_on', rule: 'implausible_date', value: '1800-01-01' }),
      expect.objectContaining({ field: 'ended_on', rule: 'implausible_date' }),
    ])
    expect(implausibleDates(supplies, { signed_on: '1949-10-01', ended_on: null })).toEqual([])
  })
})

describe('sentences', () => {
  it.each([chinese, english])('there are for every finding', ({ editing }) => {
    expect(entryRules.filter((rule) => !(rule in editing.findings))).toEqual([])
    const refusals = ['zero_area', 'completed_before_start', 'over_approved', 'entered_before_approval']
    expect(refusals.filter((rule) => !(rule in editing.rules))).toEqual([])
  })
})
