import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openEmptyDatabase } from '#tests/support/database.ts'

vi.setConfig({ testTimeout: 180_000 })

/** The known traps of the embedded engine: each test fails when its guard is taken away. */
describe('the embedded engine', async () => {
  const database = await openEmptyDatabase({ statementTimeoutMs: 4_000 })
  const { db } = database

  // Stored rows: of constants the planner would compute the overlay before anything is written.
  const overlay = sql.raw(`select ST_Area(ST_Intersection(bow_tie, square)) from shape`)
  const overlayAfterWriting = sql.raw(`with added as (insert into note values ('a') returning label)
    select ST_Area(ST_Intersection(bow_tie, square)) from added, shape`)
  const topologyFailure = { code: 'XX000', message: expect.stringContaining('TopologyException') }
  const tooLong = sql`select count(*) from generate_series(1, 1000000000)`

  const stored = async () => {
    const { rows } = await sql<{ label: string }>`select label from note order by label`.execute(db)
    return rows.map(({ label }) => label)
  }

  const add = (executor: typeof db, label: string) =>
    sql`insert into note values (${label})`.execute(executor)

  beforeEach(async () => {
    await sql`drop table if exists note`.execute(db)
    await sql`create table note (label text primary key)`.execute(db)
    await sql`drop table if exists shape`.execute(db)
    await sql`create table shape as select
      ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 1,0 0))', 4490) as bow_tie,
      ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 1,0 0))', 4490) as square`.execute(db)
  })

  test('raises a geometry exception with the words of GEOS', async () => {
    await expect(overlay.execute(db)).rejects.toMatchObject(topologyFailure)
    await database.ping()
  })

  test('rolls back a statement that wrote before its geometry failed', async () => {
    await expect(overlayAfterWriting.execute(db)).rejects.toMatchObject(topologyFailure)
    expect(await stored()).toEqual([])
  })

  test('rolls back a transaction whose geometry failed, even when the failure is ignored', async () => {
    const transaction = db.transaction().execute(async (trx) => {
      await add(trx, 'a')
      await overlay.execute(trx).catch(() => undefined)
      await expect(add(trx, 'b')).rejects.toMatchObject({ code: '25P02' })
    })
    await expect(transaction).rejects.toThrow('rolled back instead of committed')
    expect(await stored()).toEqual([])
  })

  test('lets a function catch a geometry failure, as on a server', async () => {
    await sql`do $$ begin
      perform ST_Intersection(bow_tie, square) from shape;
      exception when others then insert into note values (left(sqlerrm, 17));
    end $$`.execute(db)
    expect(await stored()).toEqual(['TopologyException'])
  })

  test('goes on after a geometry failure that was rolled back to a savepoint', async () => {
    const transaction = await db.startTransaction().execute()
    await add(transaction, 'a')
    const inner = await transaction.savepoint('inner').execute()
    await expect(overlay.execute(inner)).rejects.toMatchObject(topologyFailure)
    await inner.rollbackToSavepoint('inner').execute()
    await add(transaction, 'b')
    await transaction.commit().execute()
    expect(await stored()).toEqual(['a', 'b'])
  })

  test('answers rightly after many geometry failures', async () => {
    for (let round = 0; round < 60; round++) {
      await expect(overlay.execute(db)).rejects.toMatchObject(topologyFailure)
    }
    await database.ping()
    await add(db, 'a')
    expect(await stored()).toEqual(['a'])
  })

  test('takes no statement without a row for a failure', async () => {
    const statements = [
      'create table empty (a int, b text)',
      'insert into empty select 1, null where false',
      'update empty set a = 1',
      'delete from empty',
      'select * from empty',
      'create index on empty (a)',
      'do $$ begin perform 1; end $$',
      'set application_name = x',
      'vacuum empty',
      'analyze empty',
      'comment on table empty is null',
      'truncate empty',
      'explain select 1',
      'drop table empty',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
    await expect(database.ping()).resolves.toBeUndefined()
  })

  test('answers rightly after thousands of errors', async () => {
    await add(db, 'a')
    for (let round = 0; round < 4_000; round++) {
      await expect(add(db, 'a')).rejects.toMatchObject({ code: '23505' })
    }
    await expect(database.ping()).resolves.toBeUndefined()
  })

  test('refuses what is nested too deep for it, and goes on', async () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000)
    await expect(sql`select ${nested}::jsonb`.execute(db)).rejects.toMatchObject({ code: '54001' })
    await expect(database.ping()).resolves.toBeUndefined()
  })

  test('has no raster to poison it with', async () => {
    await expect(sql`create extension postgis_raster cascade`.execute(db)).rejects.toMatchObject({
      code: '0A000',
    })
    await database.ping()
  })

  test('leaves the server free while a query runs', async () => {
    let turns = 0
    const counting = setInterval(() => (turns += 1), 5)
    await sql`select count(*) from generate_series(1, 2500000)`.execute(db)
    clearInterval(counting)
    // A query on this thread would leave no turn at all until it is done.
    expect(turns).toBeGreaterThan(5)
  })

  test('ends a statement that takes too long, and goes on', async () => {
    await add(db, 'before')
    const slow = tooLong.execute(db)
    const waiting = add(db, 'after')
    await expect(slow).rejects.toMatchObject({ code: '57014' })
    await waiting
    expect(await stored()).toEqual(['after', 'before'])
  })

  test('fails everything that follows in a transaction whose statement took too long', async () => {
    const transaction = db.transaction().execute(async (trx) => {
      await add(trx, 'a')
      await expect(tooLong.execute(trx)).rejects.toMatchObject({ code: '57014' })
      await expect(add(trx, 'b')).rejects.toMatchObject({ code: '08006' })
    })
    await expect(transaction).rejects.toMatchObject({ code: '08006' })
    expect(await stored()).toEqual([])
  })

  test('lets one transaction run longer when it asks to', async () => {
    const count = await db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = 60000`.execute(trx)
      const { rows } = await sql<{ n: number }>`select count(*) as n from (select pg_sleep(4.5)) s`.execute(
        trx,
      )
      return rows[0]?.n
    })
    expect(count).toBe(1)
    await expect(sql`select pg_sleep(4.5)`.execute(db)).rejects.toMatchObject({ code: '57014' })
  })

  test('hears notifications again after a restart, and says that some may be missing', async () => {
    const heard: string[] = []
    let lost = 0
    const stop = await database.listen(
      'edits',
      (payload) => heard.push(payload),
      () => lost++,
    )
    await sql`select pg_notify('edits', 'one')`.execute(db)
    await expect(tooLong.execute(db)).rejects.toMatchObject({ code: '57014' })
    await sql`select pg_notify('edits', 'two')`.execute(db)
    await wait(50)
    await stop()
    await sql`select pg_notify('edits', 'three')`.execute(db)
    await wait(50)
    expect(heard).toEqual(['one', 'two'])
    expect(lost).toBe(1)
  })

  test('writes through to the disk at commit', async () => {
    const { rows } = await sql<{ fsync: string }>`show fsync`.execute(db)
    expect(rows).toEqual([{ fsync: 'on' }])
  })
})
