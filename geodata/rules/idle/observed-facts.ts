import type { FoundationKind, FoundationLook } from './idle-facts.ts'

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
  foundationKind: FoundationKind | null
  foundationShare: number | null
}

const lasting = [
  'permitOn',
  'startedOn',
  'completedOn',
  'developedM2',
  'shouldDevelopM2',
  'investedWan',
  'totalInvestmentWan',
  'foundationKind',
  'foundationShare',
] as const

/** A look is true from the day on which works came to rest, where it says so, but not before the look before it. */
export type DatedLook = Observation & { trueFrom: string }

/** Looks in the order in which they were taken. */
export function datedLooks(observations: readonly Observation[]): DatedLook[] {
  let last = ''
  return observations
    .toSorted((a, b) => (a.observedOn < b.observedOn ? -1 : a.observedOn > b.observedOn ? 1 : 0))
    .map((look) => {
      const { suspendedOn, observedOn } = look
      const since = suspendedOn !== null && suspendedOn < observedOn ? suspendedOn : observedOn
      const trueFrom = since > last ? since : last
      last = observedOn
      return { ...look, trueFrom }
    })
}

export const foundationLooks = (looks: readonly DatedLook[]): FoundationLook[] =>
  looks.flatMap(({ trueFrom, foundationShare }) =>
    foundationShare === null ? [] : [{ seenOn: trueFrom, share: foundationShare }],
  )

/**
 * The facts that observations up to the day `on` (YYYY-MM-DD) add up to, for the idle-land clock: of each kind the
 * newest that was given. Works are suspended while the newest look says so; a look that gives no suspension ends it.
 */
export function observedFacts(
  observations: readonly Observation[],
  on: string,
): Partial<Omit<Observation, 'observedOn'>> & { foundationLooks?: FoundationLook[] } {
  const known = datedLooks(observations.filter(({ observedOn }) => observedOn <= on))
  const newest = known.at(-1)
  if (!newest) return {}
  const entries = lasting.map((name) => [name, known.findLast((one) => one[name] !== null)?.[name] ?? null])
  return {
    ...Object.fromEntries(entries),
    suspendedOn: newest.suspendedOn,
    foundationLooks: foundationLooks(known),
  }
}
