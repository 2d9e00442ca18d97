import { responsibilityRoles } from '#geodata/rules/responsibility/assignment.ts'
import type { Role, Workload } from './useResponsibility.ts'

/** The state of the page, as it stands in the address: the role looked at, and whose land is open. */
export type ResponsibilityAddress = {
  role: Role
  /** The open person or unit; `null`: what nobody answers for. */
  name: string | null | undefined
  sort: WorkloadSort
}
export const workloadSorts = ['area', 'name', 'overdue', 'subjects'] as const
export type WorkloadSort = (typeof workloadSorts)[number]

const NOBODY = '-'
type Query = Record<string, unknown>

/** What is damaged falls back to the usual. */
export function parseResponsibility(query: Query): ResponsibilityAddress {
  const name = typeof query['name'] === 'string' ? query['name'].slice(0, 60) : undefined
  return {
    role: responsibilityRoles.find((role) => role === query['role']) ?? 'leader',
    name: name === NOBODY ? null : name || undefined,
    sort: workloadSorts.find((sort) => sort === query['sort']) ?? 'area',
  }
}

/** Only what differs from the usual. */
export const formatResponsibility = ({
  role,
  name,
  sort,
}: ResponsibilityAddress): Record<string, string> => ({
  ...(role !== 'leader' && { role }),
  ...(name !== undefined && { name: name ?? NOBODY }),
  ...(sort !== 'area' && { sort }),
})

export const remainingM2 = ({ unsupplied, idle }: Pick<Workload, 'unsupplied' | 'idle'>): number =>
  unsupplied.areaM2 + idle.areaM2
export const overdueOf = ({ overdueCases, overdueProblems }: Workload): number =>
  (overdueCases ?? 0) + overdueProblems
export const subjectsOf = ({ parcels, batches, cases }: Workload): number => parcels + batches + cases

const byName = (a: Workload, b: Workload): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
const orders: Record<WorkloadSort, (a: Workload, b: Workload) => number> = {
  area: (a, b) => remainingM2(b) - remainingM2(a),
  name: byName,
  overdue: (a, b) => overdueOf(b) - overdueOf(a),
  subjects: (a, b) => subjectsOf(b) - subjectsOf(a),
}

/** People of a role in the wanted order; those that tie stand by name. */
export const sortedPeople = (people: readonly Workload[], role: Role, sort: WorkloadSort): Workload[] =>
  people.filter((one) => one.role === role).toSorted((a, b) => orders[sort](a, b) || byName(a, b))
