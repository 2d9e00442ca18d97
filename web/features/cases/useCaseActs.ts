import { useMutation, useQueryCache } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { CaseDetail, NewCase, NewCaseStep } from './case-wire.ts'

type Act =
  | { act: 'open'; body: NewCase }
  | { act: 'step'; id: number; body: NewCaseStep }
  | { act: 'void'; id: number; n: number; body: { reason: string; version: number } }
  | {
      act: 'reopen'
      id: number
      body: { reason: string; doneOn: string; version: number; documentNo?: string | null }
    }

function send(work: Act): Promise<CaseDetail> {
  switch (work.act) {
    case 'open':
      return api.post<CaseDetail>('/api/cases', { body: work.body })
    case 'step':
      return api.post<CaseDetail>(`/api/cases/${work.id}/steps`, { body: work.body })
    case 'void':
      return api.post<CaseDetail>(`/api/cases/${work.id}/steps/${work.n}/void`, { body: work.body })
    case 'reopen':
      return api.post<CaseDetail>(`/api/cases/${work.id}/reopen`, { body: work.body })
  }
}

/** What is computed from cases and from the land facts that they write. */
const followers = [
  'cases',
  'documents',
  'clock',
  'clocks',
  'feature',
  'features',
  'ledger',
  'overview',
  'stock',
  'records',
]

/** An act on a case; whatever follows from it is read again. */
export function useCaseActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: send,
    onSettled: () => {
      for (const key of followers) void cache.invalidateQueries({ key: [key] })
    },
  })
}
