import { useQuery } from '@pinia/colada'
import type { Ref } from 'vue'
import { computed, shallowRef, watch } from 'vue'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { LedgerAddress } from './ledger-address.ts'
import { dayOf, formatSort } from './ledger-address.ts'
import type { LedgerColumn } from './ledger-columns.ts'
import type { RowWindow } from './row-window.ts'
import { pageSize, pagesOf } from './row-window.ts'

export type LedgerRow = components['schemas']['LedgerRow'] & Record<string, unknown>
type Page = { total: number; columns: LedgerColumn[]; rows: LedgerRow[] }

/** What decides which rows there are; columns and open row do not. */
const questionOf = (address: LedgerAddress) => {
  const { collection, filters, sort } = address
  const order = sort.length > 0 ? { sort: formatSort(sort) } : {}
  return { collection, query: { ...filters, ...dayOf(address), ...order } }
}

/** Rows of the ledger, page by page as they come into view; a newer question drops the answers of the older. */
export function useLedgerRows(address: Ref<LedgerAddress>) {
  const pages = shallowRef<ReadonlyMap<number, Page>>(new Map())
  const error = shallowRef<unknown>()
  const question = computed(() => JSON.stringify(questionOf(address.value)))
  let asked = new Set<number>()
  let abort = new AbortController()

  async function fetchPage(number: number): Promise<void> {
    if (asked.has(number)) return
    asked.add(number)
    const { collection, query } = questionOf(address.value)
    const { signal } = abort
    try {
      const page = await api.get<Page>(`/api/ledger/${collection}`, {
        query: { ...query, offset: number * pageSize, limit: pageSize },
        signal,
      })
      if (!signal.aborted) pages.value = new Map(pages.value).set(number, page)
    } catch (fault) {
      if (signal.aborted) return
      asked.delete(number)
      error.value = fault
    }
  }

  function reload(): void {
    abort.abort()
    abort = new AbortController()
    asked = new Set()
    pages.value = new Map()
    error.value = undefined
    void fetchPage(0)
  }
  watch(question, reload, { immediate: true })

  const any = computed(() => pages.value.values().next().value as Page | undefined)
  return {
    error,
    reload,
    isLoading: computed(() => !any.value && !error.value),
    total: computed(() => any.value?.total ?? 0),
    columns: computed<readonly LedgerColumn[]>(() => any.value?.columns ?? []),
    rowAt: (index: number): LedgerRow | undefined =>
      pages.value.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    show: (range: RowWindow): void => pagesOf(range).forEach((page) => void fetchPage(page)),
  }
}

type Summary = components['schemas']['LedgerSummary']

/** Sums over everything the filter lets through, not only what is loaded. */
export function useLedgerSummary(address: Ref<LedgerAddress>) {
  return useQuery({
    key: () => [
      'ledger',
      'summary',
      address.value.collection,
      JSON.stringify(address.value.filters),
      JSON.stringify(dayOf(address.value)),
    ],
    query: ({ signal }) =>
      api.get<Summary>(`/api/ledger/${address.value.collection}/summary`, {
        query: { ...address.value.filters, ...dayOf(address.value) },
        signal,
      }),
  })
}
