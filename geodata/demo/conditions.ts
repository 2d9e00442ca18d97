import { clearLandItems } from '../rules/batch/batch-disposal.ts'
import { addDays, yearOf } from './dates.ts'
import type { Batch } from './land-rows.ts'
import type { Office } from './supplies.ts'
import type { DemoReference } from './types.ts'

/** What has been observed of the batches: the five items of 净地, and what stands in the way of supply. */
export type Observed = { item: string; holds: boolean; on: string; documentNo?: string }

export function observeBatch({ book, desk }: Office, batch: DemoReference, observed: Observed): void {
  book.enter(
    'batch-conditions',
    desk.yearly('unsupplied', observed.on),
    {
      approval_batch_id: batch,
      item: observed.item,
      observed_on: observed.on,
      holds: observed.holds,
      document_no: observed.documentNo ?? null,
    },
    { effectiveOn: observed.on },
  )
}

/** The item that a cause stands for, where there is one among the five. */
const itemOf: Readonly<Record<string, string>> = {
  compensation: 'compensation_settled',
  demolition: 'compensation_settled',
  planning: 'planning_clear',
  no_services: 'basic_conditions',
  dispute: 'no_disputes',
}

/** Settled soon after the approval; what stands in the way was found when somebody looked again. */
export function observeBatches(office: Office, batches: readonly Batch[]): void {
  const rows = new Map(office.book.rows('approval-batches').map((row) => [row.key, row.values]))
  batches.forEach((batch, index) => {
    const cause = String(rows.get(batch.reference.$key)?.['not_ready_cause'] ?? '')
    const settledOn = addDays(batch.approvedOn, 150 + ((index * 29) % 90))
    const lookedOn = addDays(office.today, -(18 + ((index * 53) % 420)))
    for (const [place, item] of clearLandItems.entries()) {
      const documentNo = `运示净〔${yearOf(settledOn)}〕${index + 1}-${place + 1}号`
      observeBatch(office, batch.reference, { item, holds: true, on: settledOn, documentNo })
    }
    const item = itemOf[cause]
    if (item) observeBatch(office, batch.reference, { item, holds: false, on: lookedOn })
    if (!cause) return
    observeBatch(office, batch.reference, { item: 'compensation_begun', holds: true, on: settledOn })
    observeBatch(office, batch.reference, { item: 'in_use', holds: false, on: lookedOn })
  })
}
