/** 突出问题台账: a problem is an owner, a due date and a state, moved by entries that are only ever added. */
export const problemStates = ['open', 'working', 'solved', 'dropped'] as const
export type ProblemState = (typeof problemStates)[number]

export const problemCategories = [
  'compensation',
  'demolition',
  'planning',
  'approval',
  'funding',
  'infrastructure',
  'enterprise',
  'litigation',
  'policy',
  'other',
] as const
export type ProblemCategory = (typeof problemCategories)[number]

export const problemActs = [
  'raised',
  'progress',
  'hand_over',
  'extension',
  'solved',
  'dropped',
  'reopened',
] as const
export type ProblemAct = (typeof problemActs)[number]
/** Acts that people add; the first entry is written with the problem. */
export const addableActs = ['progress', 'hand_over', 'extension', 'solved', 'dropped', 'reopened'] as const

/** What stands after the entries so far. */
export type ProblemStanding = {
  state: ProblemState
  owner: string
  dueOn: string | null
  /** The day of the newest entry. */
  movedOn: string
}

export type ProblemEntryDraft = {
  act: (typeof addableActs)[number]
  enteredOn: string
  text?: string | null | undefined
  owner?: string | null | undefined
  dueOn?: string | null | undefined
}

export type ProblemFault = { path: string; rule: string; [value: string]: string }

export const isClosed = (state: ProblemState): boolean => state === 'solved' || state === 'dropped'

const stateAfter: Readonly<Record<ProblemEntryDraft['act'], ProblemState>> = {
  progress: 'working',
  hand_over: 'working',
  extension: 'working',
  solved: 'solved',
  dropped: 'dropped',
  reopened: 'working',
}

function faultsOf(standing: ProblemStanding, draft: ProblemEntryDraft, today: string): ProblemFault[] {
  const { act, enteredOn, owner, dueOn } = draft
  const faults: ProblemFault[] = []
  if (enteredOn > today) faults.push({ path: 'enteredOn', rule: 'future_date', today })
  if (enteredOn < standing.movedOn)
    faults.push({ path: 'enteredOn', rule: 'before_last_entry', movedOn: standing.movedOn })
  if (!draft.text?.trim()) faults.push({ path: 'text', rule: 'required' })
  if (act === 'hand_over') {
    if (!owner?.trim()) faults.push({ path: 'owner', rule: 'required' })
    else if (owner.trim() === standing.owner)
      faults.push({ path: 'owner', rule: 'same_owner', owner: standing.owner })
  }
  if (act === 'extension') {
    if (!dueOn) faults.push({ path: 'dueOn', rule: 'required' })
    else if (standing.dueOn !== null && dueOn <= standing.dueOn)
      faults.push({ path: 'dueOn', rule: 'not_later', dueOn: standing.dueOn })
  }
  if (dueOn && dueOn < enteredOn) faults.push({ path: 'dueOn', rule: 'before_entry', enteredOn })
  return faults
}

export type ProblemStep = { ok: true; standing: ProblemStanding } | { ok: false; faults: ProblemFault[] }

/** Adds an entry, or says why it is not possible. */
export function moveProblem(standing: ProblemStanding, draft: ProblemEntryDraft, today: string): ProblemStep {
  const closed = isClosed(standing.state)
  if (closed !== (draft.act === 'reopened'))
    return { ok: false, faults: [{ path: 'act', rule: closed ? 'problem_closed' : 'problem_open' }] }
  const faults = faultsOf(standing, draft, today)
  if (faults.length) return { ok: false, faults }
  const { act, owner, dueOn, enteredOn } = draft
  return {
    ok: true,
    standing: {
      state: stateAfter[act],
      owner: act === 'hand_over' ? owner!.trim() : standing.owner,
      dueOn:
        (act === 'extension' || act === 'hand_over' || act === 'reopened') && dueOn ? dueOn : standing.dueOn,
      movedOn: enteredOn,
    },
  }
}

/** An open problem whose day has passed. */
export const isOverdue = ({ state, dueOn }: Pick<ProblemStanding, 'state' | 'dueOn'>, on: string): boolean =>
  !isClosed(state) && dueOn !== null && dueOn < on

/** Number in the register: `2026-012`. */
export const problemNumber = (year: number, ordinal: number): string =>
  `${year}-${String(ordinal).padStart(3, '0')}`
