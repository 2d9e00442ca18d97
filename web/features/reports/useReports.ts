import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import type { MonthReport } from '#geodata/papers/reports/report-contents.ts'
import { addressOf, api } from '#web/api-client/client.ts'

type Schemas = components['schemas']
export type Report = Schemas['Report']
/** What a report says is described once, where it is drawn up. */
export type ReportDetail = Omit<Schemas['ReportDetail'], 'contents'> & { contents: MonthReport }

const PAGE = 100

export const useReportList = () =>
  useQuery({
    key: ['reports', 'list'],
    query: ({ signal }) => api.get<Schemas['ReportList']>('/api/reports', { query: { limit: PAGE }, signal }),
  })

export const useReport = (id: () => number) =>
  useQuery({
    key: () => ['reports', id()],
    query: ({ signal }) => api.get<ReportDetail>(`/api/reports/${id()}`, { signal }),
  })

export const useReportChanges = (id: () => number) =>
  useQuery({
    key: () => ['reports', id(), 'changes'],
    query: ({ signal }) => api.get<Schemas['ReportChanges']>(`/api/reports/${id()}/changes`, { signal }),
  })

export const useReportDraft = (month: () => string) =>
  useQuery({
    key: () => ['reports', 'draft', month()],
    query: ({ signal }) =>
      api.get<{ contents: MonthReport }>('/api/reports/draft', { query: { month: month() }, signal }),
  })

export function useFreeze() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: { month: string; note: string | null }) =>
      api.post<ReportDetail>('/api/reports', { body }),
    onSuccess: () => cache.invalidateQueries({ key: ['reports', 'list'] }),
  })
}

export const draftFile = (month: string, format: 'xlsx' | 'pdf'): string =>
  addressOf('/api/reports/draft/file', { month, format })
export const reportFile = (id: number, format: 'xlsx' | 'pdf'): string =>
  addressOf(`/api/reports/${id}/file`, { format })
export const ledgerFile = (kind: 'unsupplied' | 'idle', days: { on?: string; known?: string }): string =>
  addressOf(`/api/reports/ledgers/${kind}`, days)
