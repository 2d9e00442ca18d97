import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { useIntervalFn } from '@vueuse/core'
import { watch } from 'vue'
import { api } from '#web/api-client/client.ts'
import type {
  ImportAccept,
  ImportChoices,
  ImportEntry,
  ImportFinding,
  ImportJob,
  ImportRefused,
  Preview,
} from './import-wire.ts'
import { isBusy } from './wizard.ts'

const POLL_MS = 700

export const useImportList = () =>
  useQuery({
    key: ['imports', 'list'],
    query: ({ signal }) => api.get<{ imports: ImportEntry[] }>('/api/imports', { signal }),
    staleTime: 0,
  })

/** One import; asked again and again while the server works on it. */
export function useImport(id: () => number) {
  const query = useQuery({
    key: () => ['imports', 'one', String(id())],
    query: ({ signal }) => api.get<ImportJob>(`/api/imports/${id()}`, { signal }),
    staleTime: 0,
  })
  const { pause, resume } = useIntervalFn(() => void query.refetch(), POLL_MS, { immediate: false })
  watch(
    () => query.data.value?.state,
    (state) => (state && isBusy(state) ? resume() : pause()),
    { immediate: true },
  )
  return query
}

/** Shapes of the dry run. `mark` changes whenever the file has been read anew. */
export const useImportPreview = (id: () => number, mark: () => string, enabled: () => boolean) =>
  useQuery({
    key: () => ['imports', 'one', String(id()), 'preview', mark()],
    enabled,
    query: ({ signal }) => api.get<Preview>(`/api/imports/${id()}/preview`, { signal }),
    staleTime: Infinity,
  })

/** Findings of one code, so many of them. */
export const useFindings = (
  key: () => { id: number; mark: string; code: string; limit: number; enabled: boolean },
) =>
  useQuery({
    enabled: () => key().enabled,
    key: () => {
      const { id, mark, code, limit } = key()
      return ['imports', 'one', String(id), 'findings', mark, code, limit]
    },
    query: ({ signal }) => {
      const { id, code, limit } = key()
      return api.get<{ findings: ImportFinding[] }>(`/api/imports/${id}/findings`, {
        query: { code, limit },
        signal,
      })
    },
    placeholderData: (previous) => previous,
    staleTime: Infinity,
  })

const REFUSED_PAGE = 10_000

/** Every refused row, however many there are. */
export async function readRefused(id: number): Promise<ImportRefused[]> {
  const all: ImportRefused[] = []
  for (;;) {
    const query = { offset: all.length, limit: REFUSED_PAGE }
    const { refused } = await api.get<{ refused: ImportRefused[] }>(`/api/imports/${id}/refused`, { query })
    all.push(...refused)
    if (refused.length < REFUSED_PAGE) return all
  }
}

/** Every finding that refuses a row; the server tells them before all others. */
export async function readErrors(id: number): Promise<ImportFinding[]> {
  const errors: ImportFinding[] = []
  for (;;) {
    const query = { offset: errors.length, limit: REFUSED_PAGE }
    const { findings } = await api.get<{ findings: ImportFinding[] }>(`/api/imports/${id}/findings`, {
      query,
    })
    const found = findings.filter(({ severity }) => severity === 'error')
    errors.push(...found)
    if (found.length < REFUSED_PAGE) return errors
  }
}

export function useRefusedStart(id: () => number, mark: () => string, limit: number) {
  return useQuery({
    key: () => ['imports', 'one', String(id()), 'refused', mark()],
    query: ({ signal }) =>
      api.get<{ refused: ImportRefused[] }>(`/api/imports/${id()}/refused`, { query: { limit }, signal }),
    staleTime: Infinity,
  })
}

/** Every act on one import; it is read again afterwards. */
export function useImportActs(id: () => number) {
  const cache = useQueryCache()
  const onSettled = () => cache.invalidateQueries({ key: ['imports'] })
  const choose = useMutation({
    mutation: (choices: ImportChoices) =>
      api.put<ImportJob>(`/api/imports/${id()}/choices`, { body: choices }),
    onSettled,
  })
  const accept = useMutation({
    mutation: (body: ImportAccept) => api.post<ImportJob>(`/api/imports/${id()}/accept`, { body }),
    onSettled,
  })
  const cancel = useMutation({ mutation: () => api.delete(`/api/imports/${id()}`) })
  return { choose, accept, cancel }
}
