import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type { BatchRuleBook, BatchRuleName } from '#geodata/rules/batch/batch-rules.ts'
import {
  batchRuleNames,
  isBatchRuleName,
  isBatchRuleValue,
  nationalBatchRules,
  overrideBatchRules,
} from '#geodata/rules/batch/batch-rules.ts'
import { latestEntry } from '#geodata/rules/idle/idle-rules.ts'
import type { NotingActor } from '../people/actor.ts'

type Deps = Pick<Context, 'database'>

const settingsOfBatches = zoneSettings<BatchRuleName>('rule.batch.')

/** The common rules of approved land with what a zone has set over them. */
export const readBatchRules = async (executor: Db, zoneId: number): Promise<BatchRuleBook> =>
  overrideBatchRules(await settingsOfBatches.find(executor, zoneId))

/** Every rule: in force on a day, the common text, what the zone has set, each with its source. */
export async function listBatchRules({ database }: Deps, zoneId: number, on: string) {
  const settings = await settingsOfBatches.find(database.read, zoneId)
  const book = overrideBatchRules(settings)
  const rules = batchRuleNames.map((name) => ({
    name,
    present: latestEntry<unknown>(book[name], on) ?? nationalBatchRules[name][0]!,
    national: nationalBatchRules[name],
    ours: settings.filter((one) => one.name === name).map(({ name: _name, ...rest }) => rest),
  }))
  return { on, rules }
}

function nameOf(name: string): BatchRuleName {
  if (isBatchRuleName(name)) return name
  throw new Problem('not-found', {
    detail: `there is no rule "${name}"; there are ${batchRuleNames.join(', ')}`,
  })
}

export type NewBatchRule = { value: unknown; from: string; source: string }

/** Sets a rule from a day on; balances are worked out anew when they are asked for. */
export async function setBatchRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  { value, from, source }: NewBatchRule,
): Promise<void> {
  const name = nameOf(rule)
  refuseImplausible({ from })
  if (!isBatchRuleValue(name, value))
    throw new Problem('rule-broken', { errors: [{ path: 'value', rule: 'wrong_rule_value' }] })
  await database.db.transaction().execute(async (trx) => {
    await settingsOfBatches.keep(trx, zoneId, actor.id, { name, value, from, source })
    await actor.note(trx, 'zone.setting', name, { from, value, source })
  })
}

export async function unsetBatchRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  from: string,
): Promise<void> {
  const name = nameOf(rule)
  await database.db.transaction().execute(async (trx) => {
    if (!(await settingsOfBatches.drop(trx, zoneId, name, from)))
      throw new Problem('not-found', { detail: `"${name}" is not set from ${from}` })
    await actor.note(trx, 'zone.setting', name, { from, dropped: true })
  })
}
