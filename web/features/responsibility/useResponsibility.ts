import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'

type Schemas = components['schemas']
export type Responsibility = Schemas['Responsibility']
export type ResponsibilityChain = Schemas['ResponsibilityChain']
export type NewResponsibility = Schemas['NewResponsibility']
export type BulkResponsibility = Schemas['BulkResponsibility']
export type ResponsibilityTransfer = Schemas['ResponsibilityTransfer']
export type BulkOutcome = Schemas['BulkResponsibilityOutcome']
export type Workload = Schemas['ResponsibilityWorkload']
export type WorkloadList = Schemas['ResponsibilityWorkloadList']
export type AssignedSubject = Schemas['AssignedSubject']
export type AssignedSubjectList = Schemas['AssignedSubjectList']
export type Candidates = Schemas['ResponsibilityCandidates']
export type Subject = Responsibility['subject']
export type Role = Responsibility['role']

type Days = Pick<AsOfAddress, 'on' | 'known'>
const daysOf = ({ on, known }: Days) => ({ on, known })

export const useChain = (about: () => { subject: Subject; subjectId: number }, days: () => Days) =>
  useQuery({
    key: () => ['responsibility', 'chain', { ...about(), ...daysOf(days()) }],
    query: ({ signal }) =>
      api.get<ResponsibilityChain>('/api/responsibilities', {
        query: { ...about(), ...daysOf(days()) },
        signal,
      }),
    placeholderData: (previous) => previous,
  })

export const useWorkload = (days: () => Days) =>
  useQuery({
    key: () => ['responsibility', 'people', daysOf(days())],
    query: ({ signal }) =>
      api.get<WorkloadList>('/api/responsibilities/people', { query: daysOf(days()), signal }),
    placeholderData: (previous) => previous,
  })

/** Without a name: land for which nobody answers in the role. */
export type AssignedQuestion = Days & { role: Role; name: string | undefined; limit: number }
export const useAssigned = (question: () => AssignedQuestion | undefined) =>
  useQuery({
    key: () => ['responsibility', 'subjects', { ...question() }],
    enabled: () => question() !== undefined,
    query: ({ signal }) => {
      const { role, name, limit, ...days } = question()!
      return api.get<AssignedSubjectList>('/api/responsibilities/subjects', {
        query: { role, name, limit, ...daysOf(days) },
        signal,
      })
    },
    placeholderData: (previous) => previous,
  })

export const useCandidates = () =>
  useQuery({
    key: ['responsibility', 'candidates'],
    query: ({ signal }) => api.get<Candidates>('/api/responsibilities/candidates', { signal }),
  })

type Act =
  | { act: 'assign'; assignment: NewResponsibility }
  | { act: 'end'; id: number; version: number; toOn: string; note: string | null }
  | { act: 'void'; id: number; version: number; reason: string }

function carryOut(work: Act): Promise<ResponsibilityChain> {
  if (work.act === 'assign') return api.post('/api/responsibilities', { body: work.assignment })
  const { id, version } = work
  if (work.act === 'end')
    return api.post(`/api/responsibilities/${id}/end`, {
      body: { toOn: work.toOn, note: work.note, version },
    })
  return api.post(`/api/responsibilities/${id}/void`, { body: { reason: work.reason, version } })
}

/** Assigns, ends and takes back; whatever shows who answers reads it again. */
export function useResponsibilityActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: carryOut,
    onSettled: () => {
      for (const key of ['responsibility', 'stock']) void cache.invalidateQueries({ key: [key] })
    },
  })
}

export type BulkWork =
  | { act: 'bulk'; body: BulkResponsibility }
  | { act: 'transfer'; body: ResponsibilityTransfer }

const bulkPath = { bulk: '/api/responsibilities/bulk', transfer: '/api/responsibilities/transfer' } as const

/** What would happen; nothing is stored. */
export const previewBulk = ({ act, body }: BulkWork): Promise<BulkOutcome> =>
  api.post<BulkOutcome>(bulkPath[act], { body: { ...body, isDryRun: true } })

export function useBulkActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ act, body }: BulkWork) => api.post<BulkOutcome>(bulkPath[act], { body }),
    onSettled: () => {
      for (const key of ['responsibility', 'stock']) void cache.invalidateQueries({ key: [key] })
    },
  })
}
