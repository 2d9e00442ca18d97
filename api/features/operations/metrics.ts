import type { FastifyInstance } from 'fastify'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
type Series = { buckets: number[]; count: number; sumSeconds: number }

const series = new Map<string, Series>()
const loopDelay = monitorEventLoopDelay({ resolution: 20 })

/** Counts one request under its labels, as Prometheus writes them. */
export function countRequest(labels: string, seconds: number): void {
  let found = series.get(labels)
  if (!found) series.set(labels, (found = { buckets: bucketsSeconds.map(() => 0), count: 0, sumSeconds: 0 }))
  found.count += 1
  found.sumSeconds += seconds
  bucketsSeconds.forEach((limit, index) => {
    if (seconds <= limit) found.buckets[index] = (found.buckets[index] ?? 0) + 1
  })
}

/** Counts every request of the application by method, route and status. */
export function watchMetrics(app: FastifyInstance): void {
  loopDelay.enable()
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    countRequest(
      `method="${request.method}",route="${route}",status="${reply.statusCode}"`,
      reply.elapsedTime / 1000,
    )
  })
}

/** Prometheus text exposition of the process. */
export function metricsText(): string {
  const lines = ['# TYPE http_request_duration_seconds histogram']
  for (const [labels, { buckets, count, sumSeconds }] of series) {
    bucketsSeconds.forEach((limit, index) =>
      lines.push(`http_request_duration_seconds_bucket{${labels},le="${limit}"} ${buckets[index]}`),
    )
    lines.push(`http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`)
    lines.push(`http_request_duration_seconds_sum{${labels}} ${sumSeconds}`)
    lines.push(`http_request_duration_seconds_count{${labels}} ${count}`)
  }
  const { rss, heapUsed } = process.memoryUsage()
  lines.push('# TYPE process_resident_memory_bytes gauge', `process_resident_memory_bytes ${rss}`)
  lines.push('# TYPE nodejs_heap_used_bytes gauge', `nodejs_heap_used_bytes ${heapUsed}`)
  lines.push('# TYPE nodejs_eventloop_lag_p99_seconds gauge')
  lines.push(`nodejs_eventloop_lag_p99_seconds ${loopDelay.percentile(99) / 1e9}`)
  return `${lines.join('\n')}\n`
}
