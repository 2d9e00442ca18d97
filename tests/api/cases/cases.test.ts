import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const landRecord = await openRecord(test)
const dossier = await openRecord(test)

type Refusal = { code: string; article: string | null }
type Step = {
  n: number
  step: string
  doneOn: string
  dueOn: string | null
  by: string
  recordId: number
  documentNo: string | null
  values: Record<string, unknown>
  basis: { clock: { kind: string }; rules: Record<string, unknown> } | null
  voids: number | null
  voidedBy: number | null
}
type Detail = {
  case: {
    id: number
    version: number
    number: string
    state: string
    round: number
    measure: string | null
    dueOn: string | null
    isOverdue: boolean
    closedOn: string | null
  }
  state: string | null
  owedWan: number | null
  steps: Step[]
  deadlines: { step: string; on: string }[]
  next: { step: string; isPossible: boolean; refusals: Refusal[]; inputs: object[] }[]
}
type Problem = { type: string; errors: { path: string; rule: string; article?: string; n?: number }[] }

let place = 0
/** A parcel under a contract whose works should have begun on 1 March 2023. */
async function idleLand(code: string, signedOn = '2022-06-01') {
  const parcel = await save(test, landRecord, [newParcel(code, square((place += 2), 0))])
  const parcelId = parcel.results[0]!.id
  const supply = await save(test, landRecord, [
    {
      op: 'create',
      collection: 'supplies',
      properties: {
        parcel_id: parcelId,
        contract_no: `HT-${code}`,
        mode: 'listing',
        holder: `${code} 公司`,
        signed_on: signedOn,
        area_m2: 9_000,
      },
    },
  ])
  const supplyId = supply.results[0]!.id
  await fact('supply-starts', {
    supply_id: supplyId,
    set_on: signedOn,
    start_on: '2023-03-01',
    cause: 'contract',
  })
  return { parcelId, supplyId }
}
const fact = (collection: string, properties: object) =>
  save(test, landRecord, [{ op: 'create', collection, properties }])

const open = (parcelId: number, more: object = {}) =>
  test.post('officer', '/api/cases', {
    parcelId,
    recordId: dossier,
    foundOn: '2024-03-04',
    source: 'patrol',
    ...more,
  })
async function opened(code: string, more: object = {}): Promise<Detail> {
  const { parcelId } = await idleLand(code)
  const answer = await open(parcelId, more)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Detail>()
}
const read = async (id: number, query = '') =>
  (await test.get('leader', `/api/cases/${id}${query}`)).json<Detail>()
const step = (id: number, body: object) => test.post('officer', `/api/cases/${id}/steps`, body)

type Move = [step: string, doneOn: string, values?: object]
/** Takes steps one after another, each on the version before it. */
async function go(found: Detail, moves: Move[]): Promise<Detail> {
  let now = found
  for (const [name, doneOn, values] of moves) {
    const body = { step: name, doneOn, version: now.case.version, ...(values && { values }) }
    const answer = await step(now.case.id, body)
    if (answer.statusCode !== 201) throw new Error(`${name}: ${answer.body}`)
    now = answer.json<Detail>()
  }
  return now
}
const notice: Move = ['investigation_notice', '2024-03-20']
const determined: Move[] = [
  notice,
  ['statement', '2024-04-10', { claimedCause: 'enterprise' }],
  [
    'determination',
    '2024-04-20',
    { kind: 'not_started', cause: 'enterprise', idleFrom: '2024-03-01', areaM2: 9_000 },
  ],
]
const ready: Move[] = [
  ...determined,
  ['publication', '2024-04-25', { place: '门户网站' }],
  ['filing', '2024-04-26', { filingNo: 'X-1' }],
]
const problemOf = (answer: { statusCode: number; json<T>(): T }) => {
  const { type, errors } = answer.json<Problem>()
  return [answer.statusCode, type, errors?.[0]?.rule]
}

describe('opening a case', () => {
  it('takes a parcel with a clue, gives a number of the year, and says what is due and what may come next', async () => {
    const { case: first, steps, deadlines, next } = await opened('O-1', { responsible: '王经办' })
    expect(first).toMatchObject({
      number: expect.stringMatching(/^2024-\d{4}$/),
      state: 'clue',
      version: 1,
      holder: 'O-1 公司',
      responsible: '王经办',
      dueOn: '2024-04-03',
      isOverdue: true,
    })
    expect(steps).toMatchObject([
      {
        n: 1,
        step: 'clue',
        by: 'officer',
        values: { source: 'patrol' },
        basis: { clock: { kind: 'not_started' } },
      },
    ])
    expect(deadlines).toMatchObject([{ step: 'investigation_notice', on: '2024-04-03' }])
    const possible = next.filter(({ isPossible }) => isPossible).map((one) => one.step)
    expect(possible).toEqual(['investigation_notice', 'not_idle'])
    const recovery = next.find((one) => one.step === 'recovery')!
    expect(recovery.refusals).toMatchObject([{ code: 'determination_missing', article: 'order53_art9' }])
  })

  it('is refused while the supply has an open one', async () => {
    const { parcelId } = await idleLand('O-2')
    const { case: first } = (await open(parcelId)).json<Detail>()
    const again = await open(parcelId)
    expect(problemOf(again)).toEqual([409, '/problems/wrong-state', 'case_open'])
    expect(again.json()).toMatchObject({ caseId: first.id, number: first.number })
  })

  it('happens once when two open it at the same instant', async () => {
    const { parcelId } = await idleLand('O-3')
    const answers = await Promise.all(Array.from({ length: 6 }, () => open(parcelId)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
  })

  it('gives no number twice when many are opened at the same instant', async () => {
    const lands = await Promise.all(['N-1', 'N-2', 'N-3', 'N-4'].map((code) => idleLand(code)))
    const answers = await Promise.all(lands.map(({ parcelId }) => open(parcelId, { foundOn: '2025-01-06' })))
    const numbers = answers.map((answer) => answer.json<Detail>().case.number).toSorted()
    expect(numbers).toEqual(['2025-0001', '2025-0002', '2025-0003', '2025-0004'])
  })

  it('needs a record that is open, a supply, a known source and a day that was', async () => {
    const { parcelId } = await idleLand('O-4')
    const closed = await openRecord(test)
    await test.as('officer', {
      method: 'PATCH',
      url: `/api/records/${closed}`,
      payload: { version: 1, closed: true },
    })
    const bare = await save(test, landRecord, [newParcel('O-5', square((place += 2), 0))])
    const cases: [object, unknown[]][] = [
      [{ recordId: null }, [422, '/problems/record-required', undefined]],
      [{ recordId: 999_999 }, [422, '/problems/record-required', undefined]],
      [{ recordId: closed }, [422, '/problems/record-closed', undefined]],
      [{ parcelId: bare.results[0]!.id }, [422, '/problems/rule-broken', 'no_supply']],
      [{ parcelId: 999_999 }, [422, '/problems/rule-broken', 'unknown_parcel']],
      [{ source: 'rumour' }, [422, '/problems/rule-broken', 'unknown_code']],
      [{ foundOn: '2026-11-23' }, [422, '/problems/rule-broken', 'future_date']],
      [{ supplyId: 999_999 }, [422, '/problems/rule-broken', 'unknown_supply']],
      [{ foundOn: '2021-01-01' }, [422, '/problems/rule-broken', 'before_contract']],
      [{ foundOn: '2026-02-30' }, [400, '/problems/invalid-request', 'format']],
      [{ foundOn: 'yesterday' }, [400, '/problems/invalid-request', 'format']],
    ]
    for (const [wrong, expected] of cases) expect(problemOf(await open(parcelId, wrong))).toEqual(expected)
    const list = (await test.get('leader', `/api/cases?parcel=${parcelId}`)).json<{ total: number }>()
    expect(list.total).toBe(0)
    expect((await open(parcelId, { foundOn: '2021-01-01' })).json()).toMatchObject({
      detail: 'The land was supplied on 2022-06-01, after 2021-01-01: give a day from 2022-06-01 on.',
      errors: [{ path: 'foundOn', rule: 'before_contract', values: { signedOn: '2022-06-01' } }],
    })
    expect((await open(parcelId, { foundOn: '2026-11-23' })).json()).toMatchObject({
      detail: 'foundOn is still to come (2026-11-23): give a day that was.',
      errors: [{ path: 'foundOn', rule: 'future_date' }],
    })
  })
})

describe('a step', () => {
  it('leads a case from the clue to closure; every step keeps its day, due day, person, record and basis', async () => {
    const decisions = await openRecord(test)
    let now = await go(await opened('S-1'), [
      ...ready,
      ['hearing_notice', '2025-02-17', { measure: 'recovery' }],
    ])
    const taken = await step(now.case.id, {
      step: 'recovery',
      doneOn: '2025-03-03',
      values: { approvalNo: '运政〔2025〕3号' },
      recordId: decisions,
      documentNo: '运收〔2025〕1号',
      note: '送达回证附后',
      version: now.case.version,
    })
    now = taken.json<Detail>()
    expect(now.steps.at(-1)).toMatchObject({
      step: 'recovery',
      recordId: decisions,
      documentNo: '运收〔2025〕1号',
      basis: { clock: { kind: 'not_started', recoveryFrom: '2025-03-01' } },
    })
    expect(now.case).toMatchObject({ state: 'executing', measure: 'recovery', dueOn: '2025-04-02' })
    now = await go(now, [
      ['cancellation', '2025-04-01'],
      ['reuse', '2025-05-06', { use: 'reserve' }],
    ])
    expect(now.steps.find((one) => one.step === 'cancellation')).toMatchObject({ dueOn: '2025-04-02' })
    now = await go(now, [['closure', '2025-05-07']])
    expect(now.case).toMatchObject({ state: 'closed', closedOn: '2025-05-07', dueOn: null, isOverdue: false })
    expect(now.deadlines).toEqual([])
  })

  it('is refused with the article that forbids it, and changes nothing', async () => {
    const now = await go(await opened('S-2'), ready)
    const answer = await step(now.case.id, {
      step: 'recovery',
      doneOn: '2024-05-20',
      values: { approvalNo: '1' },
      version: now.case.version,
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.json<Problem>().errors).toMatchObject([
      { rule: 'years_not_full', article: 'order53_art14_2', values: { years: 2, from: '2025-03-01' } },
      { rule: 'hearing_notice_missing', article: 'order53_art15' },
    ])
    expect(await read(now.case.id)).toEqual(now)
  })

  it('is refused with a sentence that says what to do, and with the fix of every reason', async () => {
    const now = await go(await opened('S-22'), determined.slice(0, 2))
    const values = { kind: 'not_started', cause: 'government', idleFrom: '2024-03-01', areaM2: 20_000 }
    const body = { step: 'determination', doneOn: '2024-04-20', values, version: now.case.version }
    expect((await step(now.case.id, body)).json()).toMatchObject({
      status: 422,
      detail:
        'The idle area of 20000 m² is above the area that was supplied (Order 53, Art. 10): give at most 9000 m², ' +
        'or mend the area of the contract first. art8Item is missing (Order 53, Art. 8): give art8Item.',
      errors: [
        {
          path: 'values.areaM2',
          rule: 'area_above_supply',
          article: 'order53_art10',
          values: { limit: 9_000, areaM2: 20_000 },
          fix: 'Give at most 9000 m², or mend the area of the contract first.',
        },
        { path: 'values.art8Item', rule: 'required', article: 'order53_art8', fix: 'Give art8Item.' },
      ],
    })
    expect(problemOf(await step(now.case.id, { ...body, values: { ...values, areaM2: 0 } }))).toEqual([
      422,
      '/problems/rule-broken',
      'not_above_zero',
    ])
  })

  it('of payment leaves what is owed open until all of it is paid', async () => {
    let now = await go(await opened('S-23'), [
      ...ready,
      ['hearing_notice', '2024-05-07', { measure: 'fee' }],
      ['fee', '2024-05-20', { approvalNo: '8', priceWan: 184.25, feeWan: 36.85 }],
      ['payment', '2024-05-21', { amountWan: 0.0001 }],
    ])
    expect(now).toMatchObject({ owedWan: 36.8499, case: { dueOn: '2024-06-19', isOverdue: true } })
    expect(now.deadlines.map(({ step: name }) => name)).toEqual(['payment', 'court_application'])
    const more = { step: 'payment', doneOn: '2024-05-22', values: { amountWan: 36.85 } }
    const refused = await step(now.case.id, { ...more, version: now.case.version })
    expect(problemOf(refused)).toEqual([422, '/problems/rule-broken', 'above_remainder'])
    now = await go(now, [['payment', '2024-05-22', { amountWan: 36.8499 }]])
    expect(now).toMatchObject({ owedWan: 0, deadlines: [], case: { dueOn: null } })
    expect(await read(now.case.id, '?on=2024-05-21')).toMatchObject({ owedWan: 36.8499 })
  })

  it('is refused on hostile days', async () => {
    const { case: found } = await opened('S-3')
    const on = async (doneOn: unknown) =>
      problemOf(await step(found.id, { step: 'investigation_notice', doneOn, version: found.version }))
    expect(await on('2024-03-03')).toEqual([422, '/problems/rule-broken', 'before_previous_step'])
    expect(await on('2026-11-23')).toEqual([422, '/problems/rule-broken', 'future_date'])
    expect(await on('1066-10-14')).toEqual([422, '/problems/rule-broken', 'not_a_date'])
    for (const wrong of ['2026-02-30', '22.11.2026', '', 20_241_122, null])
      expect((await on(wrong))[0]).toBe(400)
  })

  it('is refused without a version, with a stale one, and with the tag of another', async () => {
    const { case: found } = await opened('S-4')
    const body = { step: 'investigation_notice', doneOn: '2024-03-20' }
    const tagged = (tag: string) =>
      test.as('officer', {
        method: 'POST',
        url: `/api/cases/${found.id}/steps`,
        payload: body,
        headers: { 'if-match': tag },
      })
    expect(problemOf(await step(found.id, body))[0]).toBe(428)
    expect((await tagged(`"cases-${found.id}-9"`)).statusCode).toBe(412)
    const { headers } = await test.get('leader', `/api/cases/${found.id}`)
    expect((await tagged(String(headers['etag']))).statusCode).toBe(201)
    const stale = await step(found.id, { ...body, step: 'statement', version: 1 })
    expect([stale.statusCode, stale.json()]).toMatchObject([
      409,
      {
        conflicts: [{ collection: 'cases', id: found.id, baseVersion: 1, currentVersion: 2, by: 'officer' }],
      },
    ])
  })

  it('is taken once when two officers take it at the same instant', async () => {
    const { case: found } = await opened('S-5')
    const body = { step: 'investigation_notice', doneOn: '2024-03-20', version: 1 }
    const answers = await Promise.all([step(found.id, body), step(found.id, body)])
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409])
    const refused = answers.find(({ statusCode }) => statusCode === 409)!
    expect(refused.json()).toMatchObject({
      type: '/problems/stale-version',
      conflicts: [{ baseVersion: 1, currentVersion: 2 }],
    })
    expect((await read(found.id)).steps).toHaveLength(2)
  })

  it('refuses unknown steps, unknown inputs and values of a wrong kind', async () => {
    const now = await go(await opened('S-6'), determined.slice(0, 2))
    const version = now.case.version
    const values = { kind: 'not_started', cause: 'enterprise', idleFrom: '2024-03-01', areaM2: 9_000 }
    const determine = async (wrong: object) => {
      const body = { step: 'determination', doneOn: '2024-04-20', values: { ...values, ...wrong }, version }
      return problemOf(await step(now.case.id, body))
    }
    expect(await determine({ areaM2: '9000' })).toEqual([422, '/problems/rule-broken', 'wrong_type'])
    expect(await determine({ colour: 'red' })).toEqual([422, '/problems/rule-broken', 'unknown_input'])
    expect(await determine({ kind: 'lazy' })).toEqual([422, '/problems/rule-broken', 'unknown_code'])
    for (const name of ['clue', 'reopening', 'correction', 'dance'])
      expect((await step(now.case.id, { step: name, doneOn: '2024-04-20', version })).statusCode).toBe(400)
  })

  it('is judged by the supply of the case, also after that came to lie on another parcel', async () => {
    const now = await go(await opened('S-9'), ready)
    const other = await save(test, landRecord, [newParcel('S-10', square((place += 2), 0))])
    const { supplyId } = now.case as unknown as { supplyId: number }
    const moved = { parcel_id: other.results[0]!.id }
    await save(test, landRecord, [
      { op: 'attributes', collection: 'supplies', id: supplyId, version: 1, properties: moved },
    ])
    const { next } = await read(now.case.id)
    expect(next.find((one) => one.step === 'closure')!.refusals).toMatchObject([
      { code: 'not_disposed' },
      { code: 'still_idle' },
    ])
  })

  it('refuses text that cannot be stored', async () => {
    const { case: found } = await opened('S-11')
    const body = { step: 'not_idle', doneOn: '2024-03-20', version: 1 }
    const inValue = await step(found.id, { ...body, values: { reason: 'a\0b' } })
    expect(problemOf(inValue)).toEqual([422, '/problems/rule-broken', 'wrong_type'])
    const inNote = await step(found.id, { ...body, values: { reason: 'a' }, note: 'a\0b' })
    expect(inNote.statusCode).toBe(400)
  })
})

describe('a rule of cases', () => {
  const rule = { value: { count: 10, unit: 'day' }, from: '2024-03-01', source: '运政办发〔2024〕1号' }
  const url = '/api/case-rules/investigationPeriod'
  const put = (caller: 'reviewer' | 'officer', payload: object, at = url) =>
    test.as(caller, { method: 'PUT', url: at, payload })
  const drop = () => test.as('reviewer', { method: 'DELETE', url: `${url}/2024-03-01` })

  it('counts for steps from then on; what was taken keeps its due day and deadlines', async () => {
    const found = await opened('S-7')
    expect((await put('reviewer', rule)).statusCode).toBe(204)
    expect((await read(found.case.id)).deadlines).toEqual(found.deadlines)
    expect((await opened('S-8')).deadlines).toMatchObject([
      { step: 'investigation_notice', on: '2024-03-14' },
    ])
    expect((await drop()).statusCode).toBe(204)
    expect((await drop()).statusCode).toBe(404)
    expect((await opened('S-12')).deadlines).toEqual(found.deadlines)
  })

  it('is shown with its source, whether it is confirmed, and who set it', async () => {
    await put('reviewer', rule)
    const of = async (on: string) =>
      (await test.get('leader', `/api/case-rules?on=${on}`))
        .json<{ rules: { name: string }[] }>()
        .rules.find(({ name }) => name === 'investigationPeriod')
    expect(await of('2024-02-29')).toMatchObject({
      present: { value: { count: 30, unit: 'day' }, source: '令53 Art. 5', isConfirmed: true },
    })
    expect(await of('2024-03-01')).toMatchObject({
      present: { ...rule, isConfirmed: false },
      ours: [{ ...rule, setBy: 'reviewer' }],
    })
    await drop()
  })

  it('is set by reviewers only, by a name that there is, to a value that it may have', async () => {
    expect((await put('officer', rule)).statusCode).toBe(403)
    expect((await put('reviewer', rule, '/api/case-rules/constructor')).statusCode).toBe(404)
    for (const value of [null, 10, { count: 0, unit: 'day' }, { count: 10, unit: 'moon' }])
      expect(problemOf(await put('reviewer', { ...rule, value }))).toEqual([
        422,
        '/problems/rule-broken',
        'wrong_rule_value',
      ])
  })
})

describe('a change of a rule', () => {
  type Difference = {
    step: string
    refusals: { code: string; article: string | null }[]
    deadlines: { step: string; before: string | null; after: string | null }[]
    clock: { before: { kind: string }; after: { kind: string } } | null
  }
  type Impact = {
    clocks: { changed: number } | null
    cases: { asked: number; changed: number; cases: { id: number; steps: Difference[] }[] }
  }
  const check = async (path: string, body: object): Promise<Impact> => {
    const answer = await test.post('reviewer', path, { source: '纪要', ...body })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json<Impact>()
  }
  const stepsOf = ({ cases }: Impact, id: number) => cases.cases.find((one) => one.id === id)?.steps ?? []

  it('of a period lists the steps whose deadlines would be others, and alters none', async () => {
    const now = await go(await opened('I-1'), [notice])
    const body = { value: { count: 10, unit: 'day' }, from: '2024-03-10' }
    const impact = await check('/api/case-rules/statementPeriod/check', body)
    expect(impact.clocks).toBeNull()
    expect(impact.cases.changed).toBe(impact.cases.cases.length)
    expect(stepsOf(impact, now.case.id)).toMatchObject([
      {
        step: 'investigation_notice',
        refusals: [],
        deadlines: [{ step: 'statement', before: '2024-04-19', after: '2024-04-01' }],
      },
    ])
    const later = await check('/api/case-rules/statementPeriod/check', { ...body, from: '2024-03-21' })
    expect(stepsOf(later, now.case.id)).toEqual([])
    expect(await read(now.case.id)).toEqual(now)
  })

  it('of the causes of Art. 8 says which decision the law would then refuse', async () => {
    const now = await go(await opened('I-2'), [
      ...ready,
      ['hearing_notice', '2024-05-07', { measure: 'fee' }],
      ['fee', '2024-05-20', { approvalNo: '8', priceWan: 500, feeWan: 100 }],
    ])
    const body = { value: ['enterprise', 'government'], from: '2012-07-01' }
    const impact = await check('/api/case-rules/art8Causes/check', body)
    const fee = stepsOf(impact, now.case.id).find(({ step: name }) => name === 'fee')!
    expect(fee.refusals).toMatchObject([{ code: 'government_cause', article: 'order53_art14' }])
    expect((await read(now.case.id)).case).toEqual(now.case)
  })

  it('of the clock lists decided cases beside the clocks, as they were and as they would be', async () => {
    const now = await go(await opened('I-3'), determined)
    const impact = await check('/api/clock-rules/idleYears/check', { value: 3, from: '2012-07-01' })
    expect(impact.clocks!.changed).toBeGreaterThan(0)
    expect(stepsOf(impact, now.case.id)).toMatchObject([
      { step: 'determination', clock: { before: { kind: 'not_started' }, after: { kind: 'none' } } },
    ])
    const none = await check('/api/clock-rules/idleYears/check', { value: 3, from: '2024-04-21' })
    expect(stepsOf(none, now.case.id)).toEqual([])
  })

  it('is looked at by members, and only to a value that the rule may have', async () => {
    const wrong = { value: 'soon', from: '2012-07-01', source: 'x' }
    for (const path of ['/api/case-rules/feeShare/check', '/api/clock-rules/idleYears/check'])
      expect(problemOf(await test.post('leader', path, wrong))).toEqual([
        422,
        '/problems/rule-broken',
        'wrong_rule_value',
      ])
    const share = await test.post('leader', '/api/case-rules/feeShare/check', { ...wrong, value: '21/100' })
    expect(share.json()).toMatchObject({ errors: [{ rule: 'wrong_rule_value', allowed: '0 … 20 %' }] })
    expect((await test.post('leader', '/api/case-rules/nothing/check', wrong)).statusCode).toBe(404)
    expect((await test.post('nobody', '/api/case-rules/feeShare/check', wrong)).statusCode).toBe(401)
  })
})

describe('a case on a day', () => {
  it('is what the steps up to that day add up to', async () => {
    const now = await go(await opened('D-1'), determined)
    const states = ['2024-03-03', '2024-03-04', '2024-03-20', '2024-04-20'].map(
      async (on) => (await read(now.case.id, `?on=${on}`)).state,
    )
    expect(await Promise.all(states)).toEqual([null, 'clue', 'investigating', 'determined'])
  })
})

describe('voiding a step', () => {
  const voidStep = (id: number, n: number, version: number, more: object = {}) =>
    test.post('reviewer', `/api/cases/${id}/steps/${n}/void`, { reason: '送达日期有误', version, ...more })

  it('takes the last one back, keeps it with who voided it and why, and lets it be taken again', async () => {
    const now = await go(await opened('V-1'), [notice])
    const answer = await voidStep(now.case.id, 2, now.case.version)
    expect(answer.statusCode).toBe(201)
    const after = answer.json<Detail>()
    expect(after.case).toMatchObject({ state: 'clue', version: 3, dueOn: '2024-04-03' })
    expect(after.steps).toMatchObject([
      { n: 1, voidedBy: null },
      { n: 2, step: 'investigation_notice', voidedBy: 3 },
      { n: 3, step: 'correction', voids: 2, by: 'reviewer', values: { reason: '送达日期有误' } },
    ])
    const again = await go(after, [['investigation_notice', '2024-03-18']])
    expect(again.steps.at(-1)).toMatchObject({ n: 4, doneOn: '2024-03-18', voidedBy: null })
  })

  it('is refused while later steps rest on it, which are named with the article', async () => {
    const now = await go(await opened('V-2'), determined)
    const answer = await voidStep(now.case.id, 2, now.case.version)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      422,
      {
        errors: [
          { rule: 'step_rests_on_it', n: 3, step: 'statement', refusals: [{ article: 'order53_art5' }] },
          { rule: 'step_rests_on_it', n: 4, step: 'determination' },
        ],
      },
    ])
    expect(await read(now.case.id)).toEqual(now)
  })

  it('is refused for the clue, for a correction, for what is void and for what is not there', async () => {
    const now = await go(await opened('V-3'), [notice])
    const { case: after } = (await voidStep(now.case.id, 2, 2)).json<Detail>()
    const of = async (n: number) => problemOf(await voidStep(after.id, n, after.version))
    expect(await of(1)).toEqual([422, '/problems/rule-broken', 'first_step'])
    expect(await of(2)).toEqual([409, '/problems/wrong-state', 'already_void'])
    expect(await of(3)).toEqual([409, '/problems/wrong-state', 'is_correction'])
    expect((await of(9))[0]).toBe(404)
    expect(problemOf(await voidStep(after.id, 2, 1))[0]).toBe(409)
    expect((await voidStep(after.id, 2, after.version, { reason: ' ' })).statusCode).toBe(400)
  })
})

describe('re-opening', () => {
  const reopen = (id: number, version: number, doneOn = '2024-06-03') =>
    test.post('reviewer', `/api/cases/${id}/reopen`, { reason: '重新闲置', doneOn, version })
  const closed: Move[] = [
    ['not_idle', '2024-03-10', { reason: '已动工' }],
    ['closure', '2024-03-11'],
  ]

  it('begins a new round of a closed case', async () => {
    const now = await go(await opened('R-1'), closed)
    const answer = await reopen(now.case.id, now.case.version)
    expect(answer.json()).toMatchObject({
      case: { state: 'clue', round: 2, closedOn: null, dueOn: '2024-07-03' },
      deadlines: [{ step: 'investigation_notice', on: '2024-07-03' }],
    })
  })

  it('is refused for an open case, and while the supply has another open one', async () => {
    const one = await opened('R-2')
    expect(problemOf(await reopen(one.case.id, one.case.version))).toEqual([
      422,
      '/problems/rule-broken',
      'already_open',
    ])
    const now = await go(one, closed)
    const { parcelId } = now.case as unknown as { parcelId: number }
    expect((await open(parcelId, { foundOn: '2024-05-06' })).statusCode).toBe(201)
    expect(problemOf(await reopen(now.case.id, now.case.version))).toEqual([
      409,
      '/problems/wrong-state',
      'case_open',
    ])
  })
})

describe('lists', () => {
  type List = { total: number; cases: { number: string; id: number; isOverdue: boolean; dueOn: string }[] }
  const list = async (query: string): Promise<List> =>
    (await test.get('planner', `/api/cases?${query}`)).json()
  let early: Detail
  let late: Detail
  beforeAll(async () => {
    early = await opened('L-1', { responsible: '李清单', foundOn: '2026-11-16' })
    late = await go(await opened('L-2', { responsible: '李清单' }), determined)
  })

  it('are filtered by state, person, parcel, what is overdue and what has not moved', async () => {
    const ids = async (query: string) =>
      (await list(`responsible=${encodeURIComponent('李清单')}&${query}`)).cases.map(({ id }) => id)
    expect(await ids('limit=500')).toEqual([early.case.id, late.case.id])
    expect(await ids('state=determined')).toEqual([late.case.id])
    expect(await ids('state=closed')).toEqual([])
    expect(await ids('overdue=true')).toEqual([])
    expect(await ids('unmovedDays=100')).toEqual([late.case.id])
    const { parcelId } = early.case as unknown as { parcelId: number }
    expect((await list(`parcel=${parcelId}`)).total).toBe(1)
    const overdue = await list('overdue=true&limit=500')
    expect(overdue.total).toBeGreaterThan(0)
    expect(overdue.cases.every((one) => one.isOverdue && one.dueOn < today)).toBe(true)
  })

  it('come in pages with the whole number', async () => {
    const whole = await list('limit=500')
    const first = await list('limit=3')
    const rest = await list('limit=500&offset=3')
    expect(whole.total).toBe(whole.cases.length)
    expect([...first.cases, ...rest.cases].map(({ id }) => id)).toEqual(whole.cases.map(({ id }) => id))
  })

  it('refuse what they do not know', async () => {
    for (const query of [
      'state=sleeping',
      'overdue=maybe',
      'unmovedDays=0',
      'limit=0',
      'colour=red',
      'parcel=x',
    ])
      expect([query, (await test.get('leader', `/api/cases?${query}`)).statusCode]).toEqual([query, 400])
  })

  type Deadlines = {
    until: string
    deadlines: { caseId: number; step: string; on: string; isOverdue: boolean }[]
    next: string | null
  }
  const deadlines = async (query: string): Promise<Deadlines> =>
    (await test.get('leader', `/api/cases/deadlines?${query}`)).json()

  it('of deadlines hold everything overdue and what comes up to a day, in pages', async () => {
    const all = await deadlines('until=2026-12-16&limit=500')
    expect(all.deadlines.map(({ on }) => on)).toEqual(all.deadlines.map(({ on }) => on).toSorted())
    expect(all.deadlines.find(({ caseId }) => caseId === early.case.id)).toMatchObject({
      step: 'investigation_notice',
      on: '2026-12-16',
      isOverdue: false,
    })
    const day = await deadlines('until=2026-12-15&limit=500')
    expect(day.deadlines.some(({ caseId }) => caseId === early.case.id)).toBe(false)
    expect(day.deadlines.filter(({ isOverdue }) => isOverdue).length).toBeGreaterThan(3)
    const paged: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const page: Deadlines = await deadlines(`until=2026-12-16&limit=2${after && `&after=${after}`}`)
      paged.push(...page.deadlines.map(({ caseId, step: name }) => `${caseId} ${name}`))
      after = page.next
    }
    expect(paged).toEqual(all.deadlines.map(({ caseId, step: name }) => `${caseId} ${name}`))
  })

  it('of deadlines lose one only when its step is taken', async () => {
    const found = await opened('L-3')
    const of = async (id: number) =>
      (await deadlines('until=2026-12-31&limit=500')).deadlines.filter(({ caseId }) => caseId === id)
    expect(await of(found.case.id)).toMatchObject([{ on: '2024-04-03', isOverdue: true }])
    await go(found, [['investigation_notice', '2026-11-20']])
    expect(await of(found.case.id)).toMatchObject([{ step: 'statement', on: '2026-12-21', isOverdue: false }])
  })
})

describe('people', () => {
  it('read as members, act as officers, correct as reviewers; nobody from another zone sees anything', async () => {
    const now = await go(await opened('P-1'), [notice])
    const { id, version } = now.case
    const body = { step: 'statement', doneOn: '2024-04-10', version }
    for (const role of ['reviewer', 'leader', 'planner'] as const)
      expect((await test.post(role, `/api/cases/${id}/steps`, body)).statusCode).toBe(403)
    for (const role of ['officer', 'leader', 'planner'] as const) {
      const correction = { reason: 'x', version }
      expect((await test.post(role, `/api/cases/${id}/steps/2/void`, correction)).statusCode).toBe(403)
      const reopening = { reason: 'x', doneOn: today, version }
      expect((await test.post(role, `/api/cases/${id}/reopen`, reopening)).statusCode).toBe(403)
    }
    expect((await test.get('nobody', `/api/cases/${id}`)).statusCode).toBe(401)
    expect((await test.get('stranger', `/api/cases/${id}`)).statusCode).toBe(404)
    expect((await test.post('stranger', `/api/cases/${id}/steps`, body)).statusCode).toBe(404)
    expect((await test.get('stranger', '/api/cases')).json()).toMatchObject({
      total: 0,
      cases: [],
      people: [],
    })
    expect((await test.get('stranger', '/api/cases/deadlines')).json()).toMatchObject({ deadlines: [] })
    expect((await test.get('officer', `/api/cases/${id}?zone=other`)).statusCode).toBe(404)
    const { parcelId } = now.case as unknown as { parcelId: number }
    const record = (
      await test.post('stranger', '/api/records', { number: 'F-1', title: 'x', kind: 'other' })
    ).json<{ id: number }>()
    const foreign = { parcelId, recordId: record.id, foundOn: '2024-03-04', source: 'rule' }
    expect(problemOf(await test.post('stranger', '/api/cases', foreign))).toEqual([
      422,
      '/problems/rule-broken',
      'unknown_parcel',
    ])
  })

  it('leave every act in the audit trail', async () => {
    const now = await go(await opened('P-2'), [notice])
    await test.post('reviewer', `/api/cases/${now.case.id}/steps/2/void`, { reason: 'x', version: 2 })
    const { rows } = await sql<{ action: string; detail: object }>`
      select action, detail from audit_event where target = ${String(now.case.id)} and action like 'case.%'
      order by id`.execute(test.database.db)
    expect(rows).toMatchObject([
      { action: 'case.opened', detail: { number: now.case.number } },
      { action: 'case.step', detail: { n: 2, step: 'investigation_notice', doneOn: '2024-03-20' } },
      { action: 'case.voided', detail: { n: 2, reason: 'x' } },
    ])
  })
})
