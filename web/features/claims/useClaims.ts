import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'

type Schemas = components['schemas']
export type Claim = Schemas['Claim']
export type ClaimDetail = Schemas['ClaimDetail']
export type ClaimReason = Schemas['ClaimReason']
export type SuggestedReason = Schemas['SuggestedClaimReason']
export type ClaimItem = Schemas['ClaimItem']
export type ClaimItemList = Schemas['ClaimItemList']
export type ClaimScopeList = Schemas['ClaimScopeList']
export type NewClaim = Schemas['NewClaim']
export type NewClaimReason = Schemas['NewClaimReason']
export type ClaimFeature = {
  type: 'Feature'
  id: number
  geometry: Geometry
  properties: { collection: string; code: string | null }
}

type Days = Pick<AsOfAddress, 'on' | 'known'>
const daysOf = ({ on, known }: Days) => ({ on, known })

export type ClaimState = 'current' | 'ended' | 'all'

export const useClaimList = (question: () => Days & { state: ClaimState }) =>
  useQuery({
    key: () => ['claims', 'list', { ...daysOf(question()), state: question().state }],
    query: ({ signal }) =>
      api.get<Schemas['ClaimList']>('/api/claims', {
        query: { ...daysOf(question()), state: question().state },
        signal,
      }),
    placeholderData: (previous) => previous,
  })

export const useClaim = (id: () => number, days: () => Days) =>
  useQuery({
    key: () => ['claims', 'one', String(id()), daysOf(days())],
    query: ({ signal }) => api.get<ClaimDetail>(`/api/claims/${id()}`, { query: daysOf(days()), signal }),
    placeholderData: (previous) => previous,
  })

export type ItemQuestion = Days & { sort: string; offset: number; limit: number }

export const readItems = (id: number, { sort, offset, limit, ...days }: ItemQuestion, signal?: AbortSignal) =>
  api.get<ClaimItemList>(`/api/claims/${id}/items`, {
    query: { ...daysOf(days), sort, offset, limit },
    signal,
  })

export const useClaimItems = (id: () => number, question: () => ItemQuestion) =>
  useQuery({
    key: () => ['claims', 'items', String(id()), { ...question() }],
    query: ({ signal }) => readItems(id(), question(), signal),
    placeholderData: (previous) => previous,
  })

export const useClaimMap = (id: () => number, days: () => Days) =>
  useQuery({
    key: () => ['claims', 'map', String(id()), daysOf(days())],
    query: ({ signal }) =>
      api.get<{ features: ClaimFeature[] }>(`/api/claims/${id()}/map`, { query: daysOf(days()), signal }),
  })

export const useClaimScopes = () =>
  useQuery({
    key: ['claims', 'scopes'],
    query: ({ signal }) => api.get<ClaimScopeList>('/api/claims/scopes', { signal }),
    staleTime: 3_600_000,
  })

type Act =
  | { act: 'create'; claim: NewClaim }
  | { act: 'change'; id: number; version: number; claim: NewClaim }
  | { act: 'end'; id: number; version: number; endedOn: string; reason: string }
  | { act: 'reason'; id: number; reason: NewClaimReason }
  | { act: 'void'; id: number; n: number; reason: string }

function carryOut(work: Act): Promise<ClaimDetail> {
  switch (work.act) {
    case 'create':
      return api.post('/api/claims', { body: work.claim })
    case 'change':
      return api.put(`/api/claims/${work.id}`, { body: { ...work.claim, version: work.version } })
    case 'end': {
      const { endedOn, reason, version } = work
      return api.post(`/api/claims/${work.id}/end`, { body: { endedOn, reason, version } })
    }
    case 'reason':
      return api.post(`/api/claims/${work.id}/reasons`, { body: work.reason })
    case 'void':
      return api.post(`/api/claims/${work.id}/reasons/${work.n}/void`, { body: { reason: work.reason } })
  }
}

/** Keeps figures and reasons; whatever shows claims reads them again. */
export function useClaimActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: carryOut,
    onSettled: () => cache.invalidateQueries({ key: ['claims'] }),
  })
}
