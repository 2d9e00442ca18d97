import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

export type AccessToken = components['schemas']['AccessToken']
export type SessionEntry = components['schemas']['SessionList']['sessions'][number]

export const useTokens = () =>
  useQuery({ key: ['account', 'tokens'], query: () => api.get<{ tokens: AccessToken[] }>('/api/tokens') })

export const useSessions = () =>
  useQuery({
    key: ['account', 'sessions'],
    query: () => api.get<{ sessions: SessionEntry[] }>('/api/sessions'),
  })

/** Acts on one's own account; the lists are asked again afterwards. */
export function useAccountActs() {
  const cache = useQueryCache()
  const onSettled = () => cache.invalidateQueries({ key: ['account'] })
  const createToken = useMutation({
    mutation: (body: { name: string; days?: number }) => api.post<AccessToken>('/api/tokens', { body }),
    onSettled,
  })
  const revokeToken = useMutation({ mutation: (id: number) => api.delete(`/api/tokens/${id}`), onSettled })
  const endSession = useMutation({ mutation: (id: string) => api.delete(`/api/sessions/${id}`), onSettled })
  const changePassword = useMutation({
    mutation: (body: { currentPassword: string; newPassword: string; revokeOtherSessions: boolean }) =>
      api.post('/api/auth/change-password', { body }),
    onSettled,
  })
  return { createToken, revokeToken, endSession, changePassword }
}
