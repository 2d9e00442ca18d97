import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

export type Person = components['schemas']['Person']
export type AuditEvent = components['schemas']['AuditList']['events'][number]
export type Role = Person['roles'][number]
export type PersonInput = { username: string; name: string; password: string; roles: Role[] }

export const allRoles: readonly Role[] = ['officer', 'reviewer', 'leader', 'planner', 'administrator']

export function usePeople() {
  return useQuery({ key: ['people'], query: () => api.get<{ people: Person[] }>('/api/people') })
}

export function useAudit() {
  return useQuery({
    key: ['people', 'audit'],
    query: () => api.get<{ events: AuditEvent[] }>('/api/audit', { query: { limit: 50 } }),
  })
}

type Act =
  | { act: 'create'; person: PersonInput }
  | { act: 'edit'; id: string; edit: Partial<Omit<PersonInput, 'username'>> & { disabled?: boolean } }
  | { act: 'end_sessions'; id: string }

/** Every act of the administrator; the lists are asked again afterwards. */
export function usePeopleActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (act: Act) => {
      if (act.act === 'create') return api.post('/api/people', { body: act.person })
      if (act.act === 'edit') return api.patch(`/api/people/${act.id}`, { body: act.edit })
      return api.delete(`/api/people/${act.id}/sessions`)
    },
    onSettled: () => cache.invalidateQueries({ key: ['people'] }),
  })
}
