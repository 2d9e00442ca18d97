import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { DatabaseOptions } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'
import { emptyPlace, onServer } from '#tests/support/database.ts'

const place = await emptyPlace()
const url = place.options.databaseUrl!
afterAll(() => place.remove())

async function withDatabase(
  options: DatabaseOptions,
  use: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<void>,
): Promise<void> {
  const database = await openDatabase({ databaseUrl: url, poolSize: 2, ...options })
  try {
    await use(database)
  } finally {
    await database.close()
  }
}

const nowhere = 'postgresql://mujie@127.0.0.1:1/nowhere'

function urlOf(changes: Partial<Pick<URL, 'username' | 'pathname'>>): string {
  return Object.assign(new URL(url), changes).href
}

test('creates PostGIS when the database has none', async () => {
  await withDatabase({}, async ({ ping }) => expect(await ping()).toBeUndefined())
})

test('compiles no statement just in time, which costs more than it answers', async () => {
  await withDatabase({}, async (database) =>
    expect(await database.query('', 'show jit', [])).toEqual([{ jit: 'off' }]),
  )
})

test('says what to do when PostGIS is missing and must be created by somebody else', async () => {
  const bare = await emptyPlace()
  const name = new URL(bare.options.databaseUrl!).pathname.slice(1)
  await onServer(url, `create role ${name}_guest login`)
  const guest = Object.assign(new URL(bare.options.databaseUrl!), { username: `${name}_guest` }).href
  await expect(openDatabase({ databaseUrl: guest })).rejects.toThrow(
    'as a superuser run: create extension postgis',
  )
  await bare.remove()
  await onServer(url, `drop role ${name}_guest`)
})

test('prepares a named statement once for each connection', async () => {
  await withDatabase({ poolSize: 1 }, async ({ db, query }) => {
    for (let time = 0; time < 3; time++) await query('one', 'select $1::int as n', [time])
    const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements`.execute(db)
    expect(rows).toEqual([{ name: 'one' }])
  })
})

test('reads from the replicas in turn, and writes to none of them', async () => {
  const replicas = ['a', 'b'].map((name) => `${url}?application_name=${name}`)
  await withDatabase({ readUrls: replicas }, async ({ db, read, query }) => {
    const asked = 'select current_setting($1) as name'
    const names: string[] = []
    for (let time = 0; time < 4; time++) {
      const [row] = await query<{ name: string }>('who', asked, ['application_name'], 'replica')
      names.push(row!.name)
    }
    expect(names).toEqual(['a', 'b', 'a', 'b'])
    const own = await query<{ name: string }>('who', asked, ['application_name'])
    expect(own).toEqual([{ name: 'mujie' }])
    expect(read).not.toBe(db)
  })
})

test('answers from the primary while no replica can be reached', async () => {
  await withDatabase({ readUrls: [nowhere] }, async ({ read }) => {
    const { rows } = await sql`select 1 as one`.execute(read)
    expect(rows).toEqual([{ one: 1 }])
  })
})

/** Ends the connections to this file's database, as an administrator or a restart would. */
const breakConnections = (application: string) =>
  onServer(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = '${application}' and datname = current_database()`,
  )

test('goes on after the server has closed its connections', async () => {
  await withDatabase({}, async ({ db, ping }) => {
    await ping()
    await breakConnections('mujie')
    await wait(100)
    await sql`select 1`.execute(db)
    expect(await ping()).toBeUndefined()
  })
})

test('fails a transaction whose connection broke, and nothing else', async () => {
  await withDatabase({}, async ({ db, ping }) => {
    const transaction = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await breakConnections('mujie')
      await wait(100)
      await sql`select 1`.execute(trx)
    })
    await expect(transaction).rejects.toThrow(/terminat|not queryable/)
    expect(await ping()).toBeUndefined()
  })
})

test('listens again after its connection broke, and says that messages may be missing', async () => {
  await withDatabase({}, async ({ db, listen }) => {
    const heard: string[] = []
    const lost = new Promise<void>((resolve) => {
      void listen('edits', (payload) => heard.push(payload), resolve)
    })
    await wait(200)
    await breakConnections('mujie-listen')
    await lost
    await sql`select pg_notify('edits', 'again')`.execute(db)
    await wait(200)
    expect(heard).toEqual(['again'])
  })
})

test('refuses a server that is not there', async () => {
  await expect(openDatabase({ databaseUrl: nowhere })).rejects.toThrow('ECONNREFUSED')
  await expect(openDatabase({ databaseUrl: urlOf({ pathname: '/no_such_database' }) })).rejects.toMatchObject(
    {
      code: '3D000',
    },
  )
})
