import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { evidenceForm, jpeg, pdf, png } from '#tests/support/evidence-files.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })

type Attachment = {
  id: number
  version: number
  name: string
  kind: string
  mediaType: string
  observedOn: string | null
  lng: number | null
  sha256: string
  widthPx: number | null
  deletedAt: string | null
  deletionReason: string | null
  uploadedAt: string
}
type List = { total: number; attachments: Attachment[] }

let parcelId = 0
beforeAll(async () => {
  const record = await openRecord(test)
  parcelId = (await save(test, record, [newParcel('E-1', square(2, 0))])).results[0]!.id
})

type Caller = Parameters<typeof test.as>[0]
const about = (more: object = {}) => ({ subject: 'parcel', subjectId: parcelId, ...more })
const send = (name: string, bytes: Uint8Array, more: object = {}, caller: Caller = 'officer') =>
  test.as(caller, { method: 'POST', url: '/api/attachments', ...evidenceForm(about(more), name, bytes) })
async function attached(name: string, bytes: Uint8Array, more: object = {}): Promise<Attachment> {
  const answer = await send(name, bytes, more)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Attachment>()
}
const list = async (query = '') =>
  (await test.get('leader', `/api/attachments?subject=parcel&subjectId=${parcelId}${query}`)).json<List>()
const patch = (id: number, payload: object, headers: Record<string, string> = {}) =>
  test.as('officer', { method: 'PATCH', url: `/api/attachments/${id}`, payload, headers })
const remove = (id: number, payload: object, caller: Caller = 'reviewer') =>
  test.post(caller, `/api/attachments/${id}/delete`, payload)
const refusal = (answer: { statusCode: number; json<T>(): T }) => {
  const { type, errors } = answer.json<{ type: string; errors?: { path: string; rule: string }[] }>()
  return [answer.statusCode, type.replace('/problems/', ''), errors?.[0]?.path, errors?.[0]?.rule]
}

describe('adding evidence', () => {
  it('takes day and place from the photograph itself, and its size', async () => {
    const shot = jpeg({ takenAt: '2026:05:06 10:00:00', lat: [35, 0, 0], lng: [111, 1, 0] })
    expect(await attached('现场 1.jpg', shot)).toMatchObject({
      name: '现场 1.jpg',
      kind: 'photo',
      mediaType: 'image/jpeg',
      observedOn: '2026-05-06',
      lng: 111.0166667,
      lat: 35,
      accuracyM: 5,
      widthPx: 640,
      heightPx: 480,
      version: 1,
      by: 'officer',
    })
  })

  it('believes what the sender says over the photograph', async () => {
    const shot = jpeg({ takenAt: '2026:05:06 10:00:00' })
    const said = { observedOn: '2026-05-07', kind: 'survey', lng: 111, lat: 35, note: ' 东侧 ' }
    expect(await attached('a.jpg', shot, said)).toMatchObject({ ...said, note: '东侧' })
  })

  it('stores the same bytes once', async () => {
    const [one, two] = [await attached('a.pdf', pdf()), await attached('b.pdf', pdf())]
    expect(one.sha256).toBe(two.sha256)
    const stored = await test.database.db
      .selectFrom('storedFile')
      .where('sha256', '=', one.sha256)
      .select('size')
      .execute()
    expect(stored).toEqual([{ size: pdf().length }])
  })

  it('cuts paths and hidden signs out of the name', async () => {
    expect((await attached('..\\..\\etc\\pass‮gpj.png', png())).name).toBe('passgpj.png')
  })

  it.each<[string, string, Uint8Array, object, unknown[]]>([
    [
      'HTML as a picture',
      'x.jpg',
      Buffer.from('<html>'),
      {},
      [422, 'rule-broken', 'file', 'type_not_allowed'],
    ],
    ['another type than its name', 'x.pdf', png(), {}, [422, 'rule-broken', 'file', 'extension_differs']],
    ['an empty file', 'x.txt', Buffer.alloc(0), {}, [422, 'rule-broken', 'file', 'empty_file']],
    [
      'a day to come',
      'x.png',
      png(),
      { observedOn: '2026-11-23' },
      [422, 'rule-broken', 'observedOn', 'future_date'],
    ],
    ['half a position', 'x.png', png(), { lng: 111 }, [422, 'rule-broken', 'lat', 'position_incomplete']],
    [
      'an end before its beginning',
      'x.png',
      png(),
      { observedOn: '2026-02-02', validUntil: '2026-02-01' },
      [422, 'rule-broken', 'validUntil', 'before_observation'],
    ],
    [
      'a subject that is not there',
      'x.png',
      png(),
      { subjectId: 1 },
      [404, 'not-found', 'subjectId', 'no_such_subject'],
    ],
    ['a step of a parcel', 'x.png', png(), { stepN: 1 }, [404, 'not-found', 'subjectId', 'no_such_subject']],
    [
      'words that it does not know',
      'x.png',
      png(),
      { color: 'red' },
      [400, 'invalid-request', 'body.about', 'boolean'],
    ],
  ])('refuses %s and stores nothing', async (_what, name, bytes, more, expected) => {
    const before = (await list('&deleted=true')).total
    const answer = refusal(await send(name, bytes, more))
    expect(answer).toEqual([
      expected[0],
      expected[1],
      expect.stringContaining(expected[2] as string),
      expected[3],
    ])
    expect((await list('&deleted=true')).total).toBe(before)
  })

  it('refuses what is larger than 20 MB, whether it says so or not', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 100_000, 0x61)
    expect(refusal(await send('big.txt', bytes))[0]).toBe(413)
    const slow = { ...evidenceForm(about(), 'big.txt', bytes.subarray(0, 20 * 1024 * 1024 + 10)) }
    expect((await test.as('officer', { method: 'POST', url: '/api/attachments', ...slow })).statusCode).toBe(
      413,
    )
  })

  it.each(['reviewer', 'leader', 'planner'] as const)('is not for a %s', async (caller) => {
    expect((await send('x.png', png(), {}, caller)).statusCode).toBe(403)
  })
})

describe('reading evidence', () => {
  it('gives the bytes back as they came, under headers that keep them harmless', async () => {
    const { id } = await attached('宗地 图.png', png(8, 8))
    const file = await test.get('leader', `/api/attachments/${id}/file`)
    expect(file.rawPayload.equals(png(8, 8))).toBe(true)
    expect(file.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="attachment-${id}"; filename*=UTF-8''${encodeURIComponent('宗地 图.png')}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
    const shown = await test.get('leader', `/api/attachments/${id}/file?inline=true`)
    expect(String(shown.headers['content-disposition'])).toMatch(/^inline/)
  })

  it('shows only pictures inline', async () => {
    const { id } = await attached('a.pdf', pdf())
    const shown = await test.get('leader', `/api/attachments/${id}/file?inline=true`)
    expect(String(shown.headers['content-disposition'])).toMatch(/^attachment/)
  })

  it('gives back a large file piece by piece', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024 + 16, '空地一百亩\n')
    const { id } = await attached('big.txt', bytes)
    const file = await test.get('officer', `/api/attachments/${id}/file`)
    expect(file.rawPayload.length).toBe(bytes.length)
    expect(file.rawPayload.equals(bytes)).toBe(true)
  })

  it('hides everything from another zone', async () => {
    const { id } = await attached('a.png', png())
    expect((await test.get('stranger', `/api/attachments/${id}`)).statusCode).toBe(404)
    expect((await test.get('stranger', `/api/attachments/${id}/file`)).statusCode).toBe(404)
    const other = await test.get('stranger', `/api/attachments?subject=parcel&subjectId=${parcelId}`)
    expect(other.json<List>().total).toBe(0)
  })
})

describe('correcting evidence', () => {
  it('asks for the version, and says who was faster', async () => {
    const { id } = await attached('a.png', png())
    expect(refusal(await patch(id, { note: 'x' }))[0]).toBe(428)
    expect((await patch(id, { note: 'x' }, { 'if-match': `"attachments-${id}-1"` })).json()).toMatchObject({
      version: 2,
      note: 'x',
    })
    expect(refusal(await patch(id, { note: 'y' }, { 'if-match': `"attachments-${id}-1"` }))[0]).toBe(412)
    const stale = await patch(id, { note: 'y', version: 1 })
    expect(stale.statusCode).toBe(409)
    expect(stale.json()).toMatchObject({ conflicts: [{ currentVersion: 2, by: 'officer' }] })
  })

  it('keeps what was said before: an earlier instant has the earlier answer', async () => {
    const { id, uploadedAt } = await attached('a.png', png(), { observedOn: '2026-01-05', note: '原' })
    await new Promise((resolve) => setTimeout(resolve, 15))
    const known = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 15))
    await patch(id, { observedOn: '2026-03-05', note: null, version: 1 })
    const find = async (query: string) => (await list(query)).attachments.find((one) => one.id === id)
    expect(await find('')).toMatchObject({ version: 2, observedOn: '2026-03-05', note: null })
    expect(await find(`&known=${known}`)).toMatchObject({ version: 1, observedOn: '2026-01-05', note: '原' })
    expect(await find(`&known=${known}&on=2026-02-01`)).toMatchObject({ version: 1 })
    expect(await find('&on=2026-02-01')).toBeUndefined()
    expect(await find(`&known=${new Date(Date.parse(uploadedAt) - 1000).toISOString()}`)).toBeUndefined()
  })

  it('refuses what makes no sense', async () => {
    const { id } = await attached('a.png', png())
    expect(refusal(await patch(id, { observedOn: '2027-01-01', version: 1 }))).toEqual([
      422,
      'rule-broken',
      'observedOn',
      'future_date',
    ])
  })
})

describe('deleting evidence', () => {
  it('is for reviewers, with a reason, and leaves who, when and why', async () => {
    const { id } = await attached('a.png', png())
    const known = new Date(Date.now() + 5).toISOString()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await remove(id, { reason: '传错了', version: 1 }, 'officer')).statusCode).toBe(403)
    expect((await remove(id, { reason: ' ', version: 1 })).statusCode).toBe(400)
    expect((await remove(id, { reason: '传错了', version: 1 })).json()).toMatchObject({
      deletedBy: 'reviewer',
      deletionReason: '传错了',
      version: 2,
    })
    expect((await list()).attachments.map((one) => one.id)).not.toContain(id)
    expect((await list('&deleted=true')).attachments.find((one) => one.id === id)).toMatchObject({
      deletionReason: '传错了',
    })
    expect((await list(`&known=${known}`)).attachments.find((one) => one.id === id)).toMatchObject({
      deletedAt: null,
    })
    const gone = await test.get('leader', `/api/attachments/${id}/file`)
    expect([gone.statusCode, gone.json<{ deletionReason: string }>().deletionReason]).toEqual([410, '传错了'])
    expect((await patch(id, { note: 'x', version: 2 })).statusCode).toBe(410)
    expect((await remove(id, { reason: 'x', version: 2 })).statusCode).toBe(410)
  })

  it('is written into the audit trail with the rest', async () => {
    const { id } = await attached('audit.png', png())
    await patch(id, { note: 'x', version: 1 })
    await remove(id, { reason: '重复', version: 2 })
    const rows = await test.database.db
      .selectFrom('auditEvent')
      .where('target', '=', String(id))
      .orderBy('id')
      .select('action')
      .execute()
    expect(rows.map(({ action }) => action)).toEqual([
      'attachment.added',
      'attachment.changed',
      'attachment.removed',
    ])
  })
})
