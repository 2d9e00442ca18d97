import type {
  IdleSpell,
  RemediationOfParcel,
  StockFacts,
  StockKind,
  StockMovement,
  SupplyOfParcel,
} from '#geodata/rules/stock/stock-facts.ts'
import { stockOf } from '#geodata/rules/stock/parcel-stock.ts'

/** Facts in few words: a parcel of 100 m² (or of a series of areas) and what happened to it. */
export const approval = (approvedOn: string, endings: object[] = []): StockFacts['batch'] => ({
  id: 1,
  approvedOn,
  approvalNo: '晋政地字1号',
  areaM2: 1000,
  endings: endings as never[],
})

let nextId = 10
export const supplied = (
  signedOn: string,
  areaM2 = 100,
  more: Partial<SupplyOfParcel> = {},
): SupplyOfParcel => ({
  id: nextId++,
  signedOn,
  endedOn: null,
  areaM2,
  contractNo: 'HT',
  startedOn: null,
  ...more,
})

export const remediation = (
  kind: StockKind,
  foundOn: string,
  more: Partial<RemediationOfParcel> & { areaM2?: number } = {},
): RemediationOfParcel => {
  const { areaM2 = 100, ...rest } = more
  const path = rest.path ?? null
  return {
    id: nextId++,
    kind,
    foundOn,
    cause: null,
    path,
    startedOn: null,
    disposedOn: null,
    documentNo: null,
    versions: [{ from: foundOn, areaM2, path }],
    ...rest,
  }
}

export const spell = (
  { id }: SupplyOfParcel,
  from: string,
  to: string | null = null,
  endedBy: IdleSpell['endedBy'] = null,
): IdleSpell => ({
  supplyId: id,
  from,
  to,
  endedBy,
})

export const parcel = (facts: Partial<StockFacts> = {}): StockFacts => ({
  areas: [{ from: '2000-01-01', areaM2: 100 }],
  beganOn: null,
  batch: null,
  supplies: [],
  remediations: [],
  spells: [],
  ...facts,
})

const signed = (value: number) => (value > 0 ? `+${value}` : String(value))

/** A movement as a line: `2015-03-01 approved +100 = 100 waiting`. */
export const lineOf = ({ movedOn, movement, areaM2, levelM2, state }: StockMovement): string =>
  `${movedOn} ${movement} ${signed(areaM2)} = ${levelM2} ${state}`

export function tell(facts: StockFacts, kind: StockKind, today = '2026-11-22') {
  const { movements, findings, nextOn } = stockOf(facts, today)
  return {
    lines: movements.filter((one) => one.kind === kind).map(lineOf),
    movements: movements.filter((one) => one.kind === kind),
    rules: findings.map(({ rule }) => rule),
    nextOn,
  }
}
