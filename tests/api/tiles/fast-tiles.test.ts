import { beforeAll, describe, expect, it } from 'vitest'
import { metricsText } from '#api/features/operations/metrics.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openLand, square } from '#tests/support/land.ts'
import { tileAt, urlOf } from './decode.ts'

let test: TestApp
let origin: string
const path = urlOf('zone', tileAt(14, 111, 35))

beforeAll(async () => {
  test = await openTestApp()
  const land = await openLand(test.database, test.zoneId)
  for (let i = 0; i < 20; i++) {
    await land.insert('parcel', { code: `F-${i}`, name: `第${i}号`, geom: square(111 + i * 0.001, 35) })
  }
  origin = await test.app.listen({ host: '127.0.0.1', port: 0 })
})

type Sent = { status: number; headers: Record<string, string>; body: string }

async function ask(
  url: string,
  headers: Record<string, string> = {},
  as = test.tokens.planner,
): Promise<Sent> {
  const answer = await fetch(`${origin}${url}`, { headers: { authorization: `Bearer ${as}`, ...headers } })
  const { date: _, ...kept } = Object.fromEntries(answer.headers)
  return {
    status: answer.status,
    headers: kept,
    body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
  }
}

const counted = (): number =>
  Number(
    /_count\{method="GET",route="\/tiles\/:id\/:z\/:x\/:y.mvt",status="200"\} (\d+)/.exec(
      metricsText(),
    )?.[1] ?? 0,
  )

describe('a tile in memory', () => {
  it('is answered with the headers and bytes that Fastify gives, in each encoding, and as 304', async () => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      const first = await ask(path, { 'accept-encoding': encoding })
      const injected = await test.app.inject({
        url: path,
        headers: { authorization: `Bearer ${test.tokens.planner}`, 'accept-encoding': encoding },
      })
      const second = await ask(path, { 'accept-encoding': encoding })
      // A second may pass between the two, and `date` tells.
      const { date: _first, ...sooner } = first.headers
      const { date: _second, ...later } = second.headers
      expect({ ...second, headers: later }).toEqual({ ...first, headers: sooner })
      const told = (headers: object) =>
        Object.fromEntries(
          Object.entries(headers)
            .filter(([name]) => name !== 'date' && name !== 'connection')
            .map(([name, value]) => [name, String(value)]),
        )
      expect(second.headers).toMatchObject(told(injected.headers))
      const again = await ask(path, { 'accept-encoding': encoding, 'if-none-match': first.headers['etag']! })
      const slow = await test.app.inject({
        url: path,
        headers: {
          authorization: `Bearer ${test.tokens.planner}`,
          'accept-encoding': encoding,
          'if-none-match': first.headers['etag']!,
        },
      })
      expect(again.status).toBe(304)
      expect(slow.statusCode).toBe(304)
      expect(again.body).toBe('')
      expect(again.headers).toMatchObject(told(slow.headers))
      for (const name of ['content-length', 'content-type', 'content-encoding']) {
        expect([again.headers[name], slow.headers[name]]).toEqual([undefined, undefined])
      }
    }
  })

  it('passes by the route, and is counted like every other request', async () => {
    await ask(path)
    const { fetch: routeFetch } = test.context.tileCache
    let routed = 0
    test.context.tileCache.fetch = (...given) => {
      routed++
      return routeFetch(...given)
    }
    const before = counted()
    const answers = [await ask(path), await ask(path)]
    test.context.tileCache.fetch = routeFetch
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(routed).toBe(0)
    expect(counted() - before).toBe(2)
  })

  it('is not answered to somebody of another zone, to nobody, or after the token is gone', async () => {
    await ask(path)
    const own = await ask(path)
    const stranger = await ask(path, {}, test.tokens.stranger)
    expect(stranger.status).toBe(200)
    expect(stranger.body).toBe('')
    expect(own.body).not.toBe('')
    expect((await ask(`${path}?zone=test`, {}, test.tokens.stranger)).status).toBe(404)
    expect((await ask(`${path}?zone=test`)).body).toBe(own.body)
    expect((await ask(`${path}?zone=test`)).body).toBe(own.body)
    expect((await ask(`${path}?zone=nowhere`)).status).toBe(404)
    expect((await ask(path, {}, 'mjt_wrong')).status).toBe(401)

    const tokens = await test.get('leader', '/api/tokens')
    expect((await ask(path, {}, test.tokens.leader)).status).toBe(200)
    const { id } = tokens.json().tokens[0]
    await test.as('leader', { method: 'DELETE', url: `/api/tokens/${id}` })
    expect((await ask(path, {}, test.tokens.leader)).status).toBe(401)
  })
})
