import type { CaseRuleBook, CaseRuleName } from '#geodata/rules/case/case-rules.ts'
import {
  allowedCaseRuleValues,
  caseRuleNames,
  isCaseRuleValue,
  nationalCaseRules,
  overrideCaseRules,
} from '#geodata/rules/case/case-rules.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import type { RuleBook, RuleName } from '#geodata/rules/idle/idle-rules.ts'
import { allowedRuleValues, isRuleValue, nationalRules, ruleNames } from '#geodata/rules/idle/idle-rules.ts'
import type { Db } from '#api/db/database.ts'
import type { RuleSetting } from './rule-book.ts'
import { ruleBook } from './rule-book.ts'

function overriddenIdleRules(settings: readonly RuleSetting<RuleName>[]): RuleBook {
  const series: Record<string, { from: string; value: unknown; source: string }[]> = {}
  for (const { name, from, value, source } of settings) (series[name] ??= []).push({ from, value, source })
  return overrideRules(series).book
}

/** The rules by which the idle-land clock counts. */
export const idleRuleBook = ruleBook<RuleName>({
  prefix: 'rule.idle.',
  names: ruleNames,
  national: nationalRules,
  isValue: isRuleValue,
  allowed: allowedRuleValues,
  override: overriddenIdleRules,
})

/** Periods and limits of cases. */
export const caseRuleBook = ruleBook<CaseRuleName>({
  prefix: 'rule.case.',
  names: caseRuleNames,
  national: nationalCaseRules,
  isValue: isCaseRuleValue,
  allowed: allowedCaseRuleValues,
  override: (settings) => overrideCaseRules(settings),
})

/** National rules with what a zone has set over them. */
export const readRuleBook = async (executor: Db, zoneId: number): Promise<RuleBook> =>
  overriddenIdleRules(await idleRuleBook.settings.find(executor, zoneId))

export const readCaseRules = async (executor: Db, zoneId: number): Promise<CaseRuleBook> =>
  overrideCaseRules(await caseRuleBook.settings.find(executor, zoneId))
