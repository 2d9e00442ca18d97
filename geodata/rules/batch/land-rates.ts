/**
 * Rates of remediation and land use. All take areas in one unit and answer per cent without rounding, or null when
 * the base is missing or not above zero: a rate without a base is no rate.
 */

export function percent(part: number, whole: number): number | null {
  const rate = (part / whole) * 100
  return whole > 0 && Number.isFinite(rate) ? rate : null
}

/** The stock on the day a target was assigned. It is kept as it was and never computed anew. */
export type TargetBase = { readonly assignedOn: string; readonly baseM2: number }

/** 批而未供处置率, 闲置处置率: disposed of in the period ÷ base stock at the assignment, per cohort. */
export const disposalRate = (disposedM2: number, { baseM2 }: TargetBase): number | null =>
  percent(disposedM2, baseM2)

/** 任务完成率: disposed of ÷ area of the assigned task. */
export const taskCompletionRate = (disposedM2: number, taskM2: number): number | null =>
  percent(disposedM2, taskM2)

export type SupplyYear = { year: number; suppliedM2: number; approvedM2: number }

/**
 * 供地率 over the last years: Σ supplied ÷ Σ approved (`total`), or the mean of the yearly rates (`mean`). Both
 * readings are met; years without approvals have no yearly rate.
 */
export function supplyRate(
  years: readonly SupplyYear[],
  reading: 'total' | 'mean' = 'total',
  lastYears = 5,
): number | null {
  const last = years.toSorted((a, b) => a.year - b.year).slice(-lastYears)
  if (reading === 'total') {
    const sum = (of: (year: SupplyYear) => number) => last.reduce((total, year) => total + of(year), 0)
    return percent(
      sum((year) => year.suppliedM2),
      sum((year) => year.approvedM2),
    )
  }
  const rates = last.flatMap(({ suppliedM2, approvedM2 }) => percent(suppliedM2, approvedM2) ?? [])
  return rates.length > 0 ? rates.reduce((total, rate) => total + rate, 0) / rates.length : null
}

/** Below this 供地率 new quota is suspended (国土资发〔2014〕119号, from memory: a setting until it is read). */
export const quotaSuspendedBelow = {
  from: '2014-09-12',
  value: 60,
  source: '国土资发〔2014〕119号',
  isConfirmed: false,
} as const

/** 土地供应率 (TD/T 1029): supplied state-owned construction land ÷ land that is ready for supply. */
export const landSupplyRate = (suppliedM2: number, readyM2: number): number | null =>
  percent(suppliedM2, readyM2)

/** 土地建成率: built-up urban construction land ÷ supplied state-owned construction land. */
export const builtRate = (builtM2: number, suppliedM2: number): number | null => percent(builtM2, suppliedM2)

/** 土地开发率: land ready for supply ÷ total without what cannot be built on; some divide by the total. */
export const developmentRate = (
  readyM2: number,
  land: { totalM2: number; unbuildableM2: number },
  denominator: 'buildable' | 'total' = 'buildable',
): number | null => percent(readyM2, land.totalM2 - (denominator === 'buildable' ? land.unbuildableM2 : 0))

/** 土地闲置率: idle ÷ supplied; some divide by what is built. Say which. */
export const idleRate = (
  idleM2: number,
  land: { suppliedM2: number; builtM2: number },
  denominator: 'supplied' | 'built' = 'supplied',
): number | null => percent(idleM2, denominator === 'supplied' ? land.suppliedM2 : land.builtM2)

/** 综合容积率, 工业用地综合容积率: gross floor area ÷ the land it stands on (built-up, or industrial and storage land). */
export function floorAreaRatio(floorAreaM2: number, landM2: number): number | null {
  const ratio = floorAreaM2 / landM2
  return landM2 > 0 && Number.isFinite(ratio) ? ratio : null
}
