import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { RegisterAddress } from './register-address.ts'
import { questionOf } from './register-address.ts'

type Schemas = components['schemas']
export type RegisteredProblem = Schemas['RegisteredProblem']
export type ProblemRegister = Schemas['ProblemRegister']
export type ProblemDetail = Schemas['ProblemDetail']
export type ProblemEntry = Schemas['ProblemEntry']
export type NewProblem = Schemas['NewProblem']
export type ProblemChange = Schemas['ProblemChange']
export type NewProblemEntry = Schemas['NewProblemEntry']
export type Subject = NonNullable<NewProblem['subject']>

type Days = Pick<AsOfAddress, 'on' | 'known'>
const daysOf = ({ on, known }: Days) => ({ on, known })

export const readRegister = (
  question: Record<string, string | number | boolean | undefined>,
  signal?: AbortSignal,
) => api.get<ProblemRegister>('/api/problems', { query: question, signal })

export const useRegister = (address: () => RegisterAddress, days: () => Days) =>
  useQuery({
    key: () => ['problems', 'list', { ...questionOf(address()), ...daysOf(days()) }],
    query: ({ signal }) => readRegister({ ...questionOf(address()), ...daysOf(days()) }, signal),
    placeholderData: (previous) => previous,
  })

/** Problems about one subject, whatever their state. */
export const useProblemsOf = (subject: () => { subject: Subject; subjectId: number }) =>
  useQuery({
    key: () => ['problems', 'of', { ...subject() }],
    query: ({ signal }) => readRegister({ ...subject(), limit: 50 }, signal),
  })

export const useProblem = (id: () => number, days: () => Days) =>
  useQuery({
    key: () => ['problems', 'one', String(id()), daysOf(days())],
    query: ({ signal }) => api.get<ProblemDetail>(`/api/problems/${id()}`, { query: daysOf(days()), signal }),
    placeholderData: (previous) => previous,
  })

type Act =
  | { act: 'raise'; problem: NewProblem }
  | { act: 'change'; id: number; change: ProblemChange }
  | { act: 'enter'; id: number; entry: NewProblemEntry }

function carryOut(work: Act): Promise<ProblemDetail> {
  if (work.act === 'raise') return api.post('/api/problems', { body: work.problem })
  if (work.act === 'change') return api.put(`/api/problems/${work.id}`, { body: work.change })
  return api.post(`/api/problems/${work.id}/entries`, { body: work.entry })
}

/** Writes into the register; whatever shows it reads again. */
export function useRegisterActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: carryOut,
    onSettled: () => {
      void cache.invalidateQueries({ key: ['problems'] })
      void cache.invalidateQueries({ key: ['responsibility'] })
    },
  })
}
