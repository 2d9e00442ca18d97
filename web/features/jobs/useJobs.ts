import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { useIntervalFn } from '@vueuse/core'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

export type WatchRun = components['schemas']['WatchRunList']['runs'][number]
export type WatchRule = components['schemas']['WatchRuleList']['rules'][number]
export type JobOverview = components['schemas']['JobOverview']

/** While a run is under way the page looks again by itself. */
const lookAgainMs = 3_000

export function useRuns() {
  const list = useQuery({
    key: ['watch-runs'],
    query: () => api.get<components['schemas']['WatchRunList']>('/api/watch/runs', { query: { limit: 30 } }),
  })
  const look = useIntervalFn(() => void list.refetch(), lookAgainMs, { immediate: false })
  return { ...list, look }
}

export const useJobOverview = (enabled: () => boolean) =>
  useQuery({ key: ['jobs'], enabled, query: () => api.get<JobOverview>('/api/jobs') })

export const useWatchRules = () =>
  useQuery({
    key: ['watch-rules'],
    query: () => api.get<components['schemas']['WatchRuleList']>('/api/watch-rules'),
  })

type Act =
  | { act: 'run' }
  | { act: 'revive'; id: string }
  | { act: 'set'; name: string; body: { value: number[]; from: string; source: string } }
  | { act: 'drop'; name: string; from: string }

/** Every act of the page; what it shows is asked again afterwards. */
export function useJobActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (act: Act) => {
      if (act.act === 'run') return api.post<{ asked: boolean }>('/api/watch/run', { body: {} })
      if (act.act === 'revive') return api.post(`/api/jobs/${act.id}/revive`, { body: {} })
      if (act.act === 'set') return api.put(`/api/watch-rules/${act.name}`, { body: act.body })
      return api.delete(`/api/watch-rules/${act.name}/${act.from}`)
    },
    onSettled: () => {
      for (const key of ['watch-runs', 'jobs', 'watch-rules', 'notices'])
        void cache.invalidateQueries({ key: [key] }).catch(() => undefined)
    },
  })
}
