import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnstorableValue } from '#api/db/errors.ts'
import type { FieldError } from './problem.ts'
import { Problem } from './problem.ts'

export const problemType = 'application/problem+json; charset=utf-8'

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds } = problem.extra
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds)
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem.toBody()))
}

function fieldErrors(error: FastifyError): FieldError[] {
  return (error.validation ?? []).map((fault) => ({
    path: `${error.validationContext ?? 'body'}${fault.instancePath}`,
    rule: fault.keyword ?? 'schema',
    detail: fault.message,
    ...fault.params,
  }))
}

function fromFastify(error: FastifyError): Problem | undefined {
  if (error.validation) {
    const errors = fieldErrors(error)
    const first = errors[0]
    return new Problem('invalid-request', { detail: `${first?.path} ${String(first?.['detail'])}`, errors })
  }
  if (error.statusCode === 413) return new Problem('too-large', { detail: error.message })
  if (error.statusCode === 415) return new Problem('unsupported-media', { detail: error.message })
  if (error.statusCode === 429) return new Problem('too-many-requests', { detail: error.message })
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem('invalid-request', { detail: error.message })
  }
  return undefined
}

const unstorableDetail = 'a number, a date or a text is beyond what can be stored'

/** One handler for all faults: expected ones speak, unknown ones say nothing outside and all in the log. */
export function useErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const problem = error instanceof Problem ? error : fromFastify(error)
    if (problem) return sendProblem(reply, problem)
    if (isUnstorableValue(error)) {
      request.log.warn({ err: error }, 'a value that the database cannot hold')
      return sendProblem(reply, new Problem('invalid-request', { detail: unstorableDetail }))
    }
    request.log.error({ err: error }, 'unexpected fault')
    return sendProblem(reply, new Problem('internal', { requestId: request.id }))
  })
}
