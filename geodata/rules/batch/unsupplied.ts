/**
 * 批而未供: what is left of an approval batch. Every square metre of the approved area is in exactly one state:
 * approved = supplied + withdrawn + lapsed + written off + remaining, on any day.
 */

export const batchEntryKinds = ['supplied', 'withdrawn', 'lapsed', 'written_off'] as const
export type BatchEntryKind = (typeof batchEntryKinds)[number]

/** Area in m², in force from the day `enteredOn`. A supply over several batches has an entry in each. */
export type BatchEntry = { kind: BatchEntryKind; enteredOn: string; areaM2: number }
export type Batch = { approvedOn: string; approvedM2: number; entries: readonly BatchEntry[] }

export type BalanceFinding =
  | { rule: 'area_unusable'; entry: number | null }
  | { rule: 'before_approval'; entry: number; enteredOn: string; approvedOn: string }
  | { rule: 'overdrawn'; byM2: number }

/** m² with four decimals. `remainingM2` is negative when more was entered than approved: then a finding says so. */
export type Balance = {
  approvedM2: number
  suppliedM2: number
  withdrawnM2: number
  lapsedM2: number
  writtenOffM2: number
  remainingM2: number
  findings: BalanceFinding[]
}

/** Areas are kept with four decimals: whole ten-thousandths add up exactly, up to 900 000 km². */
const PARTS = 10_000
const toParts = (areaM2: number): number => Math.round(areaM2 * PARTS)
const isUsable = (areaM2: number): boolean =>
  areaM2 >= 0 && Number.isSafeInteger(toParts(areaM2)) && toParts(areaM2) <= Number.MAX_SAFE_INTEGER / 2

type Sums = Record<BatchEntryKind, number>

function sumEntries({ entries, approvedOn }: Batch, on: string): { sums: Sums; findings: BalanceFinding[] } {
  const sums: Sums = { supplied: 0, withdrawn: 0, lapsed: 0, written_off: 0 }
  const findings: BalanceFinding[] = []
  entries.forEach(({ kind, enteredOn, areaM2 }, entry) => {
    if (enteredOn > on) return
    if (!isUsable(areaM2)) return void findings.push({ rule: 'area_unusable', entry })
    if (enteredOn < approvedOn) findings.push({ rule: 'before_approval', entry, enteredOn, approvedOn })
    sums[kind] += toParts(areaM2)
  })
  return { sums, findings }
}

/** The balance of a batch on a day. Before its approval all is zero; an entry dated earlier counts from the approval. */
export function balanceOn(batch: Batch, on: string): Balance {
  const isApproved = batch.approvedOn <= on
  const { sums, findings } = isApproved ? sumEntries(batch, on) : sumEntries({ ...batch, entries: [] }, on)
  const isKnown = isUsable(batch.approvedM2)
  if (!isKnown) findings.push({ rule: 'area_unusable', entry: null })
  const approved = isApproved && isKnown ? toParts(batch.approvedM2) : 0
  const used = batchEntryKinds.reduce((sum, kind) => sum + sums[kind], 0)
  if (used > approved) findings.push({ rule: 'overdrawn', byM2: (used - approved) / PARTS })
  return {
    approvedM2: approved / PARTS,
    suppliedM2: sums.supplied / PARTS,
    withdrawnM2: sums.withdrawn / PARTS,
    lapsedM2: sums.lapsed / PARTS,
    writtenOffM2: sums.written_off / PARTS,
    remainingM2: (approved - used) / PARTS,
    findings,
  }
}

/** Area disposed of after the day `from` up to and with `to`: the fall of what remains, approvals aside. */
export function disposedM2Between(batches: readonly Batch[], from: string, to: string): number {
  const usedOn = (batch: Batch, on: string) => {
    const { approvedM2, remainingM2 } = balanceOn(batch, on)
    return toParts(approvedM2) - toParts(remainingM2)
  }
  return batches.reduce((sum, batch) => sum + usedOn(batch, to) - usedOn(batch, from), 0) / PARTS
}

export type Cohort = 'before_2009' | '2009_2018' | 'from_2019'

/** Statistics run from approvals of 2009; those to 2018 are the legacy that is counted apart. */
export function cohortOf(approvedOn: string): Cohort {
  const year = Number(approvedOn.slice(0, 4))
  if (year < 2009) return 'before_2009'
  return year <= 2018 ? '2009_2018' : 'from_2019'
}
