import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPool } from '#api/db/pglite-driver.ts'
import type { Engine } from '#api/db/pglite-engine.ts'
import type { EngineResult } from '#api/db/pglite-protocol.ts'

/** An engine that only notes what it is asked, and knows whether it is inside a transaction. */
function noteTaking(): { engine: Engine; asked: string[] } {
  const asked: string[] = []
  const session = {
    ended: false,
    inTransaction: false,
    query: async (statement: string): Promise<EngineResult> => {
      asked.push(statement)
      if (statement === 'begin') session.inTransaction = true
      if (statement === 'rollback' || statement === 'commit') session.inTransaction = false
      const { inTransaction } = session
      return { fields: [], rows: [], bytes: null, command: 'X', rowCount: null, inTransaction }
    },
    script: async (text: string): Promise<EngineResult[]> => [await session.query(text)],
  }
  return { engine: { session: async () => session, close: async () => undefined }, asked }
}

const limits = { statementTimeoutMs: 1_000, acquireTimeoutMs: 1_000, idleInTransactionTimeoutMs: 1_000 }

test('gives the one connection to whoever asked first', async () => {
  const pool = createPool(noteTaking().engine, limits)
  const order: number[] = []
  const users = [1, 2, 3].map(async (user) => {
    const lease = await pool.acquire()
    order.push(user)
    await wait(5)
    await lease.release()
  })
  await Promise.all(users)
  expect(order).toEqual([1, 2, 3])
})

test('tells whoever uses the database inside its own transaction, instead of waiting for ever', async () => {
  const pool = createPool(noteTaking().engine, { ...limits, acquireTimeoutMs: 50 })
  const lease = await pool.acquire()
  await expect(pool.acquire()).rejects.toMatchObject({ code: '53300' })
  await lease.release()
  await (await pool.acquire()).release()
})

test('rolls back a transaction whose owner gives the connection back', async () => {
  const { engine, asked } = noteTaking()
  const lease = await createPool(engine, limits).acquire()
  await lease.run('begin', [])
  await lease.release()
  expect(asked).toEqual(['begin', 'rollback'])
})

test('gives up a transaction that has been silent for too long', async () => {
  const { engine, asked } = noteTaking()
  const pool = createPool(engine, { ...limits, idleInTransactionTimeoutMs: 50 })
  const lease = await pool.acquire()
  await lease.run('begin', [])
  const next = await pool.acquire()
  expect(asked).toEqual(['begin', 'rollback'])
  await expect(lease.run('insert', [])).rejects.toMatchObject({ code: '25P03' })
  await lease.release()
  await next.release()
})
