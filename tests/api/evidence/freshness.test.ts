import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { evidenceForm, pdf } from '#tests/support/evidence-files.ts'
import { newParcel, openRecord, polygon, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })

type Sum = { areaM2: number; count: number }
type Freshness = {
  on: string
  total: Sum
  older: Sum
  expired: Sum
  classes: (Sum & { age: string })[]
  visits: (Sum & { parcelIds: number[]; codes: string[] })[]
}
type Row = {
  parcelId: number
  code: string
  areaM2: number
  ageDays: number | null
  validUntil: string | null
}
type Rows = { total: Sum; rows: Row[]; next: number | null }
type Attachment = { id: number; version: number }

/** Four parcels of different size; the last lies some two kilometres from the others. */
const areas: Record<string, number> = { 'F-1': 9_000.25, 'F-2': 8_000.5, 'F-3': 7_000, 'F-4': 6_000 }
const codes = Object.keys(areas)
const ids: Record<string, number> = {}

async function ask<Body>(path: string): Promise<Body> {
  const answer = await test.get('leader', `/api/evidence/${path}`)
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body}`)
  return answer.json<Body>()
}
const freshness = (query = '') => ask<Freshness>(`freshness?kind=unsupplied${query}`)
const parcels = (query = '') => ask<Rows>(`freshness/parcels?kind=unsupplied${query}`)
const codesOf = async (query = '') => (await parcels(query)).rows.map(({ code }) => code)
const classesOf = ({ classes }: Freshness) =>
  Object.fromEntries(classes.filter(({ count }) => count > 0).map(({ age, count }) => [age, count]))

async function attach(code: string, observedOn: string, more: object = {}): Promise<Attachment> {
  const about = { subject: 'parcel', subjectId: ids[code], kind: 'photo', observedOn, ...more }
  const answer = await test.as('officer', {
    method: 'POST',
    url: '/api/attachments',
    ...evidenceForm(about, 'a.pdf', pdf()),
  })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Attachment>()
}
async function amend({ id, version }: Attachment, payload: object): Promise<Attachment> {
  const headers = { 'if-match': `"attachments-${id}-${version}"` }
  const answer = await test.as('officer', {
    method: 'PATCH',
    url: `/api/attachments/${id}`,
    payload,
    headers,
  })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<Attachment>()
}
const setDays = (kind: string, body: object, who: 'reviewer' | 'officer' = 'reviewer') =>
  test.as(who, { method: 'PUT', url: `/api/evidence/expiry/${kind}`, payload: body })

let ofFirst: Attachment
beforeAll(async () => {
  const record = await openRecord(test)
  const batch = {
    op: 'create',
    collection: 'approval-batches',
    properties: { code: 'PC-F', approved_on: '2015-03-01', declared_area_m2: 40_000 },
    geometry: polygon(square(0, 0, 30)),
  }
  const since = { effectiveOn: '2015-03-01' }
  const batchId = (await save(test, record, [batch], since)).results[0]!.id
  const { results } = await save(
    test,
    record,
    codes.map((code, i) =>
      newParcel(code, square(i < 3 ? i : 24, 0), {
        declared_area_m2: areas[code],
        approval_batch_id: batchId,
      }),
    ),
    since,
  )
  codes.forEach((code, i) => (ids[code] = results[i]!.id))
  ofFirst = await attach('F-1', '2026-11-12')
  await attach('F-2', '2026-04-06')
  // A contract proves nothing of the ground.
  await attach('F-3', '2026-11-20', { kind: 'contract' })
})

describe('how fresh the evidence of the stock is', () => {
  it('sums land by the age of the newest evidence that proves its state', async () => {
    const found = await freshness()
    expect(found).toMatchObject({ on: today, total: { areaM2: 30_000.75, count: 4 } })
    expect(classesOf(found)).toEqual({ d30: 1, d365: 1, none: 2 })
    expect(found.older).toEqual({ areaM2: 21_000.5, count: 3 })
    expect(found.expired).toEqual({ areaM2: 21_000.5, count: 3 })
    expect((await freshness('&days=230')).older).toEqual({ areaM2: 13_000, count: 2 })
    expect((await freshness('&days=229')).older.count).toBe(3)
    expect((await ask<Freshness>('freshness?kind=idle')).total).toEqual({ areaM2: 0, count: 0 })
  })

  it('has classes that add up to the stock', async () => {
    const { classes, total } = await freshness()
    expect(classes.reduce((sum, { areaM2 }) => sum + areaM2, 0)).toBe(total.areaM2)
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(total.count)
  })

  it('counts what was there on a day', async () => {
    expect(classesOf(await freshness('&on=2026-11-11'))).toEqual({ d365: 1, none: 3 })
    expect((await freshness('&on=2015-02-28')).total.count).toBe(0)
  })

  it('sends where most is renewed first, each parcel once', async () => {
    const { visits } = await freshness()
    expect(visits.map(({ codes: at }) => [...at].sort())).toEqual([['F-2', 'F-3'], ['F-4']])
    expect(visits.map(({ areaM2 }) => areaM2)).toEqual([15_000.5, 6_000])
    expect((await freshness('&radius=5000')).visits).toHaveLength(1)
  })
})

describe('the parcels behind', () => {
  it('come oldest first, and of the same age the largest', async () => {
    expect(await codesOf()).toEqual(['F-3', 'F-4', 'F-2'])
    expect((await parcels('&part=all')).rows).toMatchObject([
      { code: 'F-3', areaM2: 7_000, ageDays: null, newestOn: null, validUntil: null },
      { code: 'F-4', ageDays: null },
      { code: 'F-2', areaM2: 8_000.5, ageDays: 230, newestOn: '2026-04-06', validUntil: null },
      { code: 'F-1', ageDays: 10, newestOn: '2026-11-12', validUntil: '2027-05-11' },
    ])
  })

  it.each([
    ['age', ['F-1', 'F-2', 'F-3', 'F-4']],
    ['-area', ['F-1', 'F-2', 'F-3', 'F-4']],
    ['area', ['F-4', 'F-3', 'F-2', 'F-1']],
    ['-code', ['F-4', 'F-3', 'F-2', 'F-1']],
  ])('sorted by %s', async (sort, expected) => {
    expect(await codesOf(`&part=all&sort=${sort}`)).toEqual(expected)
  })

  it('make up the figure of their part, page by page', async () => {
    const { total, older, expired, classes } = await freshness()
    const figures = {
      all: total,
      older,
      expired,
      ...Object.fromEntries(classes.map((one) => [one.age, one])),
    }
    for (const [part, { areaM2, count }] of Object.entries(figures)) {
      const page = await parcels(`&part=${part}`)
      expect(page.total).toEqual({ areaM2, count })
      expect(page.rows.reduce((sum, row) => sum + row.areaM2, 0)).toBe(areaM2)
    }
    const first = await parcels('&part=all&sort=code&limit=3')
    expect([first.rows.length, first.next, first.total.count]).toEqual([3, 3, 4])
    const second = await parcels('&part=all&sort=code&limit=3&offset=3')
    expect([second.rows.map(({ code }) => code), second.next]).toEqual([['F-4'], null])
  })
})

describe('what is learned of one piece of evidence', () => {
  it('moves exactly its parcel when it is said to have ended, and back', async () => {
    const before = await freshness()
    const known = new Date().toISOString()
    const ended = await amend(ofFirst, { validUntil: '2026-11-15' })
    const after = await freshness()
    expect(classesOf(after)).toEqual({ d365: 1, none: 3 })
    expect(after.total).toEqual(before.total)
    expect(after.older).toEqual({ areaM2: 30_000.75, count: 4 })
    expect(after.expired).toEqual({ areaM2: 30_000.75, count: 4 })
    expect(await freshness('&on=2026-11-15')).toMatchObject({ expired: { count: 3 } })
    // What was known before answers as before.
    expect(await freshness(`&known=${known}`)).toEqual(before)
    ofFirst = await amend(ended, { validUntil: null })
    expect(await freshness()).toEqual(before)
  })

  it('moves exactly its parcel when it is deleted', async () => {
    const rows = async () => (await parcels('&part=all&sort=code')).rows
    const before = await rows()
    const removed = await attach('F-4', '2026-11-20')
    expect((await freshness()).older).toEqual({ areaM2: 15_000.5, count: 2 })
    const answer = await test.post('reviewer', `/api/attachments/${removed.id}/delete`, {
      reason: '拍错地块',
      version: removed.version,
    })
    expect(answer.statusCode, answer.body).toBeLessThan(300)
    expect(await rows()).toEqual(before)
  })
})

describe('for how long evidence proves', () => {
  it('is set from a day on by reviewers, with what it rests on', async () => {
    const body = { from: '2026-11-01', days: 5, source: '区管委会〔2026〕8号' }
    expect((await setDays('photo', body, 'officer')).statusCode).toBe(403)
    expect((await setDays('photo', { ...body, days: 0 })).statusCode).toBe(400)
    expect((await setDays('rumour', body)).statusCode).toBe(404)
    const before = await freshness()
    expect((await setDays('photo', body)).statusCode).toBe(204)
    const after = await freshness()
    // Older does not follow it; what is expired does.
    expect(after.older).toEqual(before.older)
    expect(after.expired).toEqual({ areaM2: 30_000.75, count: 4 })
    const { kinds } = await ask<{ kinds: { kind: string }[] }>('expiry')
    expect(kinds.find(({ kind }) => kind === 'photo')).toMatchObject({
      days: 5,
      usualDays: 180,
      entries: [{ from: '2026-11-01', days: 5, source: body.source }],
    })
    expect(
      (await ask<{ kinds: object[] }>('expiry?on=2026-10-31')).kinds.find(
        (one) => Reflect.get(one, 'kind') === 'photo',
      ),
    ).toMatchObject({ days: 180 })
  })

  it('leaves a kind out that proves nothing, and takes one in that does', async () => {
    await setDays('photo', { from: '2026-11-01', days: null, source: '只认勘测' })
    expect(classesOf(await freshness())).toEqual({ none: 4 })
    await setDays('contract', { from: '2026-11-01', days: 30, source: '试点' })
    expect(classesOf(await freshness())).toEqual({ d30: 1, none: 3 })
  })
})
