import { computed } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { MovedParcels, StockParcels } from './stock-wire.ts'
import type { Page } from './usePages.ts'
import { usePages } from './usePages.ts'
import type { Period } from './useStock.ts'
import { useMovements, useStockParcels } from './useStock.ts'

const PAGE = 200

/** A parcel of a bar of the account; `on` is the day of the movement, or since when it has stood in stock. */
export type BarParcel = {
  key: string
  parcelId: number
  code: string
  name: string | null
  on: string
  areaM2: number
  cause: string | null
  documentNo: string | null
}

const ofMoves = ({ rows, next }: MovedParcels): Page<BarParcel> => ({
  next,
  rows: rows.map(({ id, movedOn, ...row }) => ({ ...row, key: String(id), on: movedOn })),
})
const ofStock = ({ rows, next }: StockParcels): Page<BarParcel> => ({
  next,
  rows: rows.map(({ sinceOn, ...row }) => ({ ...row, key: String(row.parcelId), on: sinceOn })),
})

/** The parcels of a bar: those that moved, or those that stood there on the first or the last day. */
export function useMovedParcels(question: () => { period: Period; movement: string }) {
  const standing = () => {
    const { period, movement } = question()
    if (movement !== 'opening' && movement !== 'closing') return undefined
    const on = movement === 'opening' ? period.from : period.to
    return { kind: period.kind, on, known: period.known, limit: PAGE }
  }
  const moving = () => {
    const { period, movement } = question()
    return standing() ? undefined : { ...period, movement, limit: PAGE }
  }
  const moves = useMovements(moving)
  const stock = useStockParcels(standing)
  const first = computed<Page<BarParcel> | undefined>(() => {
    if (standing()) return stock.data.value && ofStock(stock.data.value)
    return moves.data.value && ofMoves(moves.data.value)
  })

  async function read(offset: number, limit = PAGE): Promise<Page<BarParcel>> {
    const level = standing()
    if (level) return ofStock(await api.get('/api/stock/parcels', { query: { ...level, offset, limit } }))
    return ofMoves(await api.get('/api/stock/account/parcels', { query: { ...moving(), offset, limit } }))
  }
  return {
    ...usePages(first, read),
    error: computed(() => moves.error.value ?? stock.error.value),
    refetch: () => Promise.all([moves.refetch(), stock.refetch()]),
  }
}
