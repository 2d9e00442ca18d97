import type { FindingCode } from './finding-codes.ts'
import type { Finding, Severity } from './exchange.ts'

/** Of one kind, so many are kept with their rows; the rest is counted. */
const keptPerCode = 10_000

export type FindingLog = {
  add: (finding: Finding) => void
  /** A remark about many rows that is told once, with the first row and how many. */
  tally: (code: FindingCode, severity: Severity, row: number, detail?: Finding['detail']) => void
  clear: () => void
  list: () => Finding[]
}

/** Collects findings so that a file with a million faults costs neither memory nor patience. */
export const findingLog = (): FindingLog => {
  let kept: Finding[] = []
  let seen = new Map<FindingCode, { count: number; severity: Severity }>()
  let tallies = new Map<string, { finding: Finding; count: number }>()
  const add = (finding: Finding): void => {
    const known = seen.get(finding.code)
    if (known) known.count++
    else seen.set(finding.code, { count: 1, severity: finding.severity })
    if ((known?.count ?? 0) <= keptPerCode) kept.push(finding)
  }
  return {
    add,
    tally: (code, severity, row, detail) => {
      const key = JSON.stringify([code, detail])
      const known = tallies.get(key)
      if (known) known.count++
      else tallies.set(key, { finding: { code, severity, row, detail }, count: 1 })
    },
    clear: () => {
      kept = []
      seen = new Map()
      tallies = new Map()
    },
    list: () => [
      ...kept,
      ...[...tallies.values()].map(({ finding, count }) => ({
        ...finding,
        detail: { ...finding.detail, count },
      })),
      ...[...seen]
        .filter(([, { count }]) => count > keptPerCode)
        .map(([of, { count, severity }]) => ({
          code: 'more_of_the_same' as const,
          severity,
          detail: { of, count: count - keptPerCode },
        })),
    ],
  }
}
