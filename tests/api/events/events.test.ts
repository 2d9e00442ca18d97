import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'

let test: TestApp
let origin: string
beforeAll(async () => {
  test = await openTestApp()
  origin = await test.app.listen({ host: '127.0.0.1', port: 0 })
})

type Stream = { response: IncomingMessage; text(): string; closed: Promise<void>; leave(): void }

function open(token: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${origin}/api/events`,
      { headers: { authorization: `Bearer ${token}` } },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('error', () => undefined)
        const closed = new Promise<void>((done) => response.once('close', () => done()))
        resolve({ response, text: () => text, closed, leave: () => asked.destroy() })
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

const edited = (zoneId: number) =>
  test.context.mapEvents.encode({
    zoneId,
    collection: 'parcels',
    bbox: [111, 35, 111.001, 35.001],
    changeId: 7,
    by: '经办员',
  })

const tell = (payload: string) =>
  test.database.query('', 'select pg_notify($1, $2)', [test.context.mapEvents.channel, payload])

describe('the event stream', () => {
  it('tells open maps of the zone which place has changed, and those of other zones nothing', async () => {
    const [own, foreign] = await Promise.all([open(test.tokens.leader), open(test.tokens.stranger)])
    expect(own.response.statusCode).toBe(200)
    expect(own.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    })
    expect(own.response.headers['content-security-policy']).toBeDefined()
    await tell(edited(test.zoneId))
    await expect.poll(own.text).toContain('data: ')
    const line = /data: (.*)/.exec(own.text())![1]!
    expect(JSON.parse(line)).toEqual({
      type: 'map',
      collection: 'parcels',
      bbox: [111, 35, 111.001, 35.001],
      by: '经办员',
      changeId: 7,
    })
    expect(foreign.text()).not.toContain('data:')
    own.leave()
    foreign.leave()
  })

  it('tells of a saved change', async () => {
    const stream = await open(test.tokens.reviewer)
    const record = await test.post('officer', '/api/records', { number: 'E-1', title: '事件', kind: 'other' })
    const saved = await test.post('officer', '/api/changes', {
      recordId: record.json().id,
      operations: [
        {
          op: 'create',
          collection: 'facilities',
          properties: { code: 'E-1', name: '变电站', kind: 'substation', status: 'planned' },
          geometry: { type: 'Point', coordinates: [111, 35] },
        },
      ],
    })
    expect(saved.statusCode).toBe(201)
    await expect.poll(stream.text).toContain('"collection":"facilities"')
    expect(stream.text()).toContain(`"changeId":${saved.json().change.id}`)
    stream.leave()
  })

  it('refuses nobody with 401 and more streams of one person than a person has tabs', async () => {
    expect((await test.get('nobody', '/api/events')).statusCode).toBe(401)
    const streams = await Promise.all(Array.from({ length: 12 }, () => open(test.tokens.planner)))
    const refused = await open(test.tokens.planner)
    expect(refused.response.statusCode).toBe(429)
    streams[0]!.leave()
    await streams[0]!.closed
    await expect
      .poll(async () => {
        const again = await open(test.tokens.planner)
        again.leave()
        return again.response.statusCode
      })
      .toBe(200)
    for (const stream of streams) stream.leave()
  })

  it('ends when the server stops', async () => {
    const stream = await open(test.tokens.officer)
    await test.app.close()
    await stream.closed
    expect(stream.response.complete).toBe(true)
  })
})
