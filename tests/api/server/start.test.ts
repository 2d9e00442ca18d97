import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { emptyPlace, engine } from '#tests/support/database.ts'

const place = await emptyPlace()
const dataDir = mkdtempSync(join(tmpdir(), 'mujie-start-'))
const running = new Set<ChildProcess>()

afterEach(() => running.forEach((child) => child.kill('SIGKILL')))
afterAll(async () => {
  rmSync(dataDir, { recursive: true, force: true })
  await place.remove()
})

const settings: Record<string, string> = {
  PORT: '0',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'warn',
  DEMO: 'on',
  ...(place.options.databaseUrl
    ? { DATABASE_URL: place.options.databaseUrl, AUTH_SECRET: 'a-secret-for-tests-only-0123456789abcdef' }
    : {}),
}

type Started = { child: ChildProcess; output: () => string; exit: Promise<number | null> }

function run(args: string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts', ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let text = ''
  child.stdout!.on('data', (chunk: Buffer) => (text += String(chunk)))
  child.stderr!.on('data', (chunk: Buffer) => (text += String(chunk)))
  const exit = once(child, 'exit').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { child, output: () => text, exit }
}

async function address({ output, exit }: Started): Promise<string> {
  const ended = exit.then(() => Promise.reject(new Error(output())))
  for (;;) {
    const found = /open at (http:\S+)/.exec(output())?.[1]
    if (found) return found
    await Promise.race([ended, new Promise((done) => setTimeout(done, 50))])
  }
}

/** As a program does, which sends no Origin; better-auth behaves differently where it finds itself under test. */
async function signsInAndOut(base: string): Promise<void> {
  const signIn = (cookie = '') =>
    fetch(`${base}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ username: 'leader', password: 'mujie-demo' }),
    })
  const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]!.split(';')[0]!
  const first = cookieOf(await signIn())
  const again = await signIn(first)
  expect(again.status).toBe(200)
  const cookie = cookieOf(again)
  const status = async () => (await fetch(`${base}/ogc`, { headers: { cookie } })).status
  expect(await status()).toBe(200)
  const out = await fetch(`${base}/api/auth/sign-out`, { method: 'POST', headers: { cookie } })
  expect(out.status).toBe(200)
  expect(await status()).toBe(401)
  const foreign = { cookie: first, origin: 'http://elsewhere.example' }
  expect((await fetch(`${base}/api/auth/sign-out`, { method: 'POST', headers: foreign })).status).toBe(403)
}

describe('starting and stopping', () => {
  test(
    'serves pages, contract and demonstration, and stops cleanly with a request in flight',
    { timeout: 240_000 },
    async () => {
      const server = run(['start'])
      const base = await address(server)
      expect(server.output()).toMatch(/officer +李经办/)
      expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ status: 'ready' })
      const page = await fetch(`${base}/map?view=1,2,3`)
      expect(await page.text()).toContain('<div id="app">')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
      expect((await fetch(`${base}/api/nothing`)).headers.get('content-type')).toContain('problem+json')

      await signsInAndOut(base)
      const authorization = `Basic ${Buffer.from('planner:mujie-demo').toString('base64')}`
      const inFlight = fetch(`${base}/api/exports/parcels?format=xlsx`, { headers: { authorization } })
      await new Promise((done) => setTimeout(done, 150))
      server.child.kill('SIGTERM')
      expect((await inFlight).status).toBe(200)
      expect((await (await inFlight).arrayBuffer()).byteLength).toBeGreaterThan(10_000)
      expect(await server.exit).toBe(0)

      const again = run(['start'])
      const later = await address(again)
      const items = await fetch(`${later}/ogc/collections/parcels/items?limit=1`, {
        headers: { authorization },
      })
      expect((await items.json()).numberMatched).toBeGreaterThan(500)
      again.child.kill('SIGINT')
      expect(await again.exit).toBe(0)
    },
  )

  test.runIf(engine === 'embedded')(
    'refuses a second opener of the same folder',
    { timeout: 240_000 },
    async () => {
      const first = run(['start'])
      await address(first)
      const second = run(['start'])
      expect(await second.exit).toBe(1)
      expect(second.output()).toMatch(/in use|already/i)
      first.child.kill('SIGTERM')
      expect(await first.exit).toBe(0)
    },
  )

  test('names every wrong setting at once', async () => {
    const wrong = run(['start'], { PORT: 'eighty', LOG_LEVEL: 'loud', DEMO: 'perhaps', AUTH_SECRET: 'short' })
    expect(await wrong.exit).toBe(1)
    for (const name of ['PORT', 'LOG_LEVEL', 'DEMO', 'AUTH_SECRET']) expect(wrong.output()).toContain(name)
    const open = run(['start'], { HOST: '0.0.0.0' })
    expect(await open.exit).toBe(1)
    expect(open.output()).toContain('DEMO=public')
  })
})
