import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

export type NoticePreference = components['schemas']['NoticePreference']
export type NoticePreferenceEdit = components['schemas']['NoticePreferenceEdit']

const path = '/api/notice-preferences'

export const useNoticePreference = () =>
  useQuery({ key: ['notice-preference'], query: () => api.get<NoticePreference>(path) })

/** Acts on how one is told; what is shown is asked again afterwards. */
export function useNoticePreferenceActs() {
  const cache = useQueryCache()
  const onSettled = () => cache.invalidateQueries({ key: ['notice-preference'] })
  const save = useMutation({ mutation: (body: NoticePreferenceEdit) => api.put(path, { body }), onSettled })
  const testMail = useMutation({ mutation: () => api.post(`${path}/test-mail`, { body: {} }), onSettled })
  const openCalendar = useMutation({
    mutation: () => api.post<{ address: string }>(`${path}/calendar`, { body: {} }),
    onSettled,
  })
  const closeCalendar = useMutation({ mutation: () => api.delete(`${path}/calendar`), onSettled })
  return { save, testMail, openCalendar, closeCalendar }
}
