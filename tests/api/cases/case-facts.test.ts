import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

/** What steps of a case write into the land facts, and how it is taken back. */
const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const landRecord = await openRecord(test)
const dossier = await openRecord(test)

type Facts = Record<string, unknown>
type Step = { n: number; step: string; changeId: number | null; voidedBy: number | null }
type Detail = {
  case: { id: number; version: number; number: string; remediationId: number | null; state: string }
  clock: { kind: string } | null
  steps: Step[]
  next: { step: string; isPossible: boolean; defaults: Facts }[]
}
type Move = [step: string, doneOn: string, values?: object]
type Land = { parcelId: number; supplyId: number }

const fact = (collection: string, properties: object) =>
  save(test, landRecord, [{ op: 'create', collection, properties }])

let place = 0
/** A parcel under a contract whose works should have begun on 1 March 2023. */
async function idleLand(code: string): Promise<Land> {
  const parcel = await save(test, landRecord, [newParcel(code, square((place += 2), 3))])
  const parcelId = parcel.results[0]!.id
  const supply = await fact('supplies', {
    parcel_id: parcelId,
    contract_no: `HT-${code}`,
    mode: 'listing',
    signed_on: '2022-06-01',
    area_m2: 9_000,
    price_wan: 500,
  })
  const supplyId = supply.results[0]!.id
  const start = { supply_id: supplyId, set_on: '2022-06-01', start_on: '2023-03-01', cause: 'contract' }
  await fact('supply-starts', start)
  return { parcelId, supplyId }
}

async function go(found: Detail, moves: Move[]): Promise<Detail> {
  let now = found
  for (const [step, doneOn, values = {}] of moves) {
    const body = { step, doneOn, values, version: now.case.version }
    const answer = await test.post('officer', `/api/cases/${now.case.id}/steps`, body)
    if (answer.statusCode !== 201) throw new Error(`${step}: ${answer.body}`)
    now = answer.json<Detail>()
  }
  return now
}

async function worked(parcelId: number, moves: Move[]): Promise<Detail> {
  const body = { parcelId, recordId: dossier, foundOn: '2024-03-04', source: 'patrol', responsible: '王经办' }
  const answer = await test.post('officer', '/api/cases', body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return go(answer.json<Detail>(), moves)
}

const voided = async (now: Detail, step: string): Promise<Detail> => {
  const { n } = now.steps.findLast((one) => one.step === step && one.voidedBy === null)!
  const body = { reason: '有误', version: now.case.version }
  const answer = await test.post('reviewer', `/api/cases/${now.case.id}/steps/${n}/void`, body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Detail>()
}

type Details = { feature: { properties: Facts }; facts: { supplies: Facts[]; remediations: Facts[] } }
const parcelOf = async ({ parcelId }: Land): Promise<Details> =>
  (await test.get('leader', `/api/features/parcels/${parcelId}`)).json()
const statusOf = async (land: Land) => (await parcelOf(land)).feature.properties['status']
const remediationsOf = async (land: Land) => (await parcelOf(land)).facts.remediations
const startsOf = async (land: Land): Promise<Facts[]> => {
  const { supplies } = (await parcelOf(land)).facts
  return (supplies[0]!['starts'] ?? supplies[0]!['supply_starts'] ?? []) as Facts[]
}

const investigated: Move[] = [
  ['investigation_notice', '2024-03-20'],
  ['statement', '2024-04-10', { claimedCause: 'enterprise' }],
]
const determination = (cause: string): Move => [
  'determination',
  '2024-04-20',
  {
    kind: 'not_started',
    cause,
    ...(cause === 'government' && { art8Item: 'g1' }),
    idleFrom: '2024-03-01',
    areaM2: 8_000,
  },
]
const ready = (cause: string): Move[] => [
  ...investigated,
  determination(cause),
  ['publication', '2024-04-25', { place: '门户网站', notifiedBody: '规划局' }],
  ['filing', '2024-04-26', { filingNo: 'X-1' }],
]
const extension: Move = [
  'extension',
  '2024-06-03',
  { approvalNo: '运政〔2024〕9号', newStartOn: '2025-05-01', newCompletionOn: '2027-05-01' },
]
const recovery: Move[] = [
  ['hearing_notice', '2025-02-17', { measure: 'recovery' }],
  ['recovery', '2025-03-03', { approvalNo: '运政〔2025〕3号' }],
]

describe('the determination', () => {
  it('makes a remediation under the record of the case, and the parcel follows', async () => {
    const land = await idleLand('F-1')
    expect(await remediationsOf(land)).toEqual([])
    const now = await worked(land.parcelId, [...investigated, determination('enterprise')])
    expect(await remediationsOf(land)).toMatchObject([
      {
        id: now.case.remediationId,
        kind: 'idle',
        found_on: '2024-04-20',
        area_m2: 8_000,
        cause: 'enterprise',
        responsible: '王经办',
      },
    ])
    expect(await statusOf(land)).toBe('idle')
    const { changeId } = now.steps.at(-1)!
    const change = await test.get('leader', `/api/changes/${changeId}`)
    expect(change.json()).toMatchObject({
      change: { label: now.case.number, effectiveOn: '2024-04-20', record: { id: dossier } },
      items: [{ op: 'create', collection: 'remediations' }],
    })
  })

  it('takes up the remediation that was entered by hand, and keeps the earlier day of finding', async () => {
    const land = await idleLand('F-2')
    const byHand = await fact('remediations', {
      parcel_id: land.parcelId,
      kind: 'idle',
      found_on: '2024-02-01',
      area_m2: 9_000,
      cause: 'other',
    })
    const now = await worked(land.parcelId, [...investigated, determination('enterprise')])
    expect(now.case.remediationId).toBe(byHand.results[0]!.id)
    expect(await remediationsOf(land)).toMatchObject([
      { found_on: '2024-02-01', area_m2: 8_000, cause: 'enterprise' },
    ])
    const after = await voided(now, 'determination')
    expect(after.case.remediationId).toBeNull()
    expect(await remediationsOf(land)).toMatchObject([{ area_m2: 9_000, cause: 'other', responsible: null }])
  })

  it('voided, ends the remediation it made', async () => {
    const land = await idleLand('F-3')
    const now = await worked(land.parcelId, [...investigated, determination('enterprise')])
    const after = await voided(now, 'determination')
    expect(after.steps.at(-1)).toMatchObject({ step: 'correction', changeId: expect.any(Number) })
    expect(await remediationsOf(land)).toEqual([])
    const again = await go(after, [determination('enterprise')])
    expect(await remediationsOf(land)).toMatchObject([{ id: again.case.remediationId }])
  })

  it('of no idle land ends the remediation that was entered by hand', async () => {
    const land = await idleLand('F-4')
    const byHand = { parcel_id: land.parcelId, kind: 'idle', found_on: '2024-02-01', area_m2: 9_000 }
    await fact('remediations', byHand)
    const now = await worked(land.parcelId, [['not_idle', '2024-03-20', { reason: '已动工' }]])
    expect(await remediationsOf(land)).toEqual([])
    await voided(now, 'not_idle')
    expect(await remediationsOf(land)).toMatchObject([{ found_on: '2024-02-01', area_m2: 9_000 }])
  })
})

describe('a measure', () => {
  it('with a new start begins the clock again, and the case can be closed', async () => {
    const land = await idleLand('F-5')
    let now = await worked(land.parcelId, [...ready('government'), extension])
    expect(await remediationsOf(land)).toMatchObject([
      {
        path: 'extension',
        started_on: '2024-06-03',
        due_on: '2025-05-01',
        filed_on: '2024-04-26',
        document_no: expect.stringMatching(/〔2024〕\d+号$/),
        disposed_on: null,
      },
    ])
    expect(await startsOf(land)).toMatchObject([
      { cause: 'contract' },
      { cause: 'extension', set_on: '2024-06-03', start_on: '2025-05-01', completion_on: '2027-05-01' },
    ])
    expect(await statusOf(land)).toBe('disposing')
    now = await go(now, [['closure', '2024-06-10']])
    expect(await remediationsOf(land)).toMatchObject([{ disposed_on: '2024-06-10' }])
    // By today the new start has passed by a year as well.
    expect(await statusOf(land)).toBe('idle')
  })

  it('voided, takes the new start and the path back and leaves what was filed', async () => {
    const land = await idleLand('F-6')
    const now = await worked(land.parcelId, [...ready('government'), extension])
    await voided(now, 'extension')
    expect(await startsOf(land)).toMatchObject([{ cause: 'contract' }])
    expect(await remediationsOf(land)).toMatchObject([
      { path: null, started_on: null, due_on: null, document_no: null, filed_on: '2024-04-26' },
    ])
    expect(await statusOf(land)).toBe('idle')
  })

  it('keeps what a person altered meanwhile when a step before it is voided', async () => {
    const land = await idleLand('F-7')
    const now = await worked(land.parcelId, ready('enterprise'))
    const [row] = await remediationsOf(land)
    await save(test, landRecord, [
      {
        op: 'attributes',
        collection: 'remediations',
        id: row!['id'],
        version: row!['version'],
        properties: { remarks: '已核', filed_on: '2024-04-30' },
      },
    ])
    await voided(now, 'filing')
    expect(await remediationsOf(land)).toMatchObject([{ remarks: '已核', filed_on: '2024-04-30' }])
  })

  it('of recovery ends the right with the cancellation; the clock is over', async () => {
    const land = await idleLand('F-8')
    let now = await worked(land.parcelId, [...ready('enterprise'), ...recovery])
    expect(await remediationsOf(land)).toMatchObject([{ path: 'recovery', due_on: '2025-04-02' }])
    now = await go(now, [['cancellation', '2025-04-01']])
    expect((await parcelOf(land)).facts.supplies).toMatchObject([{ ended_on: '2025-04-01' }])
    expect(now.clock?.kind).toBe('none')
    await voided(now, 'cancellation')
    expect((await parcelOf(land)).facts.supplies).toMatchObject([{ ended_on: null }])
  })

  it('is stored with its land facts or not at all', async () => {
    const land = await idleLand('F-9')
    const now = await worked(land.parcelId, ready('government'))
    const body = { step: 'extension', doneOn: '2024-06-03', version: now.case.version }
    const wrong = { approvalNo: '9', newStartOn: '2025-09-01' }
    const answer = await test.post('officer', `/api/cases/${now.case.id}/steps`, { ...body, values: wrong })
    expect(answer.statusCode).toBe(422)
    expect(await startsOf(land)).toHaveLength(1)
    expect(await remediationsOf(land)).toMatchObject([{ path: null }])
  })
})

describe('a mortgage on the land', () => {
  const notified = { ...(extension[2] as Facts), mortgageeNotifiedOn: '2024-05-20' }
  const mortgage = { kind: 'mortgage', from_on: '2023-05-01', party: '盐湖农商行' }
  const nextOf = (now: Detail) => now.next.find(({ step }) => step === 'extension')!

  it('asks for the notice to the mortgagee, though nobody entered that the land is mortgaged', async () => {
    const land = await idleLand('F-17')
    await fact('encumbrances', { supply_id: land.supplyId, ...mortgage })
    const now = await worked(land.parcelId, ready('government'))
    expect(nextOf(now).defaults).toMatchObject({ isMortgaged: true })
    const body = { step: 'extension', doneOn: '2024-06-03', version: now.case.version }
    const answer = await test.post('officer', `/api/cases/${now.case.id}/steps`, {
      ...body,
      values: extension[2],
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ errors: [{ rule: 'required', article: 'order53_art13' }] })
    await go(now, [['extension', '2024-06-03', notified]])
    expect(await startsOf(land)).toHaveLength(2)
  })

  it('asks nothing once it is lifted', async () => {
    const land = await idleLand('F-18')
    await fact('encumbrances', { supply_id: land.supplyId, ...mortgage, to_on: '2024-06-03' })
    const now = await worked(land.parcelId, ready('government'))
    expect(nextOf(now).defaults).not.toHaveProperty('isMortgaged')
    await go(now, [extension])
    expect(await startsOf(land)).toHaveLength(2)
  })
})

describe('works of the holder', () => {
  it('that have begun end the clock', async () => {
    const land = await idleLand('F-10')
    const begun = { use: 'own_works', permitOn: '2024-04-20', startedOn: '2024-05-06' }
    const now = await worked(land.parcelId, [
      ...ready('enterprise'),
      ['reuse', '2024-05-10', begun],
      ['closure', '2024-05-13'],
    ])
    expect(now.case.state).toBe('closed')
    expect(await remediationsOf(land)).toMatchObject([{ disposed_on: '2024-05-13', path: null }])
    expect(await statusOf(land)).toBe('disposed')
  })

  it('that begin before their permit, or tomorrow, or with another holder are refused', async () => {
    const land = await idleLand('F-11')
    const now = await worked(land.parcelId, ready('enterprise'))
    const rules = async (values: object) => {
      const body = { step: 'reuse', doneOn: '2024-05-10', values, version: now.case.version }
      const answer = await test.post('officer', `/api/cases/${now.case.id}/steps`, body)
      return answer
        .json<{ errors: { path: string; rule: string }[] }>()
        .errors.map(({ path, rule }) => `${path} ${rule}`)
    }
    expect(await rules({ use: 'own_works', permitOn: '2024-05-06', startedOn: '2024-05-01' })).toEqual([
      'values.startedOn start_before_permit',
    ])
    expect(await rules({ use: 'own_works', permitOn: '2024-05-06', startedOn: '2024-05-11' })).toEqual([
      'values.startedOn future_date',
    ])
    expect(await rules({ use: 'own_works' })).toEqual([
      'values.permitOn required',
      'values.startedOn required',
    ])
    expect(await rules({ use: 'reserve', startedOn: '2024-05-01' })).toEqual([
      'values.use right_not_ended',
      'values.startedOn works_of_holder_only',
    ])
  })
})

describe('what is computed for a step', () => {
  it('is the clock for the determination, the share of the price for the fee, the amount for the payment', async () => {
    const land = await idleLand('F-12')
    let now = await worked(land.parcelId, investigated)
    const defaultsOf = (step: string) => now.next.find((one) => one.step === step)!.defaults
    expect(defaultsOf('determination')).toEqual({
      kind: 'not_started',
      idleFrom: '2024-03-01',
      areaM2: 9_000,
    })
    expect(defaultsOf('fee')).toEqual({ priceWan: 500, feeWan: 100 })
    now = await go(now, [
      determination('enterprise'),
      ['publication', '2024-04-25', { place: '门户网站' }],
      ['hearing_notice', '2024-05-07', { measure: 'fee' }],
      ['fee', '2024-05-20', { approvalNo: '8', priceWan: 500, feeWan: 100 }],
    ])
    expect(defaultsOf('payment')).toEqual({ amountWan: 100 })
  })
})

describe('cases of a past day', () => {
  type List = {
    total: number
    cases: { id: number; state: string; dueOn: string | null; isOverdue: boolean }[]
    states: { state: string; count: number }[]
  }
  const list = async (query: string): Promise<List> =>
    (await test.get('leader', `/api/cases?sort=number&limit=500&${query}`)).json()

  it('are listed as they were, with how many were in each state', async () => {
    const land = await idleLand('F-13')
    const { case: found } = await worked(land.parcelId, ready('enterprise'))
    const on = async (day: string) => (await list(`on=${day}`)).cases.find(({ id }) => id === found.id)
    expect(await on('2024-03-03')).toBeUndefined()
    expect(await on('2024-03-19')).toMatchObject({ state: 'clue', dueOn: '2024-04-03', isOverdue: false })
    expect(await on('2024-04-19')).toMatchObject({ state: 'investigating' })
    expect(await on('2024-04-20')).toMatchObject({ state: 'determined' })
    const { cases, states } = await list('on=2024-04-12')
    for (const { state, count } of states)
      expect([state, count]).toEqual([state, cases.filter((one) => one.state === state).length])
  })

  it('answer the same for ever when the knowledge is fixed', async () => {
    const land = await idleLand('F-14')
    const now = await worked(land.parcelId, [...investigated, determination('enterprise')])
    const known = new Date().toISOString()
    const ask = async () => {
      const answer = await test.get('leader', `/api/cases/${now.case.id}?on=2024-05-01&known=${known}`)
      const { steps, deadlines, state } = answer.json<Detail & { deadlines: unknown[]; state: string }>()
      return { steps, deadlines, state, list: await list(`on=2024-05-01&known=${known}`) }
    }
    const before = await ask()
    expect(before.state).toBe('determined')
    await new Promise((done) => setTimeout(done, 5))
    await voided(now, 'determination')
    const after = await ask()
    expect(after).toEqual(before)
    expect((await test.get('leader', `/api/cases/${now.case.id}?on=2024-05-01`)).json()).toMatchObject({
      state: 'investigating',
    })
  })

  it('are found by number, parcel, holder and contract, with signs that mean nothing else', async () => {
    const land = await idleLand('F_15%')
    const { case: found } = await worked(land.parcelId, [])
    const ids = async (q: string) => (await list(`q=${encodeURIComponent(q)}`)).cases.map(({ id }) => id)
    expect(await ids('F_15%')).toEqual([found.id])
    expect(await ids('f_15')).toEqual([found.id])
    expect(await ids('HT-F_15')).toEqual([found.id])
    expect(await ids(found.number)).toContain(found.id)
    expect(await ids('F%15')).toEqual([])
    expect(await ids('\\')).toEqual([])
  })

  it('refuse a day that is to come', async () => {
    for (const query of ['on=2026-11-23', 'known=2999-01-01T00:00:00Z', 'on=2026-02-30'])
      expect((await test.get('leader', `/api/cases?${query}`)).statusCode).toBe(400)
  })
})

describe('a deadline', () => {
  it('says from when it was counted, by what period, and which days did not count', async () => {
    const land = await idleLand('F-16')
    const now = await worked(land.parcelId, [
      ...ready('enterprise').slice(0, 4),
      // Friday before Spring Festival 2025: 28 January to 4 February were free, Sunday 26 January was worked.
      ['hearing_notice', '2025-01-24', { measure: 'fee' }],
    ])
    const { deadlines } = now as unknown as { deadlines: { on: string; account: unknown }[] }
    expect(deadlines).toMatchObject([
      {
        step: 'hearing_request',
        on: '2025-02-07',
        account: {
          by: { step: 'hearing_notice' },
          from: '2025-01-24',
          period: { count: 5, unit: 'working_day' },
        },
      },
    ])
    const { special } = deadlines[0]!.account as { special: { on: string; kind: string }[] }
    expect(special.filter(({ kind }) => kind === 'made_up').map(({ on }) => on)).toEqual(['2025-01-26'])
    expect(special.filter(({ kind }) => kind === 'festival')).toHaveLength(8)
  })
})
