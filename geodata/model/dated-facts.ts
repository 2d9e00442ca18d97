import type { CollectionId } from './collections.ts'

/**
 * Facts that carry their own day: a contract is true from the day it was signed, whenever it was entered here.
 * Asked as of a day, such a fact counts from its own day on, and what it tells of later days (`events`) is not told
 * yet. Agreed and due days are part of the fact from its first day.
 */
export type DatedFact = {
  by: string
  events: readonly string[]
  /** Fields that are told together with an event, where that has a day. */
  details?: Readonly<Record<string, string>>
}

export const datedFacts: Readonly<Partial<Record<CollectionId, DatedFact>>> = {
  supplies: {
    by: 'signed_on',
    events: ['handed_over_on', 'standard_agreed_on', 'ended_on'],
    details: { standard_agreement_no: 'standard_agreed_on' },
  },
  'supply-starts': { by: 'set_on', events: [] },
  progress: { by: 'observed_on', events: ['permit_on', 'started_on', 'suspended_on', 'completed_on'] },
  pauses: { by: 'from_on', events: [] },
  encumbrances: { by: 'from_on', events: ['to_on'] },
  payments: { by: 'due_on', events: ['paid_on'], details: { paid_wan: 'paid_on' } },
  'batch-conditions': { by: 'observed_on', events: [] },
  'batch-entries': { by: 'entered_on', events: [] },
  remediations: {
    by: 'found_on',
    events: ['started_on', 'disposed_on', 'filed_on'],
    details: { path: 'started_on' },
  },
  'indicator-values': { by: 'observed_on', events: [] },
}
