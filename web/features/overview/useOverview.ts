import { useQuery } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'

export type Overview = components['schemas']['Overview']
export type FigureAddress = components['schemas']['FigureLink']
export type Deadline = Overview['deadlines']['next'][number]

export function useOverview(days: () => { on?: string; known?: string }) {
  return useQuery({
    key: () => ['overview', JSON.stringify(days())],
    query: ({ signal }) => api.get<Overview>('/api/overview', { query: days(), signal }),
    placeholderData: (last: Overview | undefined) => last,
  })
}
