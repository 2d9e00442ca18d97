import type { LandFacts, RemediationFacts } from '#geodata/rules/case/case-facts.ts'
import type { OperationBody } from '../changes/change.schema.ts'
import { findLooks, findStarts } from './case-facts.queries.ts'
import type { FactsAct, Present } from './case.facts.ts'

/**
 * Steps whose land facts came in by another way (the demonstration is loaded in bulk) have no change that could be
 * taken back. What still stands there exactly as the step implies it goes; everything else stays.
 */
function remediationBack(facts: RemediationFacts, { remediation }: Present): OperationBody[] {
  if (!remediation) return []
  const { id, version, foundOn, facts: stored } = remediation
  const collection = 'remediations'
  if (facts.found_on !== undefined)
    return facts.found_on === foundOn ? [{ op: 'end', collection, id, version }] : []
  const same = Object.entries(facts).filter(([name, value]) => value != null && stored[name] === value)
  if (same.length === 0) return []
  const properties = Object.fromEntries(same.map(([name]) => [name, null]))
  return [{ op: 'attributes', collection, id, version, properties }]
}

export async function operationsBack(
  { trx, zone }: Pick<FactsAct, 'trx' | 'zone'>,
  { remediation, start, progress, supplyEndedOn }: LandFacts,
  present: Present,
): Promise<OperationBody[]> {
  const { supply } = present
  const operations = remediation && remediation !== 'none' ? remediationBack(remediation, present) : []
  if (!supply) return operations
  const end = (collection: string, rows: readonly { id: number; version: number }[]) =>
    operations.push(...rows.map((row): OperationBody => ({ op: 'end', collection, ...row })))
  if (start) {
    const days = { setOn: start.set_on, startOn: start.start_on }
    end('supply-starts', await findStarts(trx, zone.id, supply.id, days))
  }
  if (progress) {
    const days = { observedOn: progress.observed_on, startedOn: progress.started_on }
    end('progress', await findLooks(trx, zone.id, supply.id, days))
  }
  if (supplyEndedOn !== null && supply.endedOn === supplyEndedOn) {
    const { id, version } = supply
    operations.push({ op: 'attributes', collection: 'supplies', id, version, properties: { ended_on: null } })
  }
  return operations
}
