import type { Migration } from 'kysely/migration'
import { ground } from './20261122T1945-ground.ts'
import { reading } from './20261122T2020-reading.ts'
import { deferrableReferences } from './20261122T2030-deferrable-references.ts'
import { imports } from './20261122T2040-imports.ts'
import { clocks } from './20261122T2355-clocks.ts'
import { cases } from './20261123T0035-cases.ts'
import { remediation } from './20261128T0400-remediation.ts'
import { batches } from './20261128T0410-batches.ts'
import { evidence } from './20261128T0410-evidence.ts'
import { responsibilityHistory } from './20261128T0412-responsibility-history.ts'
import { caseFacts } from './20261128T0415-case-facts.ts'
import { stock } from './20261128T0415-stock.ts'
import { claimsAndProblems } from './20261128T0424-claims-and-problems.ts'
import { asOf } from './20261128T0430-as-of.ts'
import { watch } from './20261128T0430-watch.ts'
import { divisions } from './20261128T0530-divisions.ts'
import { leadersIndexes } from './20261128T0800-leaders-indexes.ts'
import { clockSteps } from './20261128T0840-clock-steps.ts'
import { entryChecks } from './20261128T0905-entry-checks.ts'
import { encumbrances } from './20261128T0912-encumbrances.ts'

/** Every migration, oldest first. Append only: a migration that has left this checkout never changes. */
export const migrations: Record<string, Migration> = {
  '20261122T1945-ground': ground,
  '20261122T2020-reading': reading,
  '20261122T2030-deferrable-references': deferrableReferences,
  '20261122T2040-imports': imports,
  '20261122T2355-clocks': clocks,
  '20261123T0035-cases': cases,
  '20261128T0400-remediation': remediation,
  '20261128T0410-batches': batches,
  '20261128T0410-evidence': evidence,
  '20261128T0412-responsibility-history': responsibilityHistory,
  '20261128T0415-case-facts': caseFacts,
  '20261128T0415-stock': stock,
  '20261128T0424-claims-and-problems': claimsAndProblems,
  '20261128T0430-as-of': asOf,
  '20261128T0430-watch': watch,
  '20261128T0530-divisions': divisions,
  '20261128T0800-leaders-indexes': leadersIndexes,
  '20261128T0840-clock-steps': clockSteps,
  '20261128T0905-entry-checks': entryChecks,
  '20261128T0912-encumbrances': encumbrances,
}
