import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { CaseAddress } from './case-address.ts'
import { PAGE_ROWS, questionOf } from './case-address.ts'
import type { CaseDetail, CaseEntry, CaseList } from './case-wire.ts'

type Day = Pick<AsOfAddress, 'on' | 'known'>

/** A page of cases; the former one stands until the next has come. */
export const useCaseList = (address: () => CaseAddress, day: () => Day) => {
  const query = () => ({
    ...questionOf(address()),
    on: day().on,
    known: day().known,
    offset: (address().page - 1) * PAGE_ROWS,
    limit: PAGE_ROWS,
  })
  return useQuery({
    key: () => ['cases', 'list', JSON.stringify(query())],
    query: ({ signal }) => api.get<CaseList>('/api/cases', { query: query(), signal }),
    placeholderData: (previous) => previous,
  })
}

/** Pages of an export are as large as the server gives them. */
const EXPORT_PAGE = 500

/** Every case that meets the conditions, page after page. */
export async function readAllCases(address: CaseAddress, { on, known }: Day): Promise<CaseEntry[]> {
  const cases: CaseEntry[] = []
  for (let offset = 0; ; offset += EXPORT_PAGE) {
    const query = { ...questionOf(address), on, known, offset, limit: EXPORT_PAGE }
    const page = await api.get<CaseList>('/api/cases', { query })
    cases.push(...page.cases)
    if (page.cases.length < EXPORT_PAGE) return cases
  }
}

/**
 * One case on a day. The page and its dialogs ask at once, and where they ask the same they share the answer:
 * each question carries its own day, so that one who moves on does not take the other's question along.
 */
export const useCase = (id: () => number, day: () => Day) =>
  useQuery(() => {
    const asked = id()
    const { on, known } = day()
    return {
      key: ['cases', 'one', String(asked), on ?? 'today', known ?? 'now'],
      query: ({ signal }) => api.get<CaseDetail>(`/api/cases/${asked}`, { query: { on, known }, signal }),
      placeholderData: (previous) => (previous?.case.id === asked ? previous : undefined),
    }
  })
