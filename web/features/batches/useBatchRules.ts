import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import type { BatchRuleName, BatchRules } from '#geodata/rules/batch/batch-rules.ts'
import { isBatchRuleName, isBatchRuleValue } from '#geodata/rules/batch/batch-rules.ts'
import { api } from '#web/api-client/client.ts'

export type BatchRuleList = components['schemas']['BatchRuleList']
export type BatchRule = BatchRuleList['rules'][number]
export type NewBatchRule = { value: BatchRules[BatchRuleName]; from: string; source: string }

export const useBatchRules = (on: () => string | undefined) =>
  useQuery({
    key: () => ['batches', 'rules', on() ?? ''],
    query: ({ signal }) => api.get<BatchRuleList>('/api/batch-rules', { query: { on: on() }, signal }),
  })

/** What was typed as a value of the rule; undefined when it cannot be one. */
export function readRuleValue(name: string, text: string): NewBatchRule['value'] | undefined {
  if (!isBatchRuleName(name)) return undefined
  const value = name === 'supplyRateReading' ? text : text.trim() === '' ? Number.NaN : Number(text)
  return isBatchRuleValue(name, value) ? (value as NewBatchRule['value']) : undefined
}

type Act = { act: 'set'; name: string; body: NewBatchRule } | { act: 'take-back'; name: string; from: string }

/** Sets a rule or takes it back; every balance is read again. */
export function useBatchRuleActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) =>
      work.act === 'set'
        ? api.put<undefined>(`/api/batch-rules/${work.name}`, { body: work.body })
        : api.delete<undefined>(`/api/batch-rules/${work.name}/${work.from}`),
    onSettled: () => void cache.invalidateQueries({ key: ['batches'] }),
  })
}
