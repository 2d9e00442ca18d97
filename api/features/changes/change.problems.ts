import { references } from '#api/db/collection-sql.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import type { FieldError } from '#api/http/problem.ts'
import { Problem } from '#api/http/problem.ts'
import type { Fault } from './change.plan.ts'

/** A fault as it is told: without our own sorting of it. */
export function publicFault(fault: Fault): FieldError {
  const { about: _about, ...told } = fault
  return told
}

/** All faults of a change in one answer. */
export function problemOfFaults(faults: readonly Fault[]): Problem {
  const errors: FieldError[] = [...faults].sort((a, b) => a.operation - b.operation).map(publicFault)
  const all = (about: Fault['about']) => faults.every((fault) => fault.about === about)
  const code = all('geometry') ? 'invalid-geometry' : all('duplicate') ? 'duplicate-value' : 'rule-broken'
  const [first] = errors
  return new Problem(code, { detail: `${first?.path}: ${first?.rule}`, errors })
}

/**
 * Constraints say what a check beforehand could not: what others did at the same moment, and what an undone
 * change would bring back against later ones.
 */
export function problemOfDatabase(error: unknown): Problem | undefined {
  if (!isDatabaseError(error)) return undefined
  const constraint = error.constraint ?? ''
  if (error.code === sqlState.uniqueViolation) return problemOfDuplicate(constraint, error.detail)
  if (error.code === sqlState.foreignKeyViolation) return problemOfReference(constraint)
  const isBusy = error.code === sqlState.statementTimeout || error.code === sqlState.tooManyConnections
  return isBusy ? new Problem('database-busy') : undefined
}

function problemOfDuplicate(constraint: string, detail: string | undefined): Problem | undefined {
  if (constraint === 'change_undoes_key') return new Problem('already-undone')
  const field = /^[a-z_]+?_(code)_key$/.exec(constraint)?.[1]
  if (!field) return undefined
  const value = /\)=\(\d+, (.*)\) already exists/.exec(detail ?? '')?.[1]
  return new Problem('duplicate-value', {
    errors: [{ path: 'operations', rule: 'unique', field, ...(value !== undefined && { value }) }],
  })
}

function problemOfReference(constraint: string): Problem | undefined {
  const reference = references.find(({ spec, column }) => constraint === `${spec.table}_${column}_fkey`)
  if (!reference) return undefined
  const { spec, column, to } = reference
  return new Problem('rule-broken', {
    errors: [
      { path: 'operations', rule: 'unknown_reference', collection: spec.id, field: column, to: to.id },
    ],
  })
}
