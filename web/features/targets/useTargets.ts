import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'

type Schemas = components['schemas']
export type Target = Schemas['Target']
export type TargetList = Schemas['TargetList']
export type TargetDetail = Schemas['TargetDetail']
export type TargetParcel = Schemas['TargetParcel']
export type NewTarget = Schemas['NewTarget']
export type TargetEdit = Schemas['TargetEdit']

type Day = Pick<AsOfAddress, 'on' | 'known'>
const dayOf = ({ on, known }: Day) => ({ on, known })
const keyOf = ({ on, known }: Day): string[] => [on ?? '', known ?? '']

export const targetKinds = ['unsupplied', 'idle'] as const
export const targetCohorts = ['all', '2009_2018', 'from_2019', 'before_2009'] as const

export const useTargets = (day: () => Day) =>
  useQuery({
    key: () => ['targets', ...keyOf(day())],
    query: ({ signal }) => api.get<TargetList>('/api/targets', { query: dayOf(day()), signal }),
  })

export const useTarget = (id: () => number, day: () => Day) =>
  useQuery({
    key: () => ['targets', 'one', String(id()), ...keyOf(day())],
    query: ({ signal }) => api.get<TargetDetail>(`/api/targets/${id()}`, { query: dayOf(day()), signal }),
  })

type Act =
  | { act: 'assign'; body: NewTarget }
  | { act: 'change'; id: number; body: TargetEdit }
  | { act: 'end'; id: number; version: number; endedOn: string }

/** Assigns a target, changes what was agreed about it, or ends it. */
export function useTargetActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) => {
      if (work.act === 'assign') return api.post<TargetDetail>('/api/targets', { body: work.body })
      if (work.act === 'change') return api.put<TargetDetail>(`/api/targets/${work.id}`, { body: work.body })
      const { id, version, endedOn } = work
      return api.post<TargetDetail>(`/api/targets/${id}/end`, { body: { endedOn, version } })
    },
    onSettled: () => void cache.invalidateQueries({ key: ['targets'] }),
  })
}
