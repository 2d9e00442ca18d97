import type { ParcelStatus } from '#web/map/style/palette.ts'
import type { StockKind } from './stock-kinds.ts'

/** A parcel of the account as the map draws it. */
export type StockPlace = { id: number; status: ParcelStatus }

/** What has not been taken up looks like its kind, what is under way and what is done look the same in both. */
export const statusOf = (kind: StockKind, state: string): ParcelStatus =>
  state === 'disposing' || state === 'disposed' ? state : kind

/** Parcels by how they are drawn; a parcel in both accounts shows the graver state: idle over unsupplied. */
export function idsByStatus(places: readonly StockPlace[]): Map<ParcelStatus, number[]> {
  const statuses = new Map<number, ParcelStatus>()
  for (const { id, status } of places) {
    const other = statuses.get(id)
    if (other === undefined || rank(status) > rank(other)) statuses.set(id, status)
  }
  const groups = new Map<ParcelStatus, number[]>()
  for (const [id, status] of statuses) groups.set(status, [...(groups.get(status) ?? []), id])
  return groups
}

const order: readonly ParcelStatus[] = ['disposed', 'unsupplied', 'idle', 'disposing']
const rank = (status: ParcelStatus): number => order.indexOf(status)
