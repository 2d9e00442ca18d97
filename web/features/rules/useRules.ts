import { useMutation, useQueryCache } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { NewClockRule, RuleImpact } from '#web/map/clock/clock-wire.ts'

/** Which clocks would come out differently on a day; nothing is stored. */
export const checkRule = (name: string, body: NewClockRule, on: string): Promise<RuleImpact> =>
  api.post<RuleImpact>(`/api/clock-rules/${name}/check`, { body, query: { on } })

type Act = { act: 'set'; name: string; body: NewClockRule } | { act: 'take-back'; name: string; from: string }

/** Sets a rule or takes it back; whatever is computed by it is read again. */
export function useRuleActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) =>
      work.act === 'set'
        ? api.put<undefined>(`/api/clock-rules/${work.name}`, { body: work.body })
        : api.delete<undefined>(`/api/clock-rules/${work.name}/${work.from}`),
    onSettled: () => {
      for (const key of ['clock-rules', 'clock', 'clocks']) void cache.invalidateQueries({ key: [key] })
    },
  })
}
