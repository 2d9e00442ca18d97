/** Units in which figures are published, each as a fraction of the unit that rows are kept in (m², one, 万元). */
export const claimMeasures = ['area', 'floor_area', 'count', 'money'] as const
export type ClaimMeasure = (typeof claimMeasures)[number]

/** Stored units × fraction = published units. 1 亩 = 2000/3 m² exactly (domain.md §6.4). */
export const unitsOf = {
  area: { mu: [3n, 2000n], m2: [1n, 1n], ha: [1n, 10_000n], km2: [1n, 1_000_000n] },
  floor_area: { m2: [1n, 1n], wan_m2: [1n, 10_000n] },
  count: { parcel: [1n, 1n], building: [1n, 1n], road: [1n, 1n], project: [1n, 1n], item: [1n, 1n] },
  money: { wan_yuan: [1n, 1n], yi_yuan: [1n, 10_000n] },
} as const satisfies Record<ClaimMeasure, Record<string, readonly [bigint, bigint]>>

export type ClaimUnit = {
  [Measure in ClaimMeasure]: keyof (typeof unitsOf)[Measure]
}[ClaimMeasure]

export const claimUnits = Object.values(unitsOf).flatMap((units) => Object.keys(units)) as ClaimUnit[]

export const isUnitOf = (measure: ClaimMeasure, unit: string): unit is ClaimUnit =>
  Object.hasOwn(unitsOf[measure], unit)

export const fractionOf = (measure: ClaimMeasure, unit: string): readonly [bigint, bigint] => {
  const fractions: Record<string, readonly [bigint, bigint]> = unitsOf[measure]
  const fraction = fractions[unit]
  if (!fraction) throw new RangeError(`${unit} is no unit of ${measure}`)
  return fraction
}
