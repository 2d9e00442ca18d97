import type { Context } from '#api/context.ts'
import { asOf } from '#api/http/as-of.ts'
import { holdingOn } from '#geodata/rules/responsibility/assignment.ts'
import { problemsByOwner } from '../problems/problem.service.ts'
import { findPeriods, findVoided } from './responsibility.queries.ts'
import type { AssignedRequest, ChainRequest, WorkloadRequest } from './responsibility.schema.ts'
import {
  findAssigned,
  findCandidates,
  findUnassigned,
  findUnassignedParcels,
  findWorkload,
} from './workload.queries.ts'

type Deps = Pick<Context, 'database' | 'today'>

/** Everybody who has answered for a subject, and who did on a day. */
export async function readChain({ database, today }: Deps, zoneId: number, query: ChainRequest) {
  const { subject, subjectId } = query
  const { on, known } = asOf(query, today())
  const history = await findPeriods(database.db, zoneId, { subject, subjectId, known })
  const voided = known === null ? await findVoided(database.db, zoneId, { subject, subjectId }) : []
  const roles = [...new Set(history.map(({ role }) => role))]
  const holding = roles.flatMap((role) => {
    const present = holdingOn(
      history.filter((row) => row.role === role),
      on,
    )
    return present ? [present] : []
  })
  return { subject, subjectId, on, known, holding, history, voided }
}

/** How much everybody answers for, and for how much nobody does. */
export async function readWorkload({ database, today }: Deps, zoneId: number, query: WorkloadRequest) {
  const at = asOf(query, today())
  const people = await findWorkload(database.read, zoneId, { ...at, role: query.role })
  const unassigned = await findUnassigned(database.read, zoneId, at)
  const problems = new Map(
    (await problemsByOwner(database.read, zoneId, at)).map(({ owner, ...counts }) => [owner, counts]),
  )
  const isToday = at.on === today() && at.known === null
  return {
    ...at,
    people: people.map((row) => ({
      ...row,
      overdueCases: isToday ? row.overdueCases : null,
      openProblems: problems.get(row.name)?.open ?? 0,
      overdueProblems: problems.get(row.name)?.overdue ?? 0,
    })),
    unassigned: unassigned.filter(({ role }) => query.role === undefined || role === query.role),
  }
}

/** A page of what somebody answers for, or of what nobody answers for. */
export async function readAssigned({ database, today }: Deps, zoneId: number, query: AssignedRequest) {
  const at = asOf(query, today())
  const { role, name, subject, offset, limit } = query
  const filter = { ...at, role, name, subject, offset, limit }
  const page =
    name === undefined
      ? await findUnassignedParcels(database.read, zoneId, filter)
      : await findAssigned(database.read, zoneId, { ...filter, name })
  return { ...at, ...page }
}

export const readCandidates = ({ database }: Deps, zoneId: number) => findCandidates(database.read, zoneId)
