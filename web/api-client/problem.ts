import type { ProblemCode } from '#api/http/problems.ts'

/** RFC 9457 as the server sends it; `type` is `/problems/<code>`. */
export type Problem = {
  type: string
  title: string
  status: number
  detail?: string
  errors?: { path: string; rule: string; message?: string; [parameter: string]: unknown }[]
  [extra: string]: unknown
}

/** What went wrong before the server could answer. */
export type ClientProblemCode = 'offline' | 'unreadable-answer'

/** Every refusal has its sentence; the compiler refuses a catalogue that misses one. */
export const problemKeys: Record<ProblemCode | ClientProblemCode, string> = {
  'invalid-request': 'problems.invalid_request',
  'unknown-parameter': 'problems.unknown_parameter',
  'not-signed-in': 'problems.not_signed_in',
  'wrong-credentials': 'problems.wrong_credentials',
  'not-allowed': 'problems.not_allowed',
  'not-found': 'problems.not_found',
  'zone-not-found': 'problems.zone_not_found',
  'method-not-allowed': 'problems.method_not_allowed',
  'not-acceptable': 'problems.not_acceptable',
  'stale-version': 'problems.stale_version',
  'place-taken': 'problems.place_taken',
  'already-undone': 'problems.already_undone',
  'duplicate-value': 'problems.duplicate_value',
  'wrong-state': 'problems.wrong_state',
  gone: 'problems.gone',
  'precondition-failed': 'problems.precondition_failed',
  'too-large': 'problems.too_large',
  'unsupported-media': 'problems.unsupported_media',
  'record-required': 'problems.record_required',
  'record-closed': 'problems.record_closed',
  'invalid-geometry': 'problems.invalid_geometry',
  'rule-broken': 'problems.rule_broken',
  'unreadable-file': 'problems.unreadable_file',
  'version-required': 'problems.version_required',
  'too-many-requests': 'problems.too_many_requests',
  internal: 'problems.internal',
  'database-busy': 'problems.database_busy',
  offline: 'problems.offline',
  'unreadable-answer': 'problems.unreadable_answer',
}

const known = new Map<string, string>(Object.entries(problemKeys))

/** A refusal of the server, or of the network on the way there. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.name = 'ProblemError'
    this.problem = problem
  }
  get code(): string {
    return this.problem.type.replace(/^.*\/problems\//, '')
  }
  get status(): number {
    return this.problem.status
  }
}

/** The catalogue key of the sentence that explains a fault to a person. */
export function problemKey(error: unknown): string {
  if (!(error instanceof ProblemError)) return problemKeys.internal
  return (
    known.get(error.code) ?? (error.status >= 500 ? problemKeys.internal : problemKeys['invalid-request'])
  )
}

export const clientProblem = (code: ClientProblemCode, status = 0): ProblemError =>
  new ProblemError({ type: `/problems/${code}`, title: code, status })
