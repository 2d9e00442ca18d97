import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '#tests/support/database.ts'

/** What both engines must do alike. */
const database = await openTestDatabase({ statementTimeoutMs: 4_000 })
const { db } = database

beforeEach(async () => {
  await sql`drop table if exists note`.execute(db)
  await sql`create table note (id int constraint note_key primary key, note_text text)`.execute(db)
})

const add = (executor: typeof db, id: number) => sql`insert into note values (${id})`.execute(executor)

const ids = async () => {
  const { rows } = await sql<{ id: number }>`select id from note order by id`.execute(db)
  return rows.map(({ id }) => id)
}

test('reads every type as the same value', async () => {
  const { rows } = await sql`select
    1::int8 as big, 2.50::numeric(10,2) as exact, 1.5::float8 as double, true as yes,
    date '2026-11-22' as day, timestamptz '2026-11-22 10:00:00.123456+08' as moment,
    '\\x0102ff'::bytea as bytes, '{"keyName": [1], "other_key": 2}'::jsonb as attributes,
    array['a', 'b"c,{}', null, ''] as words, array[[1,2],[3,4]] as grid,
    array[timestamptz '2026-11-22 10:00:00+00'] as moments, '{}'::int[] as empty,
    null::int as nothing`.execute(db)
  expect(rows).toEqual([
    {
      big: 1,
      exact: '2.50',
      double: 1.5,
      yes: true,
      day: '2026-11-22',
      moment: '2026-11-22T02:00:00.123Z',
      bytes: Buffer.from([1, 2, 255]),
      attributes: { keyName: [1], other_key: 2 },
      words: ['a', 'b"c,{}', null, ''],
      grid: [
        [1, 2],
        [3, 4],
      ],
      moments: ['2026-11-22T10:00:00.000Z'],
      empty: [],
      nothing: null,
    },
  ])
})

test('takes every kind of parameter in the same way', async () => {
  const { rows } = await sql`select ${[1, 2]}::int[] as numbers, ${['a"b', null, 'c,d']}::text[] as words,
    ${{ aB: [1] }}::jsonb as attributes, ${Buffer.from([0, 255])}::bytea as bytes, ${false}::bool as no,
    ${new Date('2026-11-22T10:00:00.123Z')}::timestamptz as moment, ${null}::text as nothing,
    ${1n}::int8 as big, ${0.1}::float8 as double, ${'中文'}::text as text`.execute(db)
  expect(rows).toEqual([
    {
      numbers: [1, 2],
      words: ['a"b', null, 'c,d'],
      attributes: { aB: [1] },
      bytes: Buffer.from([0, 255]),
      no: false,
      moment: '2026-11-22T10:00:00.123Z',
      nothing: null,
      big: 1,
      double: 0.1,
      text: '中文',
    },
  ])
})

test('hands bytes over row by row, also empty and missing ones', async () => {
  const { rows } = await sql<{ a: Buffer | null; b: Buffer }>`select * from (values
    ('\\x01'::bytea, '\\x'::bytea), (null, '\\x0203'), ('\\x04', '\\x05')) as t (a, b)`.execute(db)
  expect(rows.map(({ a, b }) => [a?.toString('hex'), b.toString('hex')])).toEqual([
    ['01', ''],
    [undefined, '0203'],
    ['04', '05'],
  ])
})

test('refuses an integer that JavaScript cannot hold', async () => {
  await expect(sql`select 9007199254740993::int8`.execute(db)).rejects.toThrow('does not fit')
})

test('gives rows of a named statement with the names they have', async () => {
  const text = 'select $1::int as first_value, $2::text as "Second"'
  const expected = { first_value: 1, Second: 'x' }
  expect(await database.query('names', text, [1, 'x'])).toEqual([expected])
  expect(await database.query('names', text, [1, 'x'], 'replica')).toEqual([expected])
})

test('counts the rows that a statement changed', async () => {
  const result = await sql`insert into note values (1), (2)`.execute(db)
  expect(result.numAffectedRows).toBe(2n)
  expect((await sql`delete from note where id > 5`.execute(db)).numAffectedRows).toBe(0n)
})

test('names the violated constraint', async () => {
  await add(db, 1)
  await expect(add(db, 1)).rejects.toMatchObject({ code: '23505', constraint: 'note_key', table: 'note' })
})

test('never mixes the statements of transactions that run at once', async () => {
  const transfer = (id: number) =>
    db.transaction().execute(async (trx) => {
      await add(trx, id)
      await wait(5)
      if (id % 2 === 0) throw new Error('even')
      await add(trx, id + 100)
    })
  await Promise.allSettled([1, 2, 3, 4, 5].map(transfer))
  expect(await ids()).toEqual([1, 3, 5, 101, 103, 105])
})

test('does not report a commit that was a rollback', async () => {
  const transaction = db.transaction().execute(async (trx) => {
    await add(trx, 1)
    await add(trx, 1).catch(() => undefined)
  })
  await expect(transaction).rejects.toThrow('rolled back instead of committed')
  expect(await ids()).toEqual([])
})

test('leaves no transaction behind when a connection was given back inside one', async () => {
  await db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection)
    await add(connection, 1)
    await sql`rollback`.execute(connection)
  })
  await add(db, 2)
  expect(await ids()).toEqual([2])
})

test('ends a statement that takes too long', async () => {
  await expect(sql`select pg_sleep(10)`.execute(db)).rejects.toMatchObject({ code: '57014' })
  await expect(database.ping()).resolves.toBeUndefined()
})

test('lets one transaction run longer when it asks to', async () => {
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 60000`.execute(trx)
    await sql`select pg_sleep(4.5)`.execute(trx)
    await add(trx, 1)
  })
  expect(await ids()).toEqual([1])
})

test('tells listeners after the commit, and nothing after a rollback', async () => {
  const heard: string[] = []
  const stop = await database.listen('note_saved', (payload) => heard.push(payload))
  await db.transaction().execute(async (trx) => {
    await sql`select pg_notify('note_saved', 'kept')`.execute(trx)
    await wait(50)
    expect(heard).toEqual([])
  })
  const failing = db.transaction().execute(async (trx) => {
    await sql`select pg_notify('note_saved', 'undone')`.execute(trx)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await wait(100)
  await stop()
  await sql`select pg_notify('note_saved', 'unheard')`.execute(db)
  await wait(100)
  expect(heard).toEqual(['kept'])
})
