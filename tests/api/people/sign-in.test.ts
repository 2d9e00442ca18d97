import { describe, expect, test } from 'vitest'
import { openTestApp, testPassword } from '#tests/support/app.ts'

const { app, database, userIds, get, as } = await openTestApp()

const signIn = (username: string, password = testPassword, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/auth/sign-in/username', payload: { username, password }, headers })

const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')

const session = (cookie: string) => app.inject({ url: '/api/session', headers: { cookie } })

describe('signing in', () => {
  test('opens a session by a cookie that scripts cannot read', async () => {
    const answer = await signIn('t-officer')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ user: { id: userIds.officer, name: 'officer', username: 't-officer' } })
    const cookie = answer.cookies.find(({ name }) => name === 'mujie.session_token')
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    const { user, zone, permissions } = (await session(cookieOf(answer))).json()
    expect(user.username).toBe('t-officer')
    expect(zone).toMatchObject({ slug: 'test', roles: ['officer'], planarSrid: 4546 })
    expect(permissions).toContain('changes:write')
    expect(permissions).not.toContain('people:manage')
  })

  test('marks the cookie secure behind a TLS proxy', async () => {
    const answer = await signIn('t-officer', testPassword, { 'x-forwarded-proto': 'https' })
    expect(answer.cookies.every(({ secure }) => secure)).toBe(true)
  })

  test('refuses a wrong password and an unknown name alike', async () => {
    for (const answer of [await signIn('t-leader', 'wrong-password'), await signIn('nobody-at-all')]) {
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.json().type).toBe('/problems/wrong-credentials')
    }
  })

  test('stops guessing at a user name after ten wrong passwords, also by HTTP Basic', async () => {
    for (let i = 0; i < 10; i++) await signIn('t-planner', `guess-${i}-long`)
    const refused = await signIn('t-planner')
    expect(refused.statusCode).toBe(429)
    expect(refused.json().retryAfterSeconds).toBeGreaterThan(0)
    expect(refused.headers['retry-after']).toBe(String(refused.json().retryAfterSeconds))
    const basic = `Basic ${Buffer.from(`t-planner:${testPassword}`).toString('base64')}`
    expect((await app.inject({ url: '/api/tokens', headers: { authorization: basic } })).statusCode).toBe(429)
  })

  test('an office behind one address signs in as often as it likes, guessing at many names ends', async () => {
    for (let i = 0; i < 40; i++) expect((await signIn('t-officer')).statusCode).toBe(200)
    const remoteAddress = '10.9.8.7'
    const guess = (name: string, password: string) =>
      app.inject({
        method: 'POST',
        url: '/api/auth/sign-in/username',
        remoteAddress,
        payload: { username: name, password },
      })
    for (let i = 0; i < 60; i++) await guess(`nobody-${i}`, 'guess-long-enough')
    expect((await guess('t-officer', testPassword)).statusCode).toBe(429)
    expect((await signIn('t-officer')).statusCode).toBe(200)
  })

  test('a forged or damaged cookie is nobody', async () => {
    const cookie = cookieOf(await signIn('t-officer'))
    const forged = cookie.replace(/session_token=./, 'session_token=%00')
    expect((await session(forged)).json().user).toBeNull()
    const { statusCode } = await app.inject({
      url: '/api/tokens',
      headers: { cookie: 'mujie.session_token=%E0%A4%A' },
    })
    expect(statusCode).toBe(401)
  })

  test('a page of another site cannot sign anybody in or write', async () => {
    const foreign = { origin: 'http://evil.example', host: '127.0.0.1:8080' }
    expect((await signIn('t-officer', testPassword, foreign)).statusCode).toBe(403)
    const own = { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }
    expect((await signIn('t-officer', testPassword, own)).statusCode).toBe(200)
  })

  test('signing out ends the session for good', async () => {
    const cookie = cookieOf(await signIn('t-reviewer'))
    expect((await app.inject({ url: '/api/tokens', headers: { cookie } })).statusCode).toBe(200)
    await app.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { cookie } })
    expect((await app.inject({ url: '/api/tokens', headers: { cookie } })).statusCode).toBe(401)
  })
})

describe('sessions are revocable', () => {
  test('a person ends one of their own from another', async () => {
    const here = cookieOf(await signIn('t-leader'))
    const there = cookieOf(await signIn('t-leader'))
    const { sessions } = (await app.inject({ url: '/api/sessions', headers: { cookie: here } })).json()
    const other = sessions.find(({ current }: { current: boolean }) => !current)
    const gone = await app.inject({
      method: 'DELETE',
      url: `/api/sessions/${other.id}`,
      headers: { cookie: here },
    })
    expect(gone.statusCode).toBe(204)
    expect((await app.inject({ url: '/api/sessions', headers: { cookie: there } })).statusCode).toBe(401)
    expect((await app.inject({ url: '/api/sessions', headers: { cookie: here } })).statusCode).toBe(200)
  })

  test('nobody ends the session of somebody else', async () => {
    const cookie = cookieOf(await signIn('t-leader'))
    const { sessions } = (await app.inject({ url: '/api/sessions', headers: { cookie } })).json()
    const stolen = await as('officer', { method: 'DELETE', url: `/api/sessions/${sessions[0].id}` })
    expect(stolen.statusCode).toBe(404)
  })

  test('disabling a person ends everything at once: sessions, tokens and Basic', async () => {
    const made = await as('administrator', {
      method: 'POST',
      url: '/api/people',
      payload: { username: 'temp', name: '临时', password: testPassword, roles: ['planner'] },
    })
    const cookie = cookieOf(await signIn('temp'))
    const basic = { authorization: `Basic ${Buffer.from(`temp:${testPassword}`).toString('base64')}` }
    const token = (
      await app.inject({ method: 'POST', url: '/api/tokens', headers: { cookie }, payload: { name: 'gis' } })
    ).json().token as string
    const doors = [{ cookie }, basic, { authorization: `Bearer ${token}` }]
    for (const headers of doors)
      expect((await app.inject({ url: '/api/tokens', headers })).statusCode).toBe(200)
    await as('administrator', {
      method: 'PATCH',
      url: `/api/people/${made.json().id}`,
      payload: { disabled: true },
    })
    for (const headers of doors)
      expect((await app.inject({ url: '/api/tokens', headers })).statusCode).toBe(401)
    expect((await signIn('temp')).statusCode).toBe(401)
  })
})

describe('programs', () => {
  test('a token works as Bearer and as Basic password, is shown once and kept as a hash', async () => {
    const cookie = cookieOf(await signIn('t-officer'))
    const made = await app.inject({
      method: 'POST',
      url: '/api/tokens',
      headers: { cookie },
      payload: { name: 'QGIS', days: 30 },
    })
    expect(made.statusCode).toBe(201)
    const { token, id } = made.json()
    const basic = `Basic ${Buffer.from(`t-officer:${token}`).toString('base64')}`
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, basic]) {
      expect((await app.inject({ url: '/api/tokens', headers: { authorization } })).statusCode).toBe(200)
    }
    const listed = (await app.inject({ url: '/api/tokens', headers: { cookie } })).body
    expect(listed).not.toContain(token)
    const stored = await database.db
      .selectFrom('accessToken')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(stored)).not.toContain(token)
    await app.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers: { cookie } })
    expect((await app.inject({ url: '/api/tokens', headers: { authorization: basic } })).statusCode).toBe(401)
  })

  test('a token of another person does not open under this name, and no token begets tokens', async () => {
    const cookie = cookieOf(await signIn('t-officer'))
    const { token } = (
      await app.inject({ method: 'POST', url: '/api/tokens', headers: { cookie }, payload: { name: 'x' } })
    ).json()
    const authorization = `Basic ${Buffer.from(`t-leader:${token}`).toString('base64')}`
    expect((await app.inject({ url: '/api/tokens', headers: { authorization } })).statusCode).toBe(401)
    expect(
      (await as({ token }, { method: 'POST', url: '/api/tokens', payload: { name: 'more' } })).statusCode,
    ).toBe(403)
  })

  test('an expired token is nobody', async () => {
    const cookie = cookieOf(await signIn('t-officer'))
    const { token, id } = (
      await app.inject({
        method: 'POST',
        url: '/api/tokens',
        headers: { cookie },
        payload: { name: 'old', days: 1 },
      })
    ).json()
    await database.db
      .updateTable('accessToken')
      .set({ expiresAt: '2020-01-01T00:00:00.000Z' })
      .where('id', '=', id)
      .execute()
    expect((await as({ token }, { url: '/api/tokens' })).statusCode).toBe(401)
  })

  test('only a program is challenged for a password, never a page', async () => {
    const program = await app.inject({ url: '/api/tokens' })
    expect(program.headers['www-authenticate']).toContain('Basic')
    const page = await app.inject({ url: '/api/tokens', headers: { 'sec-fetch-mode': 'cors' } })
    expect(page.headers['www-authenticate']).toBeUndefined()
  })
})

describe('administration', () => {
  test('is written to the audit log without secrets', async () => {
    await as('administrator', {
      method: 'POST',
      url: '/api/people',
      payload: {
        username: 'wang',
        name: '王某',
        password: 'never-in-the-log',
        roles: ['officer', 'planner'],
      },
    })
    const { people } = (await get('administrator', '/api/people')).json()
    const wang = people.find(({ username }: { username: string }) => username === 'wang')
    expect(wang.roles).toEqual(['officer', 'planner'])
    await as('administrator', {
      method: 'PATCH',
      url: `/api/people/${wang.id}`,
      payload: { roles: ['leader'], password: 'another-secret' },
    })
    const audit = await get('administrator', '/api/audit')
    expect(
      audit
        .json()
        .events.map(({ action, target }: { action: string; target: string }) => `${action} ${target}`)
        .slice(0, 2),
    ).toEqual(['person.changed wang', 'person.created wang'])
    expect(audit.body).not.toMatch(/never-in-the-log|another-secret/)
  })

  test('refuses a taken name, a short password and the loss of the last administrator', async () => {
    const person = { username: 't-officer', name: 'x', password: testPassword, roles: ['planner'] }
    const taken = await as('administrator', { method: 'POST', url: '/api/people', payload: person })
    expect(taken.json()).toMatchObject({ type: '/problems/duplicate-value', field: 'username' })
    const short = await as('administrator', {
      method: 'POST',
      url: '/api/people',
      payload: { ...person, username: 'u2', password: 'short' },
    })
    expect(short.json().errors[0]).toMatchObject({ path: 'body/password', rule: 'min_length' })
    const last = await as('administrator', {
      method: 'PATCH',
      url: `/api/people/${userIds.administrator}`,
      payload: { roles: ['planner'] },
    })
    expect(last.json()).toMatchObject({ type: '/problems/rule-broken', rule: 'last_administrator' })
    expect((await get('administrator', '/api/people')).statusCode).toBe(200)
  })

  test('an administrator sees only the people of the own zone', async () => {
    const { people } = (await get('stranger', '/api/people')).json()
    expect(people.map(({ username }: { username: string }) => username)).toEqual(['t-stranger'])
    const foreign = await as('stranger', {
      method: 'PATCH',
      url: `/api/people/${userIds.officer}`,
      payload: { disabled: true },
    })
    expect(foreign.statusCode).toBe(404)
  })
})
