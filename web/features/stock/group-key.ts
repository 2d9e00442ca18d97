import { keyOf } from './bars.ts'
import type { Division } from './stock-kinds.ts'
import type { StockParcel } from './stock-wire.ts'

/** The group of a division that a parcel is in, for those divisions that its row tells. */
export function groupKeyOf(parcel: StockParcel, by: Division): string | undefined {
  switch (by) {
    case 'cause':
    case 'path':
    case 'state':
      return keyOf(parcel[by])
    case 'year':
      return keyOf(parcel.batchYear === null ? null : String(parcel.batchYear))
    case 'batch':
      return keyOf(parcel.batchId === null ? null : String(parcel.batchId))
    case 'leader':
    case 'team':
    case 'department':
    case 'officer':
      return keyOf(parcel.responsible[by])
    case 'service_officer':
      return keyOf(parcel.responsible.serviceOfficer)
    default:
      return undefined
  }
}
