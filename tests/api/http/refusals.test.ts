import { describe, expect, test } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'

const { app, as, get, post } = await openTestApp()

const typeOf = (answer: { json(): { type: string } }) => answer.json().type

describe('refusals', () => {
  test('carry the security headers, also before the door', async () => {
    const { statusCode, headers } = await get('nobody', '/ogc')
    expect(statusCode).toBe(401)
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test.each(['/ogc', '/ogc/collections/parcels/items', '/tiles/zone/1/0/0.mvt', '/api/records'])(
    'a method that %s does not take is 405 and names those it takes',
    async (url) => {
      const answer = await as('officer', { method: 'DELETE', url })
      expect([answer.statusCode, typeOf(answer)]).toEqual([405, '/problems/method-not-allowed'])
      expect(String(answer.headers['allow']).split(', ')).toEqual(
        expect.arrayContaining(['GET', 'HEAD', 'OPTIONS']),
      )
    },
  )

  test('OPTIONS says which methods an address takes', async () => {
    const { statusCode, headers } = await as('nobody', { method: 'OPTIONS', url: '/api/changes' })
    expect([statusCode, headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, POST'])
  })

  test('an address that nothing answers is 404 for every method', async () => {
    for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
      const answer = await as('officer', { method, url: '/api/nowhere' })
      expect([answer.statusCode, typeOf(answer)]).toEqual([404, '/problems/not-found'])
    }
  })

  test('an address that cannot be decoded is a problem document as well', async () => {
    const answer = await get('officer', '/ogc/collections/%ff')
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('text is no body for a route that takes JSON', async () => {
    const request = { method: 'POST', url: '/api/changes', payload: '{}' } as const
    const { statusCode } = await as('officer', { ...request, headers: { 'content-type': 'text/plain' } })
    expect(statusCode).toBe(415)
  })
})

describe('values that no database can hold', () => {
  const unstorable = '1e30'

  test.each([
    `/api/features/parcels/${unstorable}`,
    `/api/changes/${unstorable}`,
    `/api/changes?recordId=${unstorable}`,
    `/api/records?offset=${unstorable}`,
    `/api/imports/${unstorable}`,
    `/ogc/collections/parcels/items?cursor=${unstorable}`,
    '/api/records?q=%00',
    '/api/reference-layers/%00',
  ])('%s is a fault of the request, not of the server', async (url) => {
    const answer = await get('officer', url)
    expect([answer.statusCode, typeOf(answer)]).toEqual([400, '/problems/invalid-request'])
  })

  test.each([
    [{ number: 'a\0b', title: 'x', kind: 'other' }, 400, '/problems/invalid-request'],
    [{ number: 'a', title: 'x', kind: 'other', issuedOn: '0000-01-01' }, 422, '/problems/rule-broken'],
  ])('nor does a record take %j', async (record, status, type) => {
    const answer = await post('officer', '/api/records', record)
    expect([answer.statusCode, answer.json<{ type: string }>().type]).toEqual([status, type])
  })

  test('a name with a NUL signs nobody in', async () => {
    const url = '/api/auth/sign-in/username'
    const payload = { username: 'a\0', password: 'b\0' }
    const answer = await app.inject({ method: 'POST', url, payload })
    expect(answer.statusCode).toBe(400)
  })
})

describe('null is the same as nothing', () => {
  const url = '/api/changes'
  const end = { op: 'end', collection: 'parcels', id: 1 }

  test('no record is no record', async () => {
    const answer = await post('officer', url, { recordId: null, operations: [{ ...end, version: 1 }] })
    expect([answer.statusCode, typeOf(answer)]).toEqual([422, '/problems/record-required'])
  })

  test('no version is no version', async () => {
    const answer = await post('officer', url, { recordId: 1, operations: [{ ...end, version: null }] })
    expect([answer.statusCode, typeOf(answer)]).toEqual([428, '/problems/version-required'])
  })
})
