import { caseCauses } from '#geodata/rules/case/case-rules.ts'
import { casePhases } from '#geodata/rules/case/case-state.ts'

/** The state of the list of cases, as it stands in the address. The day it is asked about is kept by `useAsOf`. */
export const caseSorts = ['due', 'number', 'parcel', 'holder', 'area', 'opened', 'moved'] as const
export type CaseSort = (typeof caseSorts)[number]
export const stateFilters = ['open', ...casePhases] as const
export type StateFilter = (typeof stateFilters)[number]

export type CaseAddress = {
  state: StateFilter | undefined
  q: string
  responsible: string | undefined
  kind: 'not_started' | 'suspended' | undefined
  cause: string | undefined
  parcel: number | undefined
  isOverdue: boolean
  unmovedDays: number | undefined
  sort: CaseSort
  isDescending: boolean
  page: number
}

export const usual: CaseAddress = {
  state: 'open',
  q: '',
  responsible: undefined,
  kind: undefined,
  cause: undefined,
  parcel: undefined,
  isOverdue: false,
  unmovedDays: undefined,
  sort: 'due',
  isDescending: false,
  page: 1,
}

export const PAGE_ROWS = 50
export const unmovedSteps = [30, 60, 90, 180] as const
const MOST = { text: 80, person: 60, days: 36_500, page: 100_000 }

type Query = Record<string, unknown>

const textOf = (value: unknown, most: number): string =>
  typeof value === 'string' ? value.trim().slice(0, most) : ''
const oneOf = <Value>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((one) => one === value)

function wholeOf(value: unknown, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 0
  return number >= 1 && number <= most ? number : undefined
}

/** What is damaged falls back to the usual. Without a state the open cases are meant; `all` says every one. */
export function parseCases(query: Query): CaseAddress {
  const state = query['state']
  return {
    state: state === 'all' ? undefined : (oneOf(stateFilters, state) ?? usual.state),
    q: textOf(query['q'], MOST.text),
    responsible: textOf(query['responsible'], MOST.person) || undefined,
    kind: oneOf(['not_started', 'suspended'] as const, query['kind']),
    cause: oneOf<string>(caseCauses, query['cause']),
    parcel: wholeOf(query['parcel'], Number.MAX_SAFE_INTEGER),
    isOverdue: query['overdue'] === 'true',
    unmovedDays: wholeOf(query['unmoved'], MOST.days),
    sort: oneOf(caseSorts, query['sort']) ?? usual.sort,
    isDescending: query['order'] === 'desc',
    page: wholeOf(query['page'], MOST.page) ?? 1,
  }
}

/** Only what differs from the usual. */
export function formatCases(address: CaseAddress): Record<string, string | undefined> {
  const { state, sort, page } = address
  return {
    state: state === undefined ? 'all' : state === usual.state ? undefined : state,
    q: address.q || undefined,
    responsible: address.responsible,
    kind: address.kind,
    cause: address.cause,
    parcel: address.parcel?.toString(),
    overdue: address.isOverdue ? 'true' : undefined,
    unmoved: address.unmovedDays?.toString(),
    sort: sort === usual.sort ? undefined : sort,
    order: address.isDescending ? 'desc' : undefined,
    page: page === 1 ? undefined : String(page),
  }
}

/** Whether anything but state, order and page narrows the list. */
export const isNarrowed = ({
  q,
  responsible,
  kind,
  cause,
  parcel,
  isOverdue,
  unmovedDays,
}: CaseAddress): boolean =>
  q !== '' ||
  isOverdue ||
  [responsible, kind, cause, parcel, unmovedDays].some((value) => value !== undefined)

/** What the server is asked for, but for the page. */
export const questionOf = (address: CaseAddress) => ({
  state: address.state,
  q: address.q || undefined,
  responsible: address.responsible,
  kind: address.kind,
  cause: address.cause,
  parcel: address.parcel,
  overdue: address.isOverdue || undefined,
  unmovedDays: address.unmovedDays,
  sort: address.sort,
  order: address.isDescending ? ('desc' as const) : ('asc' as const),
})

/** The order after a click on a column: the other way round when it is the one already. */
export const sortedBy = (address: CaseAddress, sort: CaseSort): Partial<CaseAddress> => ({
  sort,
  isDescending: address.sort === sort && !address.isDescending,
  page: 1,
})
