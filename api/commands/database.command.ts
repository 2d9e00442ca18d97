import { pino } from 'pino'
import { createInterface } from 'node:readline/promises'
import { loadConfig } from '#api/config/config.ts'
import { readEnv } from '#api/config/env.ts'
import { chinaToday } from '#api/context-build.ts'
import type { Database, Db } from '#api/db/database.ts'
import { loadDemo } from '#api/demo.ts'
import { createPerson, editPerson } from '#api/features/people/people.service.ts'
import type { Role } from '#api/http/access.ts'
import { roles } from '#api/http/access.ts'
import { openMigrated } from '#api/server.ts'
import type { Command } from './command.ts'
import { UsageError, say } from './command.ts'

export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openMigrated(loadConfig(readEnv()), pino({ level: 'warn' }))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

export const required = (value: string | boolean | undefined, name: string): string => {
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing`)
  return value
}

/** The zone that `--zone` names; where there is one only, nobody has to name it. */
export async function zoneSlug(db: Db, named: string | boolean | undefined): Promise<string> {
  if (typeof named === 'string' && named !== '') return named
  const zones = await db.selectFrom('zone').select('slug').orderBy('slug').execute()
  if (zones.length === 1) return zones[0]!.slug
  const known = zones.map(({ slug }) => slug).join(', ')
  throw new UsageError(known ? `--zone is missing; there are ${known}` : 'There is no zone yet.')
}

/** From a pipe or a prompt, never from the command line, where other users of the machine could read it. */
async function readPassword(): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await prompt.question('Password: ')).trim()
  } finally {
    prompt.close()
  }
}

export const migrateCommand: Command = {
  usage: 'migrate',
  run: () => withDatabase(async () => say('The database is up to date.')),
}

export const demoCommand: Command = {
  usage: 'demo',
  run: () =>
    withDatabase(async (database) => {
      const zone = await database.db.selectFrom('zone').select('slug').limit(1).executeTakeFirst()
      if (zone) throw new UsageError(`The database already has a zone (${zone.slug}).`)
      await loadDemo(database, chinaToday())
      say('The demonstration zone is loaded. Its accounts open while DEMO is on.')
    }),
}

export const zoneCommand: Command = {
  usage: 'zone create --slug yc --name-zh 某某开发区 --name-en "Some Zone" [--srid 4546]',
  options: {
    slug: { type: 'string' },
    'name-zh': { type: 'string' },
    'name-en': { type: 'string' },
    srid: { type: 'string', default: '4546' },
  },
  async run({ positionals: [act], values }) {
    if (act !== 'create') throw new UsageError('Only `zone create` is known.')
    const planarSrid = Number(values['srid'])
    if (!(planarSrid >= 4491 && planarSrid <= 4554)) {
      throw new UsageError('--srid must be a CGCS2000 Gauss-Krüger system (EPSG 4491–4554)')
    }
    const slug = required(values['slug'], 'slug')
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(slug))
      throw new UsageError('--slug: small letters, digits and dashes')
    await withDatabase(async ({ db }) => {
      const taken = await db.selectFrom('zone').select('id').where('slug', '=', slug).executeTakeFirst()
      if (taken) throw new UsageError(`There is already a zone "${slug}".`)
      const nameZh = required(values['name-zh'], 'name-zh')
      const nameEn = typeof values['name-en'] === 'string' ? values['name-en'] : nameZh
      await db.insertInto('zone').values({ slug, nameZh, nameEn, planarSrid, boundary: null }).execute()
      say(
        `Zone ${slug} is there. Next: npm run mujie -- user create --zone ${slug} --username … --role administrator`,
      )
    })
  },
}

export const userCommand: Command = {
  usage: 'user create|password [--zone yc] --username li [--name 李某] [--role officer,reviewer]',
  options: {
    zone: { type: 'string' },
    username: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
  },
  async run({ positionals: [act], values }) {
    if (act !== 'create' && act !== 'password') throw new UsageError('Say `user create` or `user password`.')
    const username = required(values['username'], 'username').toLowerCase()
    const asked = act === 'create' ? required(values['role'], 'role').split(',') : []
    const unknown = asked.filter((role) => !(roles as readonly string[]).includes(role))
    if (unknown.length > 0)
      throw new UsageError(`Unknown role ${unknown.join(', ')}; known: ${roles.join(', ')}`)
    await withDatabase(async ({ db }) => {
      const slug = await zoneSlug(db, values['zone'])
      const zone = await db.selectFrom('zone').select('id').where('slug', '=', slug).executeTakeFirst()
      if (!zone) throw new UsageError(`There is no zone "${slug}".`)
      const password = await readPassword()
      if (act === 'create') {
        const name = typeof values['name'] === 'string' ? values['name'] : username
        await createPerson(db, zone.id, { username, name, password, roles: asked as Role[] }, null)
      } else {
        const person = await db
          .selectFrom('authUser')
          .select('id')
          .where('username', '=', username)
          .executeTakeFirst()
        if (!person) throw new UsageError(`There is no person "${username}".`)
        await editPerson(db, zone.id, person.id, { password }, person.id)
      }
      say('Done.')
    })
  },
}
