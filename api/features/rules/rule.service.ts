import type { Context } from '#api/context.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import { forgetZoneClocks, refreshZoneClocks } from '../clocks/clock.service.ts'
import type { NotingActor } from '../people/actor.ts'
import { caseRuleBook, idleRuleBook } from './books.ts'
import type { RuleView } from './rule-book.ts'

type Deps = Pick<Context, 'database' | 'today'>

/** `clock`: the idle-land clock; `case`: periods and limits of cases. */
export type BookName = 'clock' | 'case'
export type NewRule = { value: unknown; from: string; source: string }

/** The books differ in what their names are; whoever handles both needs only what they have in common. */
type AnyBook = {
  names: readonly string[]
  nameOf: (name: string) => string | undefined
  isValue: (name: string, value: unknown) => boolean
  allowed: (name: string) => string
  view: (settings: never[], on: string) => RuleView[]
  settings: typeof idleRuleBook.settings
}
const books = { clock: idleRuleBook, case: caseRuleBook } as unknown as Readonly<Record<BookName, AnyBook>>

/** Every rule of a book: in force on a day, what the law says, what the zone has set, each with its source. */
export async function listRules(
  { database }: Deps,
  zoneId: number,
  book: BookName,
  on: string,
): Promise<{ on: string; rules: RuleView[] }> {
  const { settings, view } = books[book]
  return { on, rules: view((await settings.find(database.read, zoneId)) as never[], on) }
}

function knownName(book: BookName, name: string): string {
  const known = books[book].nameOf(name)
  if (known !== undefined) return known
  const there = books[book].names.join(', ')
  throw new Problem('not-found', { detail: `there is no rule "${name}"; there are ${there}` })
}

/** A rule that there is, with a value that it may have. */
export function checkedRule(book: BookName, rule: string, { value, from }: NewRule): string {
  const name = knownName(book, rule)
  refuseImplausible({ from })
  if (books[book].isValue(name, value)) return name
  const allowed = books[book].allowed(name)
  throw new Problem('rule-broken', {
    errors: [{ path: 'value', rule: 'wrong_rule_value', ...(allowed && { allowed }) }],
  })
}

/** Clocks are computed by their rules and follow at once; steps and deadlines of cases keep what they were taken by. */
async function changeRule(
  deps: Deps,
  zoneId: number,
  book: BookName,
  work: (trx: Parameters<typeof forgetZoneClocks>[0]) => Promise<void>,
): Promise<void> {
  await deps.database.db.transaction().execute(async (trx) => {
    await work(trx)
    if (book === 'clock') await forgetZoneClocks(trx, zoneId)
  })
  if (book === 'clock') await refreshZoneClocks(deps, zoneId, deps.today())
}

/** Sets a rule from a day on. Decisions that are taken already keep what they were computed with. */
export async function setRule(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  book: BookName,
  rule: { name: string } & NewRule,
): Promise<void> {
  const name = checkedRule(book, rule.name, rule)
  const { value, from, source } = rule
  await changeRule(deps, zoneId, book, async (trx) => {
    await books[book].settings.keep(trx, zoneId, actor.id, { name: name as never, value, from, source })
    await actor.note(trx, 'zone.setting', name, { from, value, source })
  })
}

export async function dropRule(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  book: BookName,
  rule: { name: string; from: string },
): Promise<void> {
  const name = knownName(book, rule.name)
  const { from } = rule
  await changeRule(deps, zoneId, book, async (trx) => {
    if (!(await books[book].settings.drop(trx, zoneId, name, from)))
      throw new Problem('not-found', { detail: `"${name}" is not set from ${from}` })
    await actor.note(trx, 'zone.setting', name, { from, dropped: true })
  })
}
