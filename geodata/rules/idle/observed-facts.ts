/** One look at a site, as an officer entered it. Later looks replace what earlier ones said of the same thing. */
export type Observation = {
  observedOn: string
  permitOn: string | null
  startedOn: string | null
  suspendedOn: string | null
  completedOn: string | null
  developedM2: number | null
  shouldDevelopM2: number | null
  investedWan: number | null
  totalInvestmentWan: number | null
}

const lasting = [
  'permitOn',
  'startedOn',
  'completedOn',
  'developedM2',
  'shouldDevelopM2',
  'investedWan',
  'totalInvestmentWan',
] as const

/**
 * The facts that observations up to the day `on` (YYYY-MM-DD) add up to, for the idle-land clock: of each kind the
 * newest that was given. Works are suspended while the newest look says so; a look that gives no suspension ends it.
 */
export function observedFacts(
  observations: readonly Observation[],
  on: string,
): Partial<Omit<Observation, 'observedOn'>> {
  const known = observations
    .filter(({ observedOn }) => observedOn <= on)
    .toSorted((a, b) => (a.observedOn < b.observedOn ? -1 : a.observedOn > b.observedOn ? 1 : 0))
  const newest = known.at(-1)
  if (!newest) return {}
  const entries = lasting.map((name) => [name, known.findLast((one) => one[name] !== null)?.[name] ?? null])
  return { ...Object.fromEntries(entries), suspendedOn: newest.suspendedOn }
}
