import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, polygon, refuse, save, square } from './land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const recordId = await openRecord(test)

const create = (collection: string, properties: object, tempId?: string) => ({
  op: 'create',
  collection,
  properties,
  ...(tempId && { tempId }),
})
const contract = (parcel_id: unknown, contract_no: string, more: object = {}) =>
  create(
    'supplies',
    { parcel_id, contract_no, mode: 'listing', signed_on: '2016-03-01', area_m2: 10_000, ...more },
    contract_no,
  )
const told = (findings: { code: string; severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity}: ${code}`)

let row = 100
/** A batch of about a hectare with one parcel in it. */
async function openBatch(code: string) {
  const ring = square(70, (row += 2))
  const { results } = await save(test, recordId, [
    {
      op: 'create',
      collection: 'approval-batches',
      tempId: 'b',
      properties: { code, approved_on: '2015-06-01', declared_area_m2: 10_000 },
      geometry: polygon(ring),
    },
    newParcel(`${code}-1`, ring, { approval_batch_id: { $temp: 'b' }, declared_area_m2: 10_000 }),
  ])
  return { batchId: results[0]!.id, parcelId: results[1]!.id }
}

const check = async (operations: object[]) => {
  const answer = await test.post('officer', '/api/changes/check', { operations })
  return answer.json<{
    ok: boolean
    problem: string | null
    findings: { code: string; severity: string }[]
  }>()
}

describe('an entry of a batch', async () => {
  const { batchId } = await openBatch('E-1')
  const entry = (area_m2: number, more: object = {}) =>
    create('batch-entries', {
      approval_batch_id: batchId,
      kind: 'withdrawn',
      entered_on: '2020-05-06',
      area_m2,
      ...more,
    })

  it('of more than was approved is refused, and the check says so with both areas', async () => {
    const checked = await check([entry(1e9)])
    expect(checked).toMatchObject({
      ok: false,
      problem: 'rule-broken',
      findings: [
        {
          severity: 'error',
          code: 'over_approved',
          path: 'operations[0].properties.area_m2',
          field: 'area_m2',
          fix: 'correct_value',
          areaM2: 1e9,
          approvedM2: 10_000,
          batchCode: 'E-1',
        },
      ],
    })
    const problem = await refuse(test, recordId, [entry(1e9)])
    expect(problem.errors).toMatchObject([
      { rule: 'over_approved', path: 'operations[0].properties.area_m2' },
    ])
  })
  it('before the approval is refused, with everything else that is wrong at once', async () => {
    const problem = await refuse(test, recordId, [entry(1e9, { entered_on: '2015-05-31' }), entry(1)])
    expect(problem.errors!.map(({ rule }) => rule)).toEqual(['over_approved', 'entered_before_approval'])
  })
  it('that overdraws the batch together with others is stored with a warning', async () => {
    expect((await save(test, recordId, [entry(6_000)])).findings).toEqual([])
    const { findings } = await save(test, recordId, [entry(5_000, { kind: 'lapsed' })])
    expect(findings).toMatchObject([
      { severity: 'warning', code: 'over_remaining', sumM2: 11_000, approvedM2: 10_000 },
    ])
  })
  it('stored before the check can be changed in something else, and says what is wrong', async () => {
    const { results } = await save(test, recordId, [entry(10)])
    const id = results[0]!.id
    await test.database.query('', 'update batch_entry set area_m2 = 1e9 where id = $1', [id])
    const attributes = (version: number, properties: object) => ({
      op: 'attributes',
      collection: 'batch-entries',
      id,
      version,
      properties,
    })
    const { findings } = await save(test, recordId, [attributes(1, { document_no: '撤批1号' })])
    expect(told(findings)).toEqual(['warning: over_approved'])
    expect((await refuse(test, recordId, [attributes(2, { area_m2: 2e9 })])).errors).toHaveLength(1)

    const detail = (await test.get('leader', `/api/batches/${batchId}`)).json()
    expect(detail.entries.find((one: { id: number }) => one.id === id)).toMatchObject({
      fault: 'over_approved',
    })
    const { totals } = (await test.get('leader', '/api/batches')).json()
    expect(totals.overdrawn).toMatchObject({ count: 1, areaM2: 1e9 + 1_000 })
    await save(test, recordId, [attributes(2, { area_m2: 10 })])
  })
})

describe('a supply', async () => {
  const { parcelId } = await openBatch('E-2')
  const other = await openBatch('E-3')

  it('without area is refused', async () => {
    const problem = await refuse(test, recordId, [contract(parcelId, 'Z-0', { area_m2: 0 })])
    expect(problem.errors).toMatchObject([{ rule: 'zero_area', field: 'area_m2', fix: 'correct_value' }])
    const negative = await refuse(test, recordId, [contract(parcelId, 'Z-1', { area_m2: -1 })])
    expect(negative.errors).toMatchObject([{ rule: 'too_small' }])
  })
  it('that fits is stored without a word', async () => {
    const { findings } = await save(test, recordId, [
      contract(parcelId, 'E-HT-1', { ended_on: '2018-01-01' }),
    ])
    expect(findings).toEqual([])
  })
  it('is told of when it is larger than the parcel, older than the approval, or uses a number again', async () => {
    const wrong = contract(other.parcelId, 'E-HT-1', { area_m2: 20_000, signed_on: '2015-05-31' })
    const { findings } = await save(test, recordId, [wrong])
    expect(findings).toMatchObject([
      { code: 'over_parcel', severity: 'warning', areaM2: 20_000, parcelM2: 10_000, parcelCode: 'E-3-1' },
      { code: 'signed_before_approval', signedOn: '2015-05-31', approvedOn: '2015-06-01' },
      { code: 'contract_repeated', parcelCode: 'E-2-1', signedOn: '2016-03-01' },
    ])
  })
  it('is told of when another is in force, not after that has ended', async () => {
    const during = await check([contract(parcelId, 'E-HT-2', { signed_on: '2017-12-31' })])
    expect(during.findings).toMatchObject([
      { code: 'already_supplied', severity: 'warning', contractNo: 'E-HT-1', fix: 'check_document' },
    ])
    expect((await check([contract(parcelId, 'E-HT-2', { signed_on: '2018-01-01' })])).findings).toEqual([])
  })
})

describe('facts of a supply', async () => {
  const { parcelId } = await openBatch('E-4')
  const supply_id = (await save(test, recordId, [contract(parcelId, 'E-HT-4')])).results[0]!.id
  const look = (observed_on: string, more: object) => create('progress', { supply_id, observed_on, ...more })

  it('are told of when a part is more than its whole and works have no permit', async () => {
    const facts = { developed_m2: 2, should_develop_m2: 1, invested_wan: 2, total_investment_wan: 1 }
    const { findings } = await check([look('2018-01-01', { ...facts, started_on: '2017-01-01' })])
    expect(told(findings)).toEqual([
      'warning: over_whole',
      'warning: over_whole',
      'warning: start_without_permit',
    ])
    await save(test, recordId, [look('2017-01-01', { permit_on: '2016-12-01' })])
    expect((await check([look('2018-01-01', { started_on: '2017-01-01' })])).findings).toEqual([])
  })
  it('are refused when works end before they began', async () => {
    const days = { permit_on: '2016-12-01', started_on: '2018-02-01', completed_on: '2018-01-01' }
    const problem = await refuse(test, recordId, [look('2018-03-01', days)])
    expect(problem.errors).toMatchObject([{ rule: 'completed_before_start', field: 'completed_on' }])
  })
  it('are told of when an extension is longer than the rule, alone or with those before it', async () => {
    const start = (set_on: string, start_on: string, cause = 'extension') =>
      create('supply-starts', { supply_id, set_on, start_on, cause })
    const early = await check([start('2016-03-01', '2016-02-01', 'contract')])
    expect(told(early.findings)).toContain('warning: start_before_contract')
    await save(test, recordId, [start('2016-03-01', '2017-03-01', 'contract')])
    const { findings } = await check([start('2017-02-01', '2018-03-02')])
    expect(findings).toMatchObject([
      { code: 'extension_too_long', limitOn: '2018-03-01', years: 1, fix: 'check_document' },
    ])
    await save(test, recordId, [start('2017-02-01', '2018-03-01')])
    const again = await save(test, recordId, [start('2018-02-01', '2019-03-01')])
    expect(again.findings).toMatchObject([{ code: 'extensions_add_up', times: 2, baseOn: '2017-03-01' }])
  })
  it('that lie ahead do not count yet, and say so', async () => {
    const pause = create('pauses', { supply_id, from_on: '2027-01-01', cause: 'g1' })
    const start = create('supply-starts', {
      supply_id,
      set_on: '2027-01-01',
      start_on: '2027-06-01',
      cause: 'change_of_use',
    })
    const { findings } = await check([pause, start])
    expect(findings).toMatchObject([
      { code: 'date_in_future', field: 'from_on', value: '2027-01-01' },
      { code: 'date_in_future', field: 'set_on', value: '2027-01-01' },
    ])
  })
})

describe('a day on which nothing can have happened', () => {
  it('is refused as a fact, with the days between which it has to lie', async () => {
    const { parcelId } = await openBatch('E-5')
    const problem = await refuse(test, recordId, [contract(parcelId, 'E-HT-5', { signed_on: '1800-01-01' })])
    expect(problem.errors).toMatchObject([
      { rule: 'implausible_date', field: 'signed_on', from: '1949-10-01', to: '2199-12-31' },
    ])
  })
  it.each([
    [
      'the day from which a change is true',
      '/api/changes',
      { effectiveOn: '1800-01-01', operations: [newParcel('E-9', square(0, 0))] },
    ],
    [
      'the day of a record',
      '/api/records',
      { number: 'E', title: 'E', kind: 'other', issuedOn: '1800-01-01' },
    ],
  ])('is refused as %s', async (_name, url, body) => {
    const answer = await test.post('officer', url, {
      recordId,
      ...body,
      ...(url === '/api/records' && { recordId: undefined }),
    })
    expect([answer.statusCode, answer.json().errors?.[0].rule]).toEqual([422, 'implausible_date'])
  })
  it.each([
    ['/api/clock-rules/idleYears', { value: 1 }],
    ['/api/case-rules/feeShare', { value: '20/100' }],
    ['/api/batch-rules/lapseYears', { value: 2 }],
  ])('is refused as the day from which %s holds', async (url, { value }) => {
    const payload = { value, from: '0001-01-01', source: '测试' }
    const answer = await test.as('reviewer', { method: 'PUT', url, payload })
    if (answer.statusCode === 404) throw new Error(answer.body)
    expect([answer.statusCode, answer.json().errors?.[0]]).toMatchObject([
      422,
      { path: 'from', rule: 'implausible_date', given: '0001-01-01' },
    ])
  })
})
