/**
 * Who answers for a parcel, a batch or a case, in one role, over time: periods that never overlap. A hand-over ends
 * the present period and begins the next on the same day, so that no day is without somebody and none has two.
 * 领导包面、专班包链、部门包点: roles of the zone's remediation duty; the official in charge and 服务专员 beside them.
 */
export const responsibilityRoles = ['leader', 'team', 'department', 'officer', 'service_officer'] as const
export type ResponsibilityRole = (typeof responsibilityRoles)[number]

export const responsibilitySubjects = ['parcel', 'batch', 'case'] as const
export type ResponsibilitySubject = (typeof responsibilitySubjects)[number]

/** `toOn` is the first day on which it no longer holds; null while it does. */
export type Period = {
  id: number
  version: number
  name: string
  userId: string | null
  fromOn: string
  toOn: string | null
}

export type WantedAssignment = { name: string; userId: string | null; fromOn: string }

export type AssignmentRefusal =
  | { rule: 'future_date'; path: 'fromOn' | 'toOn'; values: { today: string } }
  | { rule: 'same_person'; path: 'name'; values: { name: string; fromOn: string } }
  | { rule: 'before_present'; path: 'fromOn'; values: { name: string; fromOn: string } }
  | { rule: 'overlaps'; path: 'fromOn'; values: { name: string; toOn: string } }
  | { rule: 'already_ended'; path: 'id'; values: { toOn: string } }
  | { rule: 'ends_before_start'; path: 'toOn'; values: { fromOn: string } }

export type AssignmentPlan =
  | { ok: true; act: 'assign'; follows: number | null; ends: null }
  | { ok: true; act: 'hand_over'; follows: number; ends: Period }
  | { ok: false; refusal: AssignmentRefusal }

const refused = (refusal: AssignmentRefusal): { ok: false; refusal: AssignmentRefusal } => ({
  ok: false,
  refusal,
})

export const presentOf = (periods: readonly Period[]): Period | undefined =>
  periods.find(({ toOn }) => toOn === null)

const lastEnded = (periods: readonly Period[]): Period | undefined =>
  periods
    .filter(({ toOn }) => toOn !== null)
    .toSorted((a, b) => a.toOn!.localeCompare(b.toOn!))
    .at(-1)

/** What assigning somebody from a day on does to the periods of one role of one subject. */
export function planAssignment(
  periods: readonly Period[],
  wanted: WantedAssignment,
  today: string,
): AssignmentPlan {
  const { name, userId, fromOn } = wanted
  if (fromOn > today) return refused({ rule: 'future_date', path: 'fromOn', values: { today } })
  const present = presentOf(periods)
  if (present) {
    const values = { name: present.name, fromOn: present.fromOn }
    if (present.name === name && present.userId === userId)
      return refused({ rule: 'same_person', path: 'name', values })
    if (fromOn <= present.fromOn) return refused({ rule: 'before_present', path: 'fromOn', values })
    return { ok: true, act: 'hand_over', follows: present.id, ends: present }
  }
  const last = lastEnded(periods)
  if (last && fromOn < last.toOn!)
    return refused({ rule: 'overlaps', path: 'fromOn', values: { name: last.name, toOn: last.toOn! } })
  const follows = last?.toOn === fromOn ? last.id : null
  return { ok: true, act: 'assign', follows, ends: null }
}

/** Whether a period may end on a day without anybody following. */
export function planEnd(
  period: Period,
  toOn: string,
  today: string,
): { ok: true } | { ok: false; refusal: AssignmentRefusal } {
  if (period.toOn !== null)
    return refused({ rule: 'already_ended', path: 'id', values: { toOn: period.toOn } })
  if (toOn > today) return refused({ rule: 'future_date', path: 'toOn', values: { today } })
  if (toOn <= period.fromOn)
    return refused({ rule: 'ends_before_start', path: 'toOn', values: { fromOn: period.fromOn } })
  return { ok: true }
}

/** The period that holds on a day. */
export const holdingOn = <P extends Pick<Period, 'fromOn' | 'toOn'>>(
  periods: readonly P[],
  on: string,
): P | undefined => periods.find(({ fromOn, toOn }) => fromOn <= on && (toOn === null || on < toOn))
