import { writeSync } from 'node:fs'
import { sql } from 'kysely'
import type { DatabaseOptions } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'

/**
 * A process that is going to be killed. It tells which pairs it finds stored, then writes one pair after the
 * other, each in a transaction, and tells the number of each as soon as the commit has been acknowledged.
 */
const [options, firstNumber] = JSON.parse(process.argv[2]!) as [DatabaseOptions, number]
const tell = (line: string) => writeSync(1, `${line}\n`)

const { db } = await openDatabase(options)
await sql`create table if not exists pair (number bigint not null, half int not null)`.execute(db)
const { rows } = await sql<{ number: number; halves: number }>`
  select number, count(*) as halves from pair group by number`.execute(db)
tell(`stored ${JSON.stringify(rows.map(({ number, halves }) => [number, halves]))}`)

for (let number = firstNumber; ; number++) {
  await db.transaction().execute(async (trx) => {
    await sql`insert into pair values (${number}, 1)`.execute(trx)
    await sql`insert into pair values (${number}, 2)`.execute(trx)
  })
  tell(`written ${number}`)
}
