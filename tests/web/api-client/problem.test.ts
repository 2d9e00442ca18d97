import { describe, expect, it } from 'vitest'
import { clientProblem, problemKey, ProblemError } from '#web/api-client/problem.ts'

const refusal = (type: string, status: number) => new ProblemError({ type, title: '', status })

describe('refusals', () => {
  it('find their sentence by type, whatever host stands before it', () => {
    expect(problemKey(refusal('/problems/stale-version', 409))).toBe('problems.stale_version')
    expect(problemKey(refusal('https://zone.example/problems/gone', 410))).toBe('problems.gone')
  })
  it('of unknown type are told apart by whose fault they are', () => {
    expect(problemKey(refusal('about:blank', 400))).toBe('problems.invalid_request')
    expect(problemKey(refusal('about:blank', 502))).toBe('problems.internal')
    expect(problemKey(new TypeError('x'))).toBe('problems.internal')
  })
  it('of the network say that the server is out of reach', () => {
    expect(problemKey(clientProblem('offline'))).toBe('problems.offline')
  })
})
