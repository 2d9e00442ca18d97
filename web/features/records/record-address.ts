/** The state of the list of records, as it stands in the address. */
export type RecordStatus = 'all' | 'open' | 'closed'
export const recordSorts = [
  '-updated_at',
  'number',
  '-number',
  'title',
  '-title',
  '-issued_on',
  'issued_on',
  'updated_at',
] as const
export type RecordSort = (typeof recordSorts)[number]
export type RecordListAddress = { q: string; status: RecordStatus; sort: RecordSort; page: number }

export const pageSize = 50
const usual: RecordListAddress = { q: '', status: 'all', sort: '-updated_at', page: 1 }
const statuses: readonly RecordStatus[] = ['all', 'open', 'closed']

type Query = Record<string, unknown>
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What is damaged falls back to the usual. */
export function parseRecordList(query: Query): RecordListAddress {
  const page = Number(textOf(query['page']))
  return {
    q: textOf(query['q']),
    status: statuses.find((status) => status === query['status']) ?? usual.status,
    sort: recordSorts.find((sort) => sort === query['sort']) ?? usual.sort,
    page: Number.isInteger(page) && page > 0 ? page : usual.page,
  }
}

/** Only what differs from the usual. */
export function formatRecordList({ q, status, sort, page }: RecordListAddress): Record<string, string> {
  return {
    ...(q && { q }),
    ...(status !== usual.status && { status }),
    ...(sort !== usual.sort && { sort }),
    ...(page !== usual.page && { page: String(page) }),
  }
}

/** A heading sorts up, then down, then up again. */
export function nextSort(
  sort: RecordSort,
  field: 'number' | 'title' | 'issued_on' | 'updated_at',
): RecordSort {
  const isTimed = field === 'issued_on' || field === 'updated_at'
  const [first, second]: readonly [RecordSort, RecordSort] = isTimed
    ? [`-${field}`, field]
    : [field, `-${field}`]
  return sort === first ? second : first
}
