import type { Problem } from './problem.ts'
import { clientProblem, ProblemError } from './problem.ts'

export type QueryValue = string | number | boolean | null | undefined
export type Query = Record<string, QueryValue>
export type RequestOptions = {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const surroundings: { zone: string | undefined; onSignedOut: () => void } = {
  zone: undefined,
  onSignedOut: () => undefined,
}

/** The zone every request asks for; undefined leaves it to the server (the person's own first one). */
export function useZone(slug: string | undefined): void {
  surroundings.zone = slug
}

/** Called when the server no longer knows the session. */
export function onSignedOut(listener: () => void): void {
  surroundings.onSignedOut = listener
}

/** For those who send without {@link api}. */
export const reportSignedOut = (): void => surroundings.onSignedOut()

/** Address of a path on our server, with the zone and the query. */
export function addressOf(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ zone: surroundings.zone, ...query })) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text ? `${path}?${text}` : path
}

async function problemOf(response: Response): Promise<ProblemError> {
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) return clientProblem('unreadable-answer', response.status)
  const body = (await response.json()) as Partial<Problem>
  return new ProblemError({ type: '/problems/internal', title: '', ...body, status: response.status })
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const isForm = options.body instanceof FormData
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (options.body !== undefined && !isForm) headers['content-type'] = 'application/json'
  const body = isForm ? (options.body as FormData) : JSON.stringify(options.body)
  try {
    return await fetch(addressOf(path, options.query), { method, headers, body, signal: options.signal })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw clientProblem('offline')
  }
}

async function request<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(method, path, options)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (problem.code === 'not-signed-in') surroundings.onSignedOut()
    throw problem
  }
  if (response.status === 204) return undefined as Answer
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as Answer
}

/** The instant on the server's clock, of the full second that has passed; ours may be wrong. */
export async function serverInstant(): Promise<string> {
  const response = await fetch('/healthz', { method: 'HEAD', cache: 'no-store' }).catch(() => {
    throw clientProblem('offline')
  })
  const date = response.headers.get('date')
  if (date === null) throw clientProblem('unreadable-answer', response.status)
  return new Date(date).toISOString()
}

/** Our server's JSON. Refusals are thrown as {@link ProblemError}. */
export const api = {
  get: <Answer>(path: string, options?: RequestOptions) => request<Answer>('GET', path, options),
  post: <Answer>(path: string, options?: RequestOptions) => request<Answer>('POST', path, options),
  put: <Answer>(path: string, options?: RequestOptions) => request<Answer>('PUT', path, options),
  patch: <Answer>(path: string, options?: RequestOptions) => request<Answer>('PATCH', path, options),
  delete: <Answer>(path: string, options?: RequestOptions) => request<Answer>('DELETE', path, options),
}
