import type { Severity } from './notices-due.ts'
import type { WatchKind } from './watch-rules.ts'

/** Who is told of a matter. */
export type WatchPerson = {
  id: string
  name: string
  roles: readonly string[]
  /** Wants to hear of everything in the zone. */
  allOfZone: boolean
}

/** Somebody named as responsible for the matter or for what it hangs on: an account, or a name on paper. */
export type Charge = { role: string; userId: string | null; name: string }

export type Addressed = {
  kind: WatchKind
  /** The step of a case is entered by a reviewer. */
  isForReviewer: boolean
  charges: readonly Charge[]
}

const isIn = ({ roles }: WatchPerson, ...wanted: string[]) => wanted.some((role) => roles.includes(role))

const isCharged = (person: WatchPerson, { userId, name }: Charge): boolean =>
  userId === null ? name.trim() === person.name.trim() : userId === person.id

/** The accounts that are charged with a matter by name. */
export const chargedWith = (people: readonly WatchPerson[], charges: readonly Charge[]): WatchPerson[] =>
  people.filter((person) => charges.some((charge) => isCharged(person, charge)))

/** Nobody is told twice, and somebody always is, when the zone has anybody who can act. */
function acting(people: readonly WatchPerson[], { charges, isForReviewer }: Addressed): WatchPerson[] {
  const reviewers = isForReviewer ? people.filter((person) => isIn(person, 'reviewer')) : []
  const charged = chargedWith(people, charges)
  const hasHands = charged.some((person) => isIn(person, 'officer', 'reviewer', 'administrator'))
  if (hasHands) return [...charged, ...reviewers]
  const officers = people.filter((person) => isIn(person, 'officer'))
  const found = [...charged, ...reviewers, ...officers]
  return found.length > 0 ? found : people.filter((person) => isIn(person, 'administrator'))
}

/**
 * Who hears of a matter: who is charged with it, otherwise every officer; reviewers of steps that wait for them;
 * leaders once it is overdue; and whoever wants to hear of everything.
 */
export function recipientsOf(
  people: readonly WatchPerson[],
  matter: Addressed,
  severity: Severity,
): WatchPerson[] {
  const leaders = severity === 'overdue' ? people.filter((person) => isIn(person, 'leader')) : []
  const curious = people.filter(({ allOfZone }) => allOfZone)
  return [...new Set([...acting(people, matter), ...leaders, ...curious])]
}
