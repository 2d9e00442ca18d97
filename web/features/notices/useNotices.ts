import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { watch } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import { useServerEvents } from '#web/api-client/server-events.ts'
import type { ServerEvent } from '#web/api-client/wire.ts'
import type { NoticeAddress } from './notice-address.ts'
import { noticeQuestion } from './notice-address.ts'

export type Notice = components['schemas']['Notice']
export type NoticeCount = components['schemas']['NoticeCount']
export type NoticeList = components['schemas']['NoticeList']

export const useNoticeCount = () =>
  useQuery({ key: ['notices', 'count'], query: () => api.get<NoticeCount>('/api/notices/count') })

export const useNoticeList = (address: () => NoticeAddress) =>
  useQuery({
    key: () => ['notices', 'list', noticeQuestion(address())],
    query: ({ signal }) => api.get<NoticeList>('/api/notices', { query: noticeQuestion(address()), signal }),
    placeholderData: (before) => before,
  })

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

type Reading = { ids: number[]; isRead: boolean } | { upTo: number; isRead: boolean }

export function useNoticeReading() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: Reading) => api.post<NoticeCount>('/api/notices/read', { body }),
    onSettled: () => cache.invalidateQueries({ key: ['notices'] }),
  })
}
