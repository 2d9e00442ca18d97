import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import { Problem } from '#api/http/problem.ts'
import { latestEntry } from '#geodata/rules/idle/idle-rules.ts'
import type { WatchKind, WatchRules } from '#geodata/rules/watch/watch-rules.ts'
import {
  isLeads,
  isWatchKind,
  overrideWatchRules,
  usualWatchBook,
  watchKinds,
  watchRulesOn,
} from '#geodata/rules/watch/watch-rules.ts'
import type { NotingActor } from '../people/actor.ts'

type Deps = Pick<Context, 'database'>

const settingsOfWatch = zoneSettings<WatchKind>('rule.watch.')

/** On which days before a date a zone wants to be told, as in force on a day. */
export const readWatchRules = async (executor: Db, zoneId: number, on: string): Promise<WatchRules> =>
  watchRulesOn(overrideWatchRules(await settingsOfWatch.find(executor, zoneId)), on)

/** Every rule of the watch: in force on a day, what is usual, what the zone has set, each with its source. */
export async function listWatchRules({ database }: Deps, zoneId: number, on: string) {
  const settings = await settingsOfWatch.find(database.read, zoneId)
  const book = overrideWatchRules(settings)
  const rules = watchKinds.map((name) => ({
    name,
    present: latestEntry(book[name], on) ?? usualWatchBook[name][0]!,
    usual: usualWatchBook[name],
    ours: settings.filter((one) => one.name === name).map(({ name: _name, ...rest }) => rest),
  }))
  return { on, rules }
}

function kindOf(name: string): WatchKind {
  if (isWatchKind(name)) return name
  throw new Problem('not-found', { detail: `there is no rule "${name}"; there are ${watchKinds.join(', ')}` })
}

export type NewWatchRule = { value: unknown; from: string; source: string }

export async function setWatchRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  { value, from, source }: NewWatchRule,
): Promise<void> {
  const name = kindOf(rule)
  if (!isLeads(value))
    throw new Problem('rule-broken', { errors: [{ path: 'value', rule: 'wrong_rule_value' }] })
  await database.db.transaction().execute(async (trx) => {
    await settingsOfWatch.keep(trx, zoneId, actor.id, { name, value, from, source })
    await actor.note(trx, 'zone.setting', `watch.${name}`, { from, value, source })
  })
}

export async function unsetWatchRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  from: string,
): Promise<void> {
  const name = kindOf(rule)
  await database.db.transaction().execute(async (trx) => {
    if (!(await settingsOfWatch.drop(trx, zoneId, name, from)))
      throw new Problem('not-found', { detail: `"${name}" is not set from ${from}` })
    await actor.note(trx, 'zone.setting', `watch.${name}`, { from, dropped: true })
  })
}
