import { useQuery, useQueryCache } from '@pinia/colada'
import { watch } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import { useServerEvents } from '#web/api-client/server-events.ts'
import type { ServerEvent } from '#web/api-client/wire.ts'

/** What the bell of every page needs, and nothing of the list of notices. */
export type NoticeCount = components['schemas']['NoticeCount']

export const useNoticeCount = () =>
  useQuery({ key: ['notices', 'count'], query: () => api.get<NoticeCount>('/api/notices/count') })

/** Reads notices again whenever the server says that there is news. */
export function useNoticeNews(): void {
  const cache = useQueryCache()
  const { data, status } = useServerEvents()
  const readAgain = () => void cache.invalidateQueries({ key: ['notices'] }).catch(() => undefined)
  watch(data, (text) => {
    if (text && (JSON.parse(text) as ServerEvent).type !== 'map') readAgain()
  })
  // What was told while the stream was broken was told to nobody.
  watch(status, (now, before) => {
    if (now === 'OPEN' && before === 'CONNECTING') readAgain()
  })
}
