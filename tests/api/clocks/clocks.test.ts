import { describe, expect, it } from 'vitest'
import { refreshZoneClocks } from '#api/features/clocks/clock.service.ts'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

let today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const recordId = await openRecord(test)

type Clock = {
  supplyId: number
  kind: string
  idleFrom: string | null
  feeFrom: string | null
  recoveryFrom: string | null
  because: { article: string; fact: string; result: string }[]
  settings: { name: string }[]
}
type ClockRow = {
  parcelId: number
  code: string
  kind: string
  nextOn: string
  nextKind: string
  daysRun: number
}
type Page = { counts: { kind: string; count: number }[]; clocks: ClockRow[]; next: string | null }

let place = 0
async function newSupply(code: string, facts: object = {}, start?: string) {
  const { results } = await save(test, recordId, [newParcel(code, square((place += 2), 0))])
  const parcelId = results[0]!.id
  const supply = await save(test, recordId, [
    {
      op: 'create',
      collection: 'supplies',
      properties: {
        parcel_id: parcelId,
        contract_no: `HT-${code}`,
        mode: 'listing',
        signed_on: '2023-02-01',
        area_m2: 9_000,
        ...facts,
      },
    },
  ])
  const supplyId = supply.results[0]!.id
  if (start)
    await addFact('supply-starts', {
      supply_id: supplyId,
      set_on: '2023-02-01',
      start_on: start,
      cause: 'contract',
    })
  return { parcelId, supplyId }
}
const addFact = async (collection: string, properties: object) =>
  (await save(test, recordId, [{ op: 'create', collection, properties }])).results[0]!
const clocksOf = async (parcelId: number, on?: string): Promise<Clock[]> =>
  (await test.get('leader', `/api/parcels/${parcelId}/clock${on ? `?on=${on}` : ''}`)).json<{
    clocks: Clock[]
  }>().clocks
const list = async (query: string): Promise<Page> => (await test.get('leader', `/api/clocks?${query}`)).json()

describe('the clock of a parcel', () => {
  it('follows from the stored facts and says why', async () => {
    const { parcelId } = await newSupply('C-1', {}, '2023-11-22')
    const [clock] = await clocksOf(parcelId)
    expect(clock).toMatchObject({
      kind: 'not_started',
      idleFrom: '2024-11-22',
      feeFrom: '2024-11-22',
      recoveryFrom: '2025-11-22',
    })
    expect(clock!.because.map(({ article, result }) => [article, result])).toContainEqual([
      'order53_art2',
      'idle',
    ])
  })

  it('is asked again for any day, with the facts that were dated by then', async () => {
    const { parcelId, supplyId } = await newSupply('C-2', {}, '2024-03-01')
    await addFact('progress', {
      supply_id: supplyId,
      observed_on: '2025-06-01',
      permit_on: '2025-05-01',
      started_on: '2025-05-20',
    })
    const kinds = ['2025-02-28', '2025-03-01', '2025-06-02'].map(
      async (on) => (await clocksOf(parcelId, on))[0]!.kind,
    )
    expect(await Promise.all(kinds)).toEqual(['none', 'not_started', 'none'])
    expect(await clocksOf(parcelId, '2022-12-31')).toEqual([])
  })

  it('is kept with the change that touched it: a pause moves its dates, an undo moves them back', async () => {
    const { parcelId, supplyId } = await newSupply('C-3', {}, '2026-01-10')
    const nextOf = async () =>
      (await list('until=2027-12-31&limit=500')).clocks.find((one) => one.parcelId === parcelId)
    expect(await nextOf()).toMatchObject({ kind: 'none', nextOn: '2027-01-10', nextKind: 'idle' })
    const saved = await save(test, recordId, [
      {
        op: 'create',
        collection: 'pauses',
        properties: { supply_id: supplyId, from_on: '2026-03-01', to_on: '2026-03-31', cause: 'g2' },
      },
    ])
    expect(await nextOf()).toMatchObject({ nextOn: '2027-02-09' })
    const undone = await test.post('officer', `/api/changes/${saved.change.id}/undo`, {})
    expect(undone.statusCode).toBe(201)
    expect(await nextOf()).toMatchObject({ nextOn: '2027-01-10' })
  })

  it('goes on over works of whose foundation too little is done, until a look finds enough', async () => {
    const { parcelId, supplyId } = await newSupply('C-15', {}, '2024-03-01')
    const works = { supply_id: supplyId, permit_on: '2024-04-01', started_on: '2024-05-01' }
    const seen = { ...works, foundation_kind: 'other', foundation_share: 0.05 }
    await addFact('progress', { ...seen, observed_on: '2024-06-01' })
    const [clock] = await clocksOf(parcelId)
    expect(clock).toMatchObject({ kind: 'not_started', idleFrom: '2025-03-01' })
    expect(clock!.because).toContainEqual(
      expect.objectContaining({ article: 'order53_art30', fact: 'foundation_not_done' }),
    )
    await addFact('progress', { ...seen, foundation_share: 0.4, observed_on: '2026-10-01' })
    expect(await clocksOf(parcelId)).toMatchObject([{ kind: 'none' }])
    expect(await clocksOf(parcelId, '2026-09-30')).toMatchObject([{ kind: 'not_started' }])
  })

  it('shows a seizure and runs on under it, unless the zone says otherwise', async () => {
    const { parcelId, supplyId } = await newSupply('C-16', {}, '2024-03-01')
    await addFact('encumbrances', { supply_id: supplyId, kind: 'mortgage', from_on: '2024-04-01' })
    await addFact('encumbrances', {
      supply_id: supplyId,
      kind: 'seizure',
      from_on: '2024-06-01',
      to_on: '2024-08-01',
      party: '盐湖区人民法院',
    })
    const [clock] = await clocksOf(parcelId)
    expect(clock).toMatchObject({ idleFrom: '2025-03-01' })
    expect(clock!.because.filter(({ article }) => article === 'order53_art8')).toMatchObject([
      { fact: 'pause_of_other_cause', result: 'days_run', values: { cause: 'judicial_seizure' } },
    ])
    const life = (await test.get('leader', `/api/parcels/${parcelId}/life`)).json<{
      events: { event: string; on: string; values: object }[]
    }>()
    expect(life.events.filter(({ event }) => event.startsWith('encumbrance'))).toMatchObject([
      { event: 'encumbrance_began', on: '2024-04-01', values: { kind: 'mortgage' } },
      { event: 'encumbrance_began', on: '2024-06-01', values: { kind: 'seizure', party: '盐湖区人民法院' } },
      { event: 'encumbrance_ended', on: '2024-08-01', values: { kind: 'seizure' } },
    ])
  })

  it('is gone with its supply', async () => {
    const { parcelId, supplyId } = await newSupply('C-4', {}, undefined)
    await save(test, recordId, [{ op: 'end', collection: 'supplies', id: supplyId, version: 1 }])
    expect(await clocksOf(parcelId)).toEqual([])
    const { clocks } = await list('until=2099-12-31&limit=500')
    expect(clocks.some((one) => one.parcelId === parcelId)).toBe(false)
  })

  it('knows only parcels of its zone', async () => {
    const { parcelId } = await newSupply('C-5', {}, '2023-11-22')
    expect((await test.get('stranger', `/api/parcels/${parcelId}/clock`)).statusCode).toBe(404)
    expect((await test.get('leader', '/api/parcels/999999/clock')).statusCode).toBe(404)
    expect((await test.get('leader', `/api/parcels/${parcelId}/clock?on=2026-02-30`)).statusCode).toBe(400)
  })
})

describe('the watch list', () => {
  it('gives idle land by the day it became it, in pages that neither lose nor repeat a row', async () => {
    for (let i = 0; i < 5; i++) await newSupply(`W-${i}`, {}, `2023-0${i + 3}-15`)
    const whole = (await list('kind=idle&limit=500')).clocks.map(({ code }) => code)
    const paged: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const page: Page = await list(`kind=idle&limit=2${after && `&after=${after}`}`)
      paged.push(...page.clocks.map(({ code }) => code))
      after = page.next
    }
    expect(paged).toEqual(whole)
    expect(whole).toEqual(expect.arrayContaining(['W-0', 'W-4']))
  })

  it('turns over by itself when a day comes, once for each clock', async () => {
    const { parcelId } = await newSupply('W-9', {}, '2025-12-01')
    const kindOf = async () =>
      (await list('until=2030-01-01&limit=500')).clocks.find((one) => one.parcelId === parcelId)?.kind
    expect(await kindOf()).toBe('none')
    today = '2026-12-01'
    const stopped = AbortSignal.abort()
    expect(await refreshZoneClocks(test.context, test.zoneId, today, stopped)).toBe(0)
    expect(await kindOf()).toBe('none')
    expect(await refreshZoneClocks(test.context, test.zoneId, today)).toBeGreaterThan(0)
    expect(await kindOf()).toBe('not_started')
    expect(await refreshZoneClocks(test.context, test.zoneId, today)).toBe(0)
    today = '2026-11-22'
    await refreshZoneClocks(test.context, test.zoneId, today)
  })
})

describe('the watch list of a day', () => {
  const rowOn = async (parcelId: number, query: string) =>
    (await list(`limit=500&${query}`)).clocks.find((one) => one.parcelId === parcelId)

  it('is the same for today as the one that is kept', async () => {
    await newSupply('T-1', {}, '2027-02-01')
    await newSupply('T-2', { ended_on: '2025-01-01' }, '2023-05-01')
    for (const query of ['kind=idle&limit=500', 'until=2028-12-31&limit=500', 'kind=none&until=2028-12-31'])
      expect(await list(`${query}&on=${today}`)).toEqual(await list(query))
  })

  it('shows what was idle then and what was to come, with the days counted up to it', async () => {
    const { parcelId, supplyId } = await newSupply('T-3', {}, '2023-06-01')
    await addFact('progress', {
      supply_id: supplyId,
      observed_on: '2025-09-01',
      permit_on: '2025-08-01',
      started_on: '2025-08-20',
    })
    expect(await rowOn(parcelId, 'until=2024-12-31&on=2024-05-31')).toMatchObject({
      kind: 'none',
      nextOn: '2024-06-01',
      nextKind: 'idle',
      daysRun: 365,
    })
    expect(await rowOn(parcelId, 'kind=idle&on=2025-08-31')).toMatchObject({
      kind: 'not_started',
      daysRun: 822,
    })
    expect(await rowOn(parcelId, 'kind=idle&on=2025-09-01')).toBeUndefined()
    expect(await rowOn(parcelId, 'kind=idle')).toBeUndefined()
    const { counts } = await list('on=2023-01-31')
    expect(counts).toEqual([])
  })

  it('keeps what was known: a pause that is told of later does not change what was answered', async () => {
    const { parcelId, supplyId } = await newSupply('T-4', {}, '2024-01-10')
    const question = `kind=idle&on=2025-02-01&known=${new Date().toISOString()}`
    const before = await rowOn(parcelId, question)
    expect(before).toMatchObject({ kind: 'not_started' })
    await new Promise((done) => setTimeout(done, 5))
    await addFact('pauses', { supply_id: supplyId, from_on: '2024-03-01', to_on: '2024-06-01', cause: 'g2' })
    expect(await rowOn(parcelId, 'kind=idle&on=2025-02-01')).toBeUndefined()
    expect(await rowOn(parcelId, question)).toEqual(before)
  })

  it('keeps a supply that ended until its end, and pages like the list of now', async () => {
    const { parcelId, supplyId } = await newSupply('T-5', { handed_over_on: '2023-06-01' })
    await save(test, recordId, [{ op: 'end', collection: 'supplies', id: supplyId, version: 1 }])
    expect(await rowOn(parcelId, 'kind=idle&on=2026-11-01')).toMatchObject({ kind: 'not_started' })
    expect(await rowOn(parcelId, `kind=idle&on=${today}`)).toBeUndefined()
    const whole = (await list('kind=idle&on=2026-11-01&limit=500')).clocks.map(({ code }) => code)
    const paged: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const page: Page = await list(`kind=idle&on=2026-11-01&limit=3${after && `&after=${after}`}`)
      paged.push(...page.clocks.map(({ code }) => code))
      after = page.next
    }
    expect(paged).toEqual(whole)
    expect((await test.get('leader', '/api/clocks?on=2027-01-01')).statusCode).toBe(400)
  })
})

describe('a rule of the clock', () => {
  const rule = { value: 'day_after', from: '2012-07-01', source: '运政办发〔2026〕1号' }
  const url = '/api/clock-rules/holdsFrom'
  const put = (caller: 'reviewer' | 'officer', body: object) =>
    test.as(caller, { method: 'PUT', url, payload: body })

  it('shows before it is set which clocks would come out differently, and changes nothing', async () => {
    const { parcelId } = await newSupply('R-1', {}, '2025-11-22')
    expect((await clocksOf(parcelId))[0]!.kind).toBe('not_started')
    const impact = await test.post('reviewer', `${url}/check`, rule)
    const { changed, supplies } = impact.json<{
      clocks: {
        changed: number
        supplies: { parcelId: number; before: { kind: string }; after: { kind: string } }[]
      }
    }>().clocks
    expect(changed).toBe(supplies.length)
    expect(supplies.find((one) => one.parcelId === parcelId)).toMatchObject({
      before: { kind: 'not_started' },
      after: { kind: 'none' },
    })
    expect((await clocksOf(parcelId))[0]!.kind).toBe('not_started')
  })

  it('once set, counts at once, says who set it, and can be taken back', async () => {
    const { parcelId } = await newSupply('R-2', {}, '2025-11-22')
    expect((await put('reviewer', rule)).statusCode).toBe(204)
    expect((await clocksOf(parcelId))[0]!.kind).toBe('none')
    const { rules } = (await test.get('leader', '/api/clock-rules')).json<{
      rules: { name: string; present: { value: unknown }; ours: { setBy: string; source: string }[] }[]
    }>()
    expect(rules.find(({ name }) => name === 'holdsFrom')).toMatchObject({
      present: { value: 'day_after' },
      ours: [{ setBy: 'reviewer', source: rule.source }],
    })
    const { events } = (await test.get('administrator', '/api/audit')).json<{
      events: { action: string; target: string | null }[]
    }>()
    expect(events).toContainEqual(expect.objectContaining({ action: 'zone.setting', target: 'holdsFrom' }))
    const drop = () => test.as('reviewer', { method: 'DELETE', url: `${url}/2012-07-01` })
    expect((await drop()).statusCode).toBe(204)
    expect((await clocksOf(parcelId))[0]!.kind).toBe('not_started')
    expect((await drop()).statusCode).toBe(404)
  })

  it('is set by reviewers and administrators only, to a value that it may have', async () => {
    expect((await put('officer', rule)).statusCode).toBe(403)
    const wrong = await put('reviewer', { ...rule, value: 'sometimes' })
    expect([wrong.statusCode, wrong.json<{ errors: object[] }>().errors[0]]).toMatchObject([
      422,
      { rule: 'wrong_rule_value', allowed: '"anniversary", "day_after"' },
    ])
    const unknown = await test.as('reviewer', {
      method: 'PUT',
      url: '/api/clock-rules/nothing',
      payload: rule,
    })
    expect(unknown.statusCode).toBe(404)
  })
})
