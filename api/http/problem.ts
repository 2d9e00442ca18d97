import type { ProblemCode } from './problems.ts'
import { problems } from './problems.ts'

export type FieldError = { path: string; rule: string; [detail: string]: unknown }

export type ProblemExtra = {
  /** One sentence for this occurrence; English, for programs and logs (the web speaks by `type`). */
  detail?: string
  errors?: FieldError[]
  [member: string]: unknown
}

/** An expected refusal. The error handler turns it into RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly extra: ProblemExtra

  constructor(code: ProblemCode, extra: ProblemExtra = {}) {
    super(extra.detail ?? problems[code].title)
    this.name = 'Problem'
    this.code = code
    this.status = problems[code].status
    this.extra = extra
  }

  toBody(): Record<string, unknown> {
    const { title, status } = problems[this.code]
    return { type: `/problems/${this.code}`, title, status, ...this.extra }
  }
}
