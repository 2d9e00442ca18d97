import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import { Problem } from '#api/http/problem.ts'
import type { CaseRuleBook, CaseRuleName } from '#geodata/rules/case/case-rules.ts'
import {
  caseRuleNames,
  isCaseRuleName,
  isCaseRuleValue,
  nationalCaseRules,
  overrideCaseRules,
} from '#geodata/rules/case/case-rules.ts'
import { latestEntry } from '#geodata/rules/idle/idle-rules.ts'
import type { NotingActor } from '../people/actor.ts'

type Deps = Pick<Context, 'database'>

const settingsOfCases = zoneSettings<CaseRuleName>('rule.case.')

/** National rules of cases with what a zone has set over them. */
export const readCaseRules = async (executor: Db, zoneId: number): Promise<CaseRuleBook> =>
  overrideCaseRules(await settingsOfCases.find(executor, zoneId))

/** Every rule of cases: in force on a day, what the law says, what the zone has set, each with its source. */
export async function listCaseRules({ database }: Deps, zoneId: number, on: string) {
  const settings = await settingsOfCases.find(database.read, zoneId)
  const book = overrideCaseRules(settings)
  const rules = caseRuleNames.map((name) => ({
    name,
    present: latestEntry<unknown>(book[name], on) ?? nationalCaseRules[name][0]!,
    national: nationalCaseRules[name],
    ours: settings.filter((one) => one.name === name).map(({ name: _name, ...rest }) => rest),
  }))
  return { on, rules }
}

function nameOf(name: string): CaseRuleName {
  if (isCaseRuleName(name)) return name
  throw new Problem('not-found', {
    detail: `there is no rule "${name}"; there are ${caseRuleNames.join(', ')}`,
  })
}

export type NewCaseRule = { value: unknown; from: string; source: string }

/** Sets a rule from a day on. Steps and deadlines that are there already keep what they were computed with. */
export async function setCaseRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  { value, from, source }: NewCaseRule,
): Promise<void> {
  const name = nameOf(rule)
  if (!isCaseRuleValue(name, value))
    throw new Problem('rule-broken', { errors: [{ path: 'value', rule: 'wrong_rule_value' }] })
  await database.db.transaction().execute(async (trx) => {
    await settingsOfCases.keep(trx, zoneId, actor.id, { name, value, from, source })
    await actor.note(trx, 'zone.setting', name, { from, value, source })
  })
}

export async function unsetCaseRule(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  rule: string,
  from: string,
): Promise<void> {
  const name = nameOf(rule)
  await database.db.transaction().execute(async (trx) => {
    if (!(await settingsOfCases.drop(trx, zoneId, name, from)))
      throw new Problem('not-found', { detail: `"${name}" is not set from ${from}` })
    await actor.note(trx, 'zone.setting', name, { from, dropped: true })
  })
}
