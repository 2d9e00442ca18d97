import type { Context } from '#api/context.ts'
import type { StepDifference } from '#geodata/rules/case/case-impact.ts'
import { stepDifferences } from '#geodata/rules/case/case-impact.ts'
import type { CaseBasis, CaseClock } from '#geodata/rules/case/case-situation.ts'
import type { KeptStep } from '#geodata/rules/case/idle-case.ts'
import { overrideCaseRules, caseRulesOn } from '#geodata/rules/case/case-rules.ts'
import type { CaseRuleName } from '#geodata/rules/case/case-rules.ts'
import { rulesOn } from '#geodata/rules/idle/idle-rules.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import type { WorkedCase } from '../cases/case.worked.ts'
import { pageOfWorkedCases } from '../cases/case.worked.ts'
import type { SupplyFacts } from '../clocks/clock.service.ts'
import { askClock, suppliesOf } from '../clocks/clock.service.ts'
import { caseRuleBook } from './books.ts'
import type { RuleBooks } from './clock-impact.ts'
import { MOST_LISTED } from './clock-impact.ts'
import type { NewRule } from './rule.service.ts'

type Deps = Pick<Context, 'database'>

export type CaseImpact = {
  asked: number
  changed: number
  cases: (Pick<WorkedCase, 'id' | 'number' | 'parcelCode' | 'closedOn'> & { steps: StepDifference[] })[]
}

type BasisOf = (step: KeptStep) => CaseBasis | undefined

async function impactOn(
  { database }: Deps,
  zoneId: number,
  basesOf: (cases: readonly WorkedCase[]) => Promise<(found: WorkedCase) => BasisOf>,
): Promise<CaseImpact> {
  const impact: CaseImpact = { asked: 0, changed: 0, cases: [] }
  for (let afterId = 0; ;) {
    const page = await pageOfWorkedCases(database.read, zoneId, afterId)
    const last = page.at(-1)
    if (!last) return impact
    const basisOf = await basesOf(page)
    for (const found of page) {
      impact.asked += 1
      const steps = stepDifferences(found.steps, basisOf(found), nationalCalendar)
      if (steps.length === 0) continue
      impact.changed += 1
      const { id, number, parcelCode, closedOn } = found
      if (impact.cases.length < MOST_LISTED) impact.cases.push({ id, number, parcelCode, closedOn, steps })
    }
    afterId = last.id
  }
}

/** Steps that would come out differently if a rule of cases were another; nothing is stored. */
export async function impactOfCaseRule(
  deps: Deps,
  zoneId: number,
  name: string,
  { value, from, source }: NewRule,
): Promise<CaseImpact> {
  const settings = await caseRuleBook.settings.find(deps.database.read, zoneId)
  const others = settings.filter((one) => one.name !== name || one.from !== from)
  const book = overrideCaseRules([...others, { name: name as CaseRuleName, value, from, source }])
  const basisOf: BasisOf = ({ basis, doneOn }) => {
    const rules = doneOn < from ? undefined : caseRulesOn(book, doneOn)
    return rules && { ...basis, rules: { ...basis.rules, [name]: rules[name as CaseRuleName] } }
  }
  return impactOn(deps, zoneId, () => Promise.resolve(() => basisOf))
}

const caseClock = (row: SupplyFacts, book: RuleBooks['before'], on: string): CaseClock => {
  const { kind, idleFrom, feeFrom, recoveryFrom } = askClock(row, book, on)
  return { kind, idleFrom, feeFrom, recoveryFrom }
}

/** The clock of the step changes only where the rule changes it: facts entered since are no matter of the rule. */
function clockUnder(
  stored: CaseClock,
  row: SupplyFacts | undefined,
  { before, after }: RuleBooks,
  on: string,
): CaseClock {
  if (!row) return stored
  const [present, other] = [caseClock(row, before, on), caseClock(row, after, on)]
  return JSON.stringify(present) === JSON.stringify(other) ? stored : other
}

/** Steps that would come out differently if a rule of the clock were another. */
export const impactOfClockRule = (deps: Deps, zoneId: number, books: RuleBooks): Promise<CaseImpact> =>
  impactOn(deps, zoneId, async (cases) => {
    const ids = cases.map(({ supplyId }) => supplyId)
    const supplies = new Map(
      (await suppliesOf(deps.database.read, zoneId, ids)).map((row) => [row.supply_id, row]),
    )
    return ({ supplyId }) =>
      ({ basis, doneOn }) => {
        const idleRules = rulesOn(books.after, doneOn)
        const clock = clockUnder(basis.clock, supplies.get(supplyId), books, doneOn)
        return idleRules && { ...basis, idleRules, clock }
      }
  })
