import type { Db } from '#api/db/database.ts'
import { clockOfSupply } from '../clocks/clock.service.ts'
import type { CaseBasis, CaseClock } from '#geodata/rules/case/case-situation.ts'
import { caseRulesOn } from '#geodata/rules/case/case-rules.ts'
import type { Surroundings } from '#geodata/rules/case/idle-case.ts'
import { rulesOn } from '#geodata/rules/idle/idle-rules.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import { findMortgage } from './case-facts.queries.ts'
import { readCaseRules } from '../rules/books.ts'
import { findSupplyTerms } from './case.queries.ts'

const noClock: CaseClock = { kind: 'none', idleFrom: null, feeFrom: null, recoveryFrom: null }

/** The facts and rules of a day: what the clock says of the supply, and what was in force. */
async function basisOn(
  executor: Db,
  zoneId: number,
  supplyId: number,
  on: string,
): Promise<CaseBasis | null> {
  const { book, supply, answer } = await clockOfSupply(executor, zoneId, supplyId, on)
  const idleRules = rulesOn(book, on)
  const rules = caseRulesOn(await readCaseRules(executor, zoneId), on)
  if (!idleRules || !rules) return null
  const { kind, idleFrom, feeFrom, recoveryFrom } = answer ?? noClock
  const suppliedOn = supply?.facts.signedOn ?? null
  const found = await findSupplyTerms(executor, zoneId, supplyId)
  const terms = { areaM2: found?.areaM2 ?? null, priceWan: found?.priceWan ?? null }
  const mortgage = await findMortgage(executor, zoneId, supplyId, on)
  return { rules, idleRules, clock: { kind, idleFrom, feeFrom, recoveryFrom }, suppliedOn, terms, mortgage }
}

/** Everything that a step on a day is judged by. */
export const surroundingsOn = async (
  executor: Db,
  zoneId: number,
  supplyId: number,
  { on, today }: { on: string; today: string },
): Promise<Surroundings> => ({
  basis: await basisOn(executor, zoneId, supplyId, on),
  calendar: nationalCalendar,
  today,
})
