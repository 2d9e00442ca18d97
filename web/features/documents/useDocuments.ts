import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import type { Paper } from '#geodata/papers/paper.ts'
import { addressOf, api } from '#web/api-client/client.ts'

type Schemas = components['schemas']
export type CaseDocumentEntry = Schemas['CaseDocumentEntry']
export type PaperFinding = Schemas['PaperFinding']
export type HolderContact = Schemas['HolderContact']
export type OfficeSettings = Schemas['OfficeSettings']
export type DocumentPreview = Omit<Schemas['CaseDocumentPreview'], 'paper'> & { paper: Paper }

/** A step that somebody is about to take. */
export type Attempt = { step: string; doneOn: string; values?: Record<string, unknown>; note?: string | null }

type Days = { on?: string | undefined; known?: string | undefined }

/** Documents of a case, or of one of its steps. */
export const useDocuments = (caseId: () => number, stepN: () => number | undefined, days: () => Days) =>
  useQuery({
    key: () => ['documents', String(caseId()), String(stepN() ?? ''), days().on ?? '', days().known ?? ''],
    query: ({ signal }) =>
      api.get<Schemas['CaseDocumentList']>(`/api/cases/${caseId()}/documents`, {
        query: { stepN: stepN(), ...days() },
        signal,
      }),
  })

const pathOf = (caseId: number, { stepN, kind }: Pick<CaseDocumentEntry, 'stepN' | 'kind'>): string =>
  `/api/cases/${caseId}/documents/${stepN}/${kind}`

/** Where a document is downloaded. */
export const fileAddress = (caseId: number, document: CaseDocumentEntry, format: 'pdf' | 'docx'): string =>
  addressOf(pathOf(caseId, document), { format })

export const useDocument = (caseId: () => number, document: () => CaseDocumentEntry) =>
  useQuery({
    key: () => ['documents', String(caseId()), 'paper', String(document().stepN), document().kind],
    query: ({ signal }) =>
      api.get<Schemas['CaseDocumentPaper']>(pathOf(caseId(), document()), { signal }) as Promise<{
        document: CaseDocumentEntry
        paper: Paper
      }>,
  })

export const usePreview = (caseId: () => number, attempt: () => Attempt) =>
  useQuery({
    key: () => ['documents', String(caseId()), 'preview', JSON.stringify(attempt())],
    query: ({ signal }) =>
      api.post<DocumentPreview>(`/api/cases/${caseId()}/documents/preview`, { body: attempt(), signal }),
    staleTime: 0,
  })

export const useHolderContact = (holder: () => string) =>
  useQuery({
    key: () => ['holder-contacts', holder()],
    query: ({ signal }) =>
      api.get<HolderContact>('/api/holder-contacts', { query: { holder: holder() }, signal }),
  })

export function useKeepHolderContact() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: Schemas['NewHolderContact']) => api.put<HolderContact>('/api/holder-contacts', { body }),
    onSettled: () => {
      void cache.invalidateQueries({ key: ['holder-contacts'] })
      void cache.invalidateQueries({ key: ['documents'] })
    },
  })
}

export const useOffice = (on: () => string | undefined) =>
  useQuery({
    key: () => ['office', on() ?? ''],
    query: ({ signal }) => api.get<OfficeSettings>('/api/office', { query: { on: on() }, signal }),
  })

export function useKeepOffice() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: Schemas['NewOfficeSettings']) => api.put<void>('/api/office', { body }),
    onSettled: () => {
      void cache.invalidateQueries({ key: ['office'] })
      void cache.invalidateQueries({ key: ['documents'] })
    },
  })
}
