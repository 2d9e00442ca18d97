import type { Context } from '#api/context.ts'
import type { IdleClock } from '#geodata/rules/idle/idle-clock.ts'
import type { RuleBook, RuleName } from '#geodata/rules/idle/idle-rules.ts'
import type { SupplyFacts } from '../clocks/clock.service.ts'
import { askClock, pageOfSupplies } from '../clocks/clock.service.ts'
import { idleRuleBook } from './books.ts'
import type { NewRule } from './rule.service.ts'

type Outcome = Pick<IdleClock, 'kind' | 'idleFrom' | 'feeFrom' | 'recoveryFrom'>
export type ClockImpact = {
  asked: number
  changed: number
  /** The first of those that would come out differently. */
  supplies: { supplyId: number; parcelId: number; contractNo: string; before: Outcome; after: Outcome }[]
}

export const MOST_LISTED = 200

const outcomeOf = ({ kind, idleFrom, feeFrom, recoveryFrom }: IdleClock): Outcome => ({
  kind,
  idleFrom,
  feeFrom,
  recoveryFrom,
})

export type RuleBooks = { before: RuleBook; after: RuleBook }

/** The rules of the clock as they are, and as they would be. */
export async function idleBooksWith(
  { database }: Pick<Context, 'database'>,
  zoneId: number,
  name: string,
  { value, from, source }: NewRule,
): Promise<RuleBooks> {
  const settings = await idleRuleBook.settings.find(database.read, zoneId)
  const others = settings.filter((one) => one.name !== name || one.from !== from)
  const fresh = { name: name as RuleName, value, from, source, setBy: null, setAt: '' }
  return {
    before: idleRuleBook.override(settings) as RuleBook,
    after: idleRuleBook.override([...others, fresh]) as RuleBook,
  }
}

function compare(row: SupplyFacts, { before, after }: RuleBooks, on: string, impact: ClockImpact): void {
  impact.asked += 1
  const outcomes = [before, after].map((book) => outcomeOf(askClock(row, book, on))) as [Outcome, Outcome]
  if (JSON.stringify(outcomes[0]) === JSON.stringify(outcomes[1])) return
  impact.changed += 1
  if (impact.supplies.length >= MOST_LISTED) return
  const { supply_id: supplyId, parcel_id: parcelId, contract_no: contractNo } = row
  impact.supplies.push({ supplyId, parcelId, contractNo, before: outcomes[0], after: outcomes[1] })
}

/** Which clocks would come out differently on a day; nothing is stored. */
export async function clockImpact(
  { database }: Pick<Context, 'database'>,
  zoneId: number,
  books: RuleBooks,
  on: string,
): Promise<ClockImpact> {
  const impact: ClockImpact = { asked: 0, changed: 0, supplies: [] }
  for (let afterId = 0; ;) {
    const page = await pageOfSupplies(database.read, zoneId, afterId)
    const last = page.at(-1)
    if (!last) return impact
    for (const row of page) compare(row, books, on, impact)
    afterId = last.supply_id
  }
}
