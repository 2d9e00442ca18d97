import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** Measuring by ratios: ours and a control in turn, in the same run, on the same machine. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export type Round<Sample> = { ours: Sample; control: Sample }

/** Who begins changes from round to round, so that neither always finds the warmer machine. */
export async function pairedRounds<Sample>(
  ours: (round: number) => Promise<Sample>,
  control: (round: number) => Promise<Sample>,
  rounds = 5,
): Promise<Round<Sample>[]> {
  const found: Round<Sample>[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) found.push({ ours: await ours(round), control: await control(round) })
    else {
      const theirs = await control(round)
      found.push({ ours: await ours(round), control: theirs })
    }
  }
  return found
}

export type Result = {
  what: string
  ours: string
  control: string
  /** Ours to the control. */
  ratio: number
  /** The least or the most that the ratio may be; none: only told. */
  target?: { atLeast: number } | { atMost: number }
}

/** Medians of one figure over the rounds; the ratio is the median of the ratios of the rounds. */
export function compare<Sample>(
  what: string,
  rounds: Round<Sample>[],
  value: (sample: Sample) => number,
  show: (value: number) => string,
  target?: Result['target'],
): Result {
  return {
    what,
    ours: show(median(rounds.map(({ ours }) => value(ours)))),
    control: show(median(rounds.map(({ control }) => value(control)))),
    ratio: median(rounds.map(({ ours, control }) => value(ours) / value(control))),
    ...(target && { target }),
  }
}

/** A figure with a limit of its own and no control; the ratio is to the limit. */
export const within = (
  what: string,
  value: number,
  limit: number,
  show: (value: number) => string,
): Result => ({
  what,
  ours: show(value),
  control: `limit ${show(limit)}`,
  ratio: value / limit,
  target: { atMost: 1 },
})

const targetText = (target: Result['target']): string =>
  !target ? '' : 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`

export function verdict({ ratio, target }: Result): 'met' | 'missed' | '' {
  if (!target) return ''
  const isMet = 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
  return isMet ? 'met' : 'missed'
}

/** Columns as wide as their widest cell; Chinese and Latin text are not mixed here. */
export function table(results: readonly Result[]): string {
  const head = ['what', 'ours', 'control', 'ratio', 'target', '']
  const rows = results.map((result) => [
    result.what,
    result.ours,
    result.control,
    result.ratio.toFixed(2),
    targetText(result.target),
    verdict(result),
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export type Load = { perSecond: number; p50Ms: number; p95Ms: number; bytes: number; answers: number }

type LoadOptions = {
  origin: string
  /** Asked in turn; every one once unless `seconds` is given. */
  paths: readonly string[]
  headers?: Record<string, string>
  clients?: number
  seconds?: number
  /** The status that every answer must have. */
  status?: number
}

/**
 * So many clients, each on its own connection, each asking again as soon as it is answered. Sockets and a
 * search for the end of the headers, nothing more: the client must not be what is measured.
 */
export async function load(options: LoadOptions): Promise<Load> {
  const { origin, paths, headers = {}, clients = 8, seconds, status = 200 } = options
  const { hostname, port, host } = new URL(origin)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`))
  const times: number[] = []
  let bytes = 0
  let next = 0
  const began = performance.now()
  const end = seconds === undefined ? Number.POSITIVE_INFINITY : began + seconds * 1000
  const isMore = () => (seconds === undefined ? next < requests.length : performance.now() < end)

  const client = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    await once(socket, 'connect')
    const reader = readAnswers(socket)
    while (isMore()) {
      const asked = performance.now()
      socket.write(requests[next++ % requests.length]!)
      const answer = await reader()
      if (answer.status !== status)
        throw new Error(`${answer.status} instead of ${status}: ${paths[(next - 1) % paths.length]}`)
      times.push(performance.now() - asked)
      bytes += answer.bytes
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: clients }, client))
  const tookS = (performance.now() - began) / 1000
  return {
    perSecond: times.length / tookS,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    bytes,
    answers: times.length,
  }
}

type Answer = { status: number; bytes: number }

/** Reads one answer after the other: a length must be told, or the answer has no body (304). */
function readAnswers(socket: Socket): () => Promise<Answer> {
  let resolve: ((answer: Answer) => void) | undefined
  let reject: ((error: Error) => void) | undefined
  let head = ''
  let status = 0
  let missing = -1
  let length = 0
  const finish = () => {
    resolve?.({ status, bytes: length })
    head = ''
    missing = -1
  }
  socket.on('data', (chunk: Buffer) => {
    if (missing >= 0) missing -= chunk.length
    else {
      const before = head.length
      head += chunk.toString('latin1')
      const at = head.indexOf('\r\n\r\n')
      if (at < 0) return
      status = Number(head.slice(9, 12))
      length = status === 304 ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(head.slice(0, at))?.[1] ?? 0)
      missing = length - (chunk.length - (at + 4 - before))
    }
    if (missing <= 0) finish()
  })
  socket.on('error', (error) => reject?.(error))
  socket.on('close', () => reject?.(new Error('the server closed the connection')))
  return () =>
    new Promise<Answer>((done, failed) => {
      resolve = done
      reject = failed
    })
}

export type ChildServer = {
  origin: string
  pid: number
  /** Sends a message and waits for its answer. */
  ask(message: string): Promise<unknown>
  stop(): Promise<void>
}

/** Starts a server script as a process of its own; it tells its origin as its first message. */
export async function startServer(script: string, settings: object): Promise<ChildServer> {
  const child = fork(new URL(script, import.meta.url).pathname, [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with code ${String(code)}`)
  })
  failed.catch(() => undefined)
  const [origin] = (await Promise.race([once(child, 'message'), failed])) as [string]
  return {
    origin,
    pid: child.pid!,
    async ask(message) {
      const answer = once(child, 'message')
      child.send(message)
      return (await Promise.race([answer, failed]))[0] as unknown
    },
    async stop() {
      const gone = once(child, 'exit')
      child.disconnect()
      child.kill('SIGTERM')
      await gone
    },
  }
}

export const perSecond = (value: number): string => `${value >= 100 ? value.toFixed(0) : value.toFixed(1)}/s`
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`
