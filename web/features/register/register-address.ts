import { problemCategories, problemStates } from '#geodata/rules/problems/register.ts'
import type { ProblemCategory, ProblemState } from '#geodata/rules/problems/register.ts'

/** The state of the register, as it stands in the address. */
export const registerStates = ['unsolved', 'overdue', ...problemStates, 'all'] as const
export type RegisterState = (typeof registerStates)[number]
export const registerSorts = [
  'due',
  'number',
  '-number',
  'title',
  '-title',
  'owner',
  '-owner',
  'raised',
  '-raised',
  'moved',
  '-moved',
  'state',
  '-state',
] as const
export type RegisterSort = (typeof registerSorts)[number]
export type RegisterAddress = {
  q: string
  state: RegisterState
  category: ProblemCategory | undefined
  owner: string
  sort: RegisterSort
  page: number
}

export const pageSize = 50
const usual = { state: 'unsolved', sort: 'due', page: 1 } as const

type Query = Record<string, unknown>
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What is damaged falls back to the usual. */
export function parseRegister(query: Query): RegisterAddress {
  const page = Number(textOf(query['page']))
  return {
    q: textOf(query['q']).slice(0, 100),
    state: registerStates.find((state) => state === query['state']) ?? usual.state,
    category: problemCategories.find((category) => category === query['category']),
    owner: textOf(query['owner']).slice(0, 60),
    sort: registerSorts.find((sort) => sort === query['sort']) ?? usual.sort,
    page: Number.isInteger(page) && page > 0 ? page : usual.page,
  }
}

/** Only what differs from the usual. */
export const formatRegister = ({
  q,
  state,
  category,
  owner,
  sort,
  page,
}: RegisterAddress): Record<string, string> => ({
  ...(q && { q }),
  ...(state !== usual.state && { state }),
  ...(category && { category }),
  ...(owner && { owner }),
  ...(sort !== usual.sort && { sort }),
  ...(page !== usual.page && { page: String(page) }),
})

/** What the server is asked for. */
export const questionOf = ({ q, state, category, owner, sort, page }: RegisterAddress) => ({
  q: q.trim() || undefined,
  state: state === 'all' || state === 'overdue' ? undefined : (state as ProblemState | 'unsolved'),
  overdue: state === 'overdue' ? true : undefined,
  category,
  owner: owner || undefined,
  sort,
  offset: (page - 1) * pageSize,
  limit: pageSize,
})

/** A heading sorts up, then down, then as usual again. */
export function nextSort(sort: RegisterSort, field: string): RegisterSort {
  const [up, down] = [field, `-${field}`] as [RegisterSort, RegisterSort]
  if (sort === up) return down
  return sort === down ? usual.sort : up
}
