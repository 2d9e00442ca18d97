import { sql } from 'kysely'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import type { DemoMaterial } from './db/demo-material.ts'
import { makeDemoMaterial } from './db/demo-material.ts'
import { seedDemo } from './db/seed.ts'
import { createDemoAccounts, demoAccounts } from './features/people/people.service.ts'
import { seedTargets } from './features/targets/target.demo.ts'

const isEmbedded = (config: Config) => config.databaseUrl === undefined

async function isEmpty(database: Database): Promise<boolean> {
  return !(await database.db.selectFrom('zone').select('id').limit(1).executeTakeFirst())
}

async function demoZoneId(database: Database): Promise<number | undefined> {
  const row = await database.db.selectFrom('zone').select('id').where('isDemo', '=', true).executeTakeFirst()
  return row?.id
}

/** Whether the demonstration may be used now: asked for, or left to itself on an embedded database that has it. */
export async function demoIsOn(database: Database, config: Config): Promise<boolean> {
  if (config.demo === 'off' || !config.demoIsPublic) return false
  if (config.demo === 'auto' && !isEmbedded(config)) return false
  return (await demoZoneId(database)) !== undefined
}

const isWanted = (config: Config): boolean =>
  config.demo === 'on' || (config.demo === 'auto' && isEmbedded(config) && config.demoIsPublic)

/** The demonstration for a database that is only being made, made meanwhile. */
export const materialOfFirstStart = (config: Config, today: string): DemoMaterial | undefined =>
  isEmbedded(config) && isWanted(config) ? makeDemoMaterial(today) : undefined

/** Loads the demonstration zone into an empty database; its accounts open only while `DEMO` is on. */
export async function prepareDemo(
  database: Database,
  config: Config,
  today: string,
  material?: DemoMaterial,
): Promise<void> {
  if (isWanted(config) && (await isEmpty(database))) await loadDemo(database, today, material)
  const on = await demoIsOn(database, config)
  await sql`update auth_user set banned = ${!on}
    where username = any (${demoAccounts.map(({ username }) => username)}) and email like '%@demo.mujie.invalid'
      and coalesce(banned, false) <> ${!on}`.execute(database.db)
  if (!on) {
    await sql`delete from auth_session where user_id in
      (select id from auth_user where email like '%@demo.mujie.invalid')`.execute(database.db)
  }
}

export async function loadDemo(database: Database, today: string, material?: DemoMaterial): Promise<void> {
  const zoneId = await seedDemo(database, today, material)
  await seedTargets(database, zoneId, today)
  await createDemoAccounts(database.db, zoneId)
}
