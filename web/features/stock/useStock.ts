import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { Query } from '#web/api-client/client.ts'
import type {
  Account,
  Breakdown,
  Months,
  MovedParcels,
  ParcelLife,
  Ranking,
  StockParcels,
  StockSummary,
} from './stock-wire.ts'
import type { StockKind } from './stock-kinds.ts'

/** The days of a question, as the address has them. */
export type Days = { on?: string; than?: string; known?: string }
type Ask<Question> = () => Question | undefined

/** What was read last stands until the next answer has come, so that figures change instead of blinking. */
function stockQuery<Answer>(path: () => string, query: Ask<Query>) {
  return useQuery({
    key: () => ['stock', path(), JSON.stringify(query() ?? null)],
    enabled: () => query() !== undefined,
    query: ({ signal }) => api.get<Answer>(path(), { query: query(), signal }),
    placeholderData: (last: Answer | undefined) => last,
  })
}

export const useStockSummary = (days: Ask<Days>) => stockQuery<StockSummary>(() => '/api/stock/summary', days)

export const useBreakdown = (query: Ask<Days & { kind: StockKind; by: string } & Query>) =>
  stockQuery<Breakdown>(() => '/api/stock/breakdown', query)

export const useStockParcels = (query: Ask<Days & { kind: StockKind } & Query>) =>
  stockQuery<StockParcels>(() => '/api/stock/parcels', query)

export type Period = { kind: StockKind; from: string; to: string; known?: string }
export const useAccount = (query: Ask<Period>) => stockQuery<Account>(() => '/api/stock/account', query)

export const useMovements = (query: Ask<Period & { movement?: string } & Query>) =>
  stockQuery<MovedParcels>(() => '/api/stock/account/parcels', query)

export const useMonths = (query: Ask<Period>) => stockQuery<Months>(() => '/api/stock/months', query)

export const useStale = (query: Ask<Days & { kind: StockKind; days: number } & Query>) =>
  stockQuery<StockParcels>(() => '/api/stock/stale', query)

export const useRanking = (query: Ask<Period & { by: string }>) =>
  stockQuery<Ranking>(() => '/api/stock/ranking', query)

/** One parcel's life; that of another one begins empty. */
export const useParcelLife = (id: () => number, day: () => Days) =>
  useQuery({
    key: () => ['stock', 'life', String(id()), JSON.stringify(day())],
    query: ({ signal }) => api.get<ParcelLife>(`/api/parcels/${id()}/life`, { query: day(), signal }),
  })
