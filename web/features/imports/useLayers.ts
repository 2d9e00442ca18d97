import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { ReferenceLayer, ReferenceLayerList } from '#web/api-client/wire.ts'
import type { LayerEdit } from './import-wire.ts'

export const useLayers = () =>
  useQuery({
    key: ['reference-layers'],
    query: ({ signal }) => api.get<ReferenceLayerList>('/api/reference-layers', { signal }),
  })

type Act =
  | { act: 'edit'; layer: ReferenceLayer; edit: LayerEdit }
  | { act: 'end'; layer: ReferenceLayer; recordId: number }

/** Acts on reference layers; whatever shows them reads them again. */
export function useLayerActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) => {
      const path = `/api/reference-layers/${work.layer.slug}`
      const { version } = work.layer
      if (work.act === 'edit') return api.patch(path, { body: { version, ...work.edit } })
      return api.delete(path, { body: { version, recordId: work.recordId } })
    },
    onSettled: () => {
      for (const key of ['reference-layers', 'records', 'changes', 'ledger', 'summary', 'measure'])
        void cache.invalidateQueries({ key: [key] })
    },
  })
}
