import type { CollectionId } from '../model/collections.ts'

/** Two dates of a feature that usually stand in this order. Real papers break it, so it is a hint, no refusal. */
export type DateOrder = { collection: CollectionId; earlier: string; later: string }

export const dateOrders: readonly DateOrder[] = [
  { collection: 'assessments', earlier: 'approved_on', later: 'valid_until' },
  { collection: 'roads', earlier: 'started_on', later: 'planned_completion_on' },
  { collection: 'roads', earlier: 'started_on', later: 'completed_on' },
  { collection: 'supplies', earlier: 'signed_on', later: 'handed_over_on' },
  { collection: 'supplies', earlier: 'signed_on', later: 'handover_agreed_on' },
  { collection: 'supplies', earlier: 'signed_on', later: 'ended_on' },
  { collection: 'supply-starts', earlier: 'set_on', later: 'start_on' },
  { collection: 'supply-starts', earlier: 'start_on', later: 'completion_on' },
  { collection: 'progress', earlier: 'started_on', later: 'observed_on' },
  { collection: 'pauses', earlier: 'from_on', later: 'to_on' },
  { collection: 'encumbrances', earlier: 'from_on', later: 'to_on' },
  { collection: 'remediations', earlier: 'found_on', later: 'started_on' },
  { collection: 'remediations', earlier: 'found_on', later: 'disposed_on' },
  { collection: 'remediations', earlier: 'disposed_on', later: 'filed_on' },
]
