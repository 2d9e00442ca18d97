import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { NoticeAddress } from './notice-address.ts'
import { noticeQuestion } from './notice-address.ts'
import type { NoticeCount } from './notice-news.ts'

export type Notice = components['schemas']['Notice']
export type NoticeList = components['schemas']['NoticeList']

export const useNoticeList = (address: () => NoticeAddress) =>
  useQuery({
    key: () => ['notices', 'list', noticeQuestion(address())],
    query: ({ signal }) => api.get<NoticeList>('/api/notices', { query: noticeQuestion(address()), signal }),
    placeholderData: (before) => before,
  })

type Reading = { ids: number[]; isRead: boolean } | { upTo: number; isRead: boolean }

export function useNoticeReading() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: Reading) => api.post<NoticeCount>('/api/notices/read', { body }),
    onSettled: () => cache.invalidateQueries({ key: ['notices'] }),
  })
}
