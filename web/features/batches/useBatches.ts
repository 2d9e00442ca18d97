import { useQuery } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { api } from '#web/api-client/client.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { BatchAddress } from './batch-address.ts'
import { questionOf } from './batch-address.ts'

type Schemas = components['schemas']
export type Batch = Schemas['Batch']
export type BatchList = Schemas['BatchList']
export type BatchDetail = Omit<Schemas['BatchDetail'], 'bbox'> & { bbox: BBox | null }
export type BatchParcel = Schemas['BatchParcel']
export type BatchRates = Schemas['BatchRates']
export type BatchPath = BatchDetail['paths'][number]
export type DifferenceRow = Schemas['BatchDifferenceRow']
type MapProperties = Schemas['BatchMap']['features'][number]['properties']
export type BatchMap = {
  bbox: BBox | null
  features: { type: 'Feature'; geometry: Geometry; properties: MapProperties }[]
}

type Day = Pick<AsOfAddress, 'on' | 'known'>
const dayOf = ({ on, known }: Day) => ({ on, known })
const keyOf = ({ on, known }: Day): string[] => [on ?? '', known ?? '']

/** How many batches a page of the list shows. */
export const PAGE = 50

export const readBatches = (
  address: BatchAddress,
  day: Day,
  page: { offset: number; limit: number },
  signal?: AbortSignal,
): Promise<BatchList> =>
  api.get<BatchList>('/api/batches', { query: { ...questionOf(address), ...dayOf(day), ...page }, signal })

export const useBatches = (address: () => BatchAddress, day: () => Day) =>
  useQuery({
    key: () => ['batches', JSON.stringify(address()), ...keyOf(day())],
    query: ({ signal }) =>
      readBatches(address(), day(), { offset: (address().page - 1) * PAGE, limit: PAGE }, signal),
    placeholderData: (before: BatchList | undefined) => before,
  })

export const useBatchRates = (day: () => Day) =>
  useQuery({
    key: () => ['batches', 'rates', ...keyOf(day())],
    query: ({ signal }) => api.get<BatchRates>('/api/batches/rates', { query: dayOf(day()), signal }),
  })

export const useBatch = (id: () => number, day: () => Day) =>
  useQuery({
    key: () => ['batches', 'one', String(id()), ...keyOf(day())],
    query: ({ signal }) => api.get<BatchDetail>(`/api/batches/${id()}`, { query: dayOf(day()), signal }),
  })

export const useBatchMap = (id: () => number, day: () => Day) =>
  useQuery({
    key: () => ['batches', 'map', String(id()), ...keyOf(day())],
    query: ({ signal }) => api.get<BatchMap>(`/api/batches/${id()}/map`, { query: dayOf(day()), signal }),
  })
