import { useMutation, useQueryCache } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import { useQuery } from '@pinia/colada'
import type { ClockRules, NewClockRule, RuleImpact } from '#web/map/clock/clock-wire.ts'
import type { BookName } from './rule-words.ts'

const paths: Readonly<Record<BookName, string>> = { clock: '/api/clock-rules', case: '/api/case-rules' }

/** The periods and limits of cases in force today. */
export const useCaseRules = () =>
  useQuery({
    key: ['case-rules'],
    query: ({ signal }) => api.get<ClockRules>(paths.case, { signal }),
  })

/** Which clocks and which steps of cases would come out differently on a day; nothing is stored. */
export const checkRule = (
  book: BookName,
  name: string,
  body: NewClockRule,
  on: string,
): Promise<RuleImpact> => api.post<RuleImpact>(`${paths[book]}/${name}/check`, { body, query: { on } })

type Act = { book: BookName; name: string } & (
  | { act: 'set'; body: NewClockRule }
  | { act: 'take-back'; from: string }
)

/** Sets a rule or takes it back; whatever is computed by it is read again. */
export function useRuleActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) =>
      work.act === 'set'
        ? api.put<undefined>(`${paths[work.book]}/${work.name}`, { body: work.body })
        : api.delete<undefined>(`${paths[work.book]}/${work.name}/${work.from}`),
    onSettled: () => {
      for (const key of ['clock-rules', 'case-rules', 'clock', 'clocks', 'cases'])
        void cache.invalidateQueries({ key: [key] })
    },
  })
}
