import type { Context } from '#api/context.ts'
import { Problem } from '#api/http/problem.ts'
import type { IdleClock } from '#geodata/rules/idle/idle-clock.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import type { RuleBook, RuleEntry, RuleName } from '#geodata/rules/idle/idle-rules.ts'
import {
  allowedRuleValues,
  isRuleName,
  nationalRules,
  ruleNames,
  ruleOn,
} from '#geodata/rules/idle/idle-rules.ts'
import { findSuppliesAfter, forgetClocks } from './clock.queries.ts'
import { askClock, bookOf, PAGE, refreshZoneClocks, settingsOfClocks } from './clock.service.ts'
import type { RuleSetting } from './clock.service.ts'
import { refreshZoneStock } from '../changes/status.ts'
import type { NotingActor } from '../people/actor.ts'

type Deps = Pick<Context, 'database' | 'today' | 'mapEvents'>

export type RuleView = {
  name: RuleName
  /** In force on the asked day. */
  present: RuleEntry
  allowed: string
  national: readonly RuleEntry[]
  ours: Omit<RuleSetting, 'name'>[]
}

/** Every rule of the idle-land clock: what the law says, what the zone has set, what is in force on a day. */
export async function listRules({ database }: Deps, zoneId: number, on: string): Promise<RuleView[]> {
  const settings = await settingsOfClocks.find(database.read, zoneId)
  const book = bookOf(settings)
  return ruleNames.map((name) => ({
    name,
    present: ruleOn(book, name, on) ?? nationalRules[name][0]!,
    allowed: allowedRuleValues(name),
    national: nationalRules[name],
    ours: settings.filter((setting) => setting.name === name).map(({ name: _name, ...rest }) => rest),
  }))
}

export type NewRule = { value: unknown; from: string; source: string }

function checked(name: string, { value, from, source }: NewRule): { name: RuleName } & NewRule {
  if (!isRuleName(name)) {
    throw new Problem('not-found', {
      detail: `there is no rule "${name}"; there are ${ruleNames.join(', ')}`,
    })
  }
  const [finding] = overrideRules({ [name]: [{ value, from, source }] }).findings
  if (finding) {
    throw new Problem('rule-broken', {
      errors: [{ path: finding.field, rule: finding.rule, allowed: allowedRuleValues(name) }],
    })
  }
  return { name, value, from, source }
}

export async function setRule(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  name: string,
  body: NewRule,
): Promise<void> {
  const rule = checked(name, body)
  await deps.database.db.transaction().execute(async (trx) => {
    await settingsOfClocks.keep(trx, zoneId, actor.id, rule)
    const { from, value, source } = rule
    await actor.note(trx, 'zone.setting', name, { from, value, source })
    await forgetClocks(trx, zoneId)
  })
  await followRules(deps, zoneId)
}

/** Another rule may also end or begin idle times of the past, so every account is looked at. */
async function followRules(deps: Deps, zoneId: number): Promise<void> {
  await refreshZoneClocks(deps, zoneId, deps.today())
  await refreshZoneStock(deps, zoneId, deps.today(), { scope: 'all' })
}

export async function dropRule(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  name: string,
  from: string,
): Promise<void> {
  await deps.database.db.transaction().execute(async (trx) => {
    if (!(await settingsOfClocks.drop(trx, zoneId, name, from)))
      throw new Problem('not-found', { detail: `"${name}" is not set from ${from}` })
    await actor.note(trx, 'zone.setting', name, { from, dropped: true })
    await forgetClocks(trx, zoneId)
  })
  await followRules(deps, zoneId)
}

type Outcome = Pick<IdleClock, 'kind' | 'idleFrom' | 'feeFrom' | 'recoveryFrom'>
export type Impact = {
  asked: number
  changed: number
  /** The first of those that would come out differently. */
  supplies: { supplyId: number; parcelId: number; contractNo: string; before: Outcome; after: Outcome }[]
}

const MOST_LISTED = 200

const outcomeOf = ({ kind, idleFrom, feeFrom, recoveryFrom }: IdleClock): Outcome => ({
  kind,
  idleFrom,
  feeFrom,
  recoveryFrom,
})

/** Which clocks would come out differently on a day if this rule were set; nothing is stored. */
export async function impactOf(
  { database }: Deps,
  zoneId: number,
  on: string,
  name: string,
  body: NewRule,
): Promise<Impact> {
  const rule = checked(name, body)
  const settings = await settingsOfClocks.find(database.read, zoneId)
  const others = settings.filter((one) => one.name !== rule.name || one.from !== rule.from)
  const books = [bookOf(settings), bookOf([...others, { ...rule, setBy: null, setAt: '' }])] as const
  const impact: Impact = { asked: 0, changed: 0, supplies: [] }
  for (let afterId = 0; ;) {
    const page = await findSuppliesAfter(database.read, zoneId, { afterId, limit: PAGE, staleOn: null })
    const last = page.at(-1)
    if (!last) return impact
    for (const row of page) compare(row, books, on, impact)
    afterId = last.supply_id
  }
}

function compare(
  row: Parameters<typeof askClock>[0],
  books: readonly [RuleBook, RuleBook],
  on: string,
  impact: Impact,
): void {
  impact.asked += 1
  const [before, after] = books.map((book) => outcomeOf(askClock(row, book, on))) as [Outcome, Outcome]
  if (JSON.stringify(before) === JSON.stringify(after)) return
  impact.changed += 1
  if (impact.supplies.length >= MOST_LISTED) return
  const { supply_id: supplyId, parcel_id: parcelId, contract_no: contractNo } = row
  impact.supplies.push({ supplyId, parcelId, contractNo, before, after })
}
