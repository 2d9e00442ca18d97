import { toM2 } from './area-parts.ts'
import type {
  MovementName,
  RemediationOfParcel,
  StockFinding,
  StockFindingRule,
  StockKind,
  StockMovement,
  StockState,
} from './stock-facts.ts'

/** One thing that happens on a day; `order` says which of one day comes first. */
export type StockEvent = { on: string; order: number; apply(): void }

/** Of one day: areas change before land comes in, land comes in before it goes out. */
export const order = {
  remeasured: 0,
  approved: 1,
  found: 2,
  spellBegins: 3,
  corrected: 4,
  begun: 5,
  disposed: 6,
  approvalEnds: 7,
  signed: 8,
  supplyEnds: 9,
  spellEnds: 10,
} as const

/** What stands open after a movement. */
export type Standing = { parts: number; openRemediationId: number | null; isBegun: boolean }

type About = Partial<Pick<StockMovement, 'cause' | 'path' | 'documentNo' | 'supplyId' | 'remediationId'>>

export type Ledger = {
  movements: StockMovement[]
  /** Writes what has just changed; `standing` tells what there is now. */
  move(on: string, movement: MovementName, about: About): void
}

export const aboutRemediation = (one: RemediationOfParcel): About => ({
  cause: one.cause,
  path: one.path,
  documentNo: one.documentNo,
  remediationId: one.id,
})

const stateOf = ({ parts, isBegun }: Standing): StockState =>
  parts === 0 ? 'none' : isBegun ? 'disposing' : 'waiting'

/** Keeps the movements of one kind; a movement is the difference to what stood before, so that sums always close. */
export function openLedger(kind: StockKind, standing: () => Standing): Ledger {
  const movements: StockMovement[] = []
  let before: { parts: number; state: StockState; sinceOn: string | null } = {
    parts: 0,
    state: 'none',
    sinceOn: null,
  }
  return {
    movements,
    move(on, movement, about) {
      const now = standing()
      const state = stateOf(now)
      const sinceOn = state === 'none' ? null : (before.sinceOn ?? on)
      const previous = movements.at(-1)
      if (previous) previous.untilOn = on
      movements.push({
        kind,
        movement,
        movedOn: on,
        untilOn: null,
        areaM2: toM2(now.parts - before.parts),
        levelM2: toM2(now.parts),
        wasState: before.state,
        state,
        sinceOn,
        cause: null,
        path: null,
        documentNo: null,
        supplyId: null,
        remediationId: null,
        ...about,
        openRemediationId: now.openRemediationId,
      })
      before = { parts: now.parts, state, sinceOn }
    },
  }
}

export type Noting = (
  rule: StockFindingRule,
  severity: StockFinding['severity'],
  values?: StockFinding['values'],
) => void

/** Says each thing once. */
export function noteFor(kind: StockKind, findings: StockFinding[]): Noting {
  return (rule, severity, values = {}) => {
    const finding = { rule, severity, kind, values }
    const text = JSON.stringify(finding)
    if (!findings.some((one) => JSON.stringify(one) === text)) findings.push(finding)
  }
}

export const later = (a: string, b: string): string => (a > b ? a : b)
export const earlier = (a: string, b: string): string => (a < b ? a : b)
