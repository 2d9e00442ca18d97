import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, save, square } from '#tests/api/changes/land.ts'

const test = await openTestApp()
const body = (number: string) => ({
  number,
  title: '批复',
  kind: 'approval',
  issuer: '省政府',
  issuedOn: '2020-03-01',
})

const create = (number: string) => test.post('officer', '/api/records', body(number))
const patch = (id: number, payload: object, headers = {}) =>
  test.as('officer', { method: 'PATCH', url: `/api/records/${id}`, payload, headers })

describe('records', () => {
  it('are kept by officers and reviewers and read by everybody in the zone', async () => {
    const created = await create('晋政地字〔2020〕1号')
    expect(created.statusCode).toBe(201)
    expect(created.json()).toMatchObject({
      ...body('晋政地字〔2020〕1号'),
      version: 1,
      closed: false,
      changeCount: 0,
    })
    expect((await test.post('reviewer', '/api/records', body('R'))).statusCode).toBe(201)
    for (const role of ['leader', 'planner'] as const)
      expect((await test.post(role, '/api/records', body('L'))).statusCode).toBe(403)
    const { id } = created.json()
    expect((await test.get('leader', `/api/records/${id}`)).json().record.number).toBe('晋政地字〔2020〕1号')
    expect((await test.get('stranger', `/api/records/${id}`)).statusCode).toBe(404)
  })

  it('have a number of their own within the zone', async () => {
    await create('N-1')
    const again = await create('N-1')
    expect([again.statusCode, again.json().type]).toEqual([409, '/problems/duplicate-value'])
    expect((await test.post('stranger', '/api/records', body('N-1'))).statusCode).toBe(201)
  })

  it('refuse an unknown kind, a day that does not exist and an empty title', async () => {
    for (const wrong of [{ kind: 'rumour' }, { issuedOn: '2020-02-30' }, { title: '  ' }])
      expect((await test.post('officer', '/api/records', { ...body('W'), ...wrong })).statusCode).toBe(400)
  })

  it('are found by number, title or issuer, open or closed', async () => {
    await create('找得到-7')
    const { id } = (await create('找得到-8')).json()
    await patch(id, { version: 1, closed: true })
    const find = async (query: string) =>
      (await test.get('leader', `/api/records?${query}`)).json() as {
        total: number
        records: { number: string }[]
      }
    expect((await find(`q=${encodeURIComponent('找得到')}`)).total).toBe(2)
    const open = await find(`q=${encodeURIComponent('找得到')}&status=open`)
    expect(open.records.map(({ number }) => number)).toEqual(['找得到-7'])
    expect((await find(`q=${encodeURIComponent('%')}`)).total).toBe(0)
    expect((await find('limit=1&offset=1')).records).toHaveLength(1)
  })

  it('are edited only on the version that one knows', async () => {
    const { id } = (await create('E-1')).json()
    expect((await patch(id, { title: 'x' })).statusCode).toBe(428)
    const edited = await patch(id, { title: '改', issuer: null, version: 1 })
    expect(edited.json()).toMatchObject({ title: '改', issuer: null, kind: 'approval', version: 2 })
    expect(
      await patch(id, { title: 'y', version: 1 }).then((answer) => [answer.statusCode, answer.json().type]),
    ).toEqual([409, '/problems/stale-version'])
    expect((await patch(id, { title: 'y' }, { 'if-match': `"records-${id}-1"` })).statusCode).toBe(412)
    expect((await patch(id, { title: 'y' }, { 'if-match': `"records-${id}-2"` })).statusCode).toBe(200)
  })

  it('take no change and no edit while closed, and may be opened again', async () => {
    const { id } = (await create('Z-1')).json()
    expect((await patch(id, { version: 1, closed: true })).json()).toMatchObject({ closed: true, version: 2 })
    expect((await patch(id, { version: 2, title: 'x' })).json().type).toBe('/problems/record-closed')
    expect((await patch(id, { version: 2, closed: false })).json()).toMatchObject({
      closed: false,
      closedAt: null,
    })
    await save(test, id, [newParcel('Z-1', square(0, 0))])
  })

  it('show their changes and the ground that parcels won and lost', async () => {
    const { id } = (await create('S-1')).json()
    const { results } = await save(test, id, [newParcel('S-1', square(0, 5)), newParcel('S-2', square(2, 5))])
    const [first, second] = results
    await save(test, id, [{ op: 'end', collection: 'parcels', id: second!.id, version: 1 }])
    const detail = (await test.get('leader', `/api/records/${id}`)).json()
    expect(detail.changes).toHaveLength(2)
    expect(detail.areaInM2).toBeCloseTo(first!.areaEllipsoidalM2! + second!.areaEllipsoidalM2!, 6)
    expect(detail.areaOutM2).toBeCloseTo(second!.areaEllipsoidalM2!, 6)
  })
})
