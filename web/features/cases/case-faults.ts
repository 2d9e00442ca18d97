import { ProblemError } from '#web/api-client/problem.ts'

/** One fault of a refused act: a code with its article and values. */
export type Fault = {
  code: string
  article: string | null
  values: Record<string, unknown>
}
export type CaseFaults = {
  /** Against the act as a whole. */
  general: Fault[]
  /** By the name of the input. */
  fields: Record<string, Fault>
  /** Somebody acted meanwhile. */
  conflict: { by: string; at: string } | undefined
}

type WireError = NonNullable<ProblemError['problem']['errors']>[number]

const faultOf = ({ rule, article, values, step }: WireError): Fault => ({
  code: rule,
  article: typeof article === 'string' ? article : null,
  values: {
    ...(typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {}),
    ...(typeof step === 'string' && { step }),
  },
})

/** `values.feeWan` is the input `feeWan`, `body/doneOn` the day, as is that of a new case; the rest is about the act. */
const fieldOf = (path: string): string | undefined => (path === 'foundOn' ? 'doneOn' : partOf(path))
const partOf = (path: string): string | undefined =>
  /^(?:values\.|body\/)(\w+)$/.exec(path)?.[1] ?? (path === 'doneOn' || path === 'reason' ? path : undefined)

function conflictOf(error: ProblemError): CaseFaults['conflict'] {
  if (!['stale-version', 'precondition-failed'].includes(error.code)) return undefined
  const [first] = (error.problem['conflicts'] ?? []) as { by?: string; at?: string }[]
  return { by: first?.by ?? '', at: first?.at ?? '' }
}

/** What the server says against an act; undefined when it says nothing that belongs to the form. */
export function faultsOf(error: unknown): CaseFaults | undefined {
  if (!(error instanceof ProblemError)) return undefined
  const conflict = conflictOf(error)
  const errors = error.problem.errors ?? []
  if (!conflict && errors.length === 0) return undefined
  const faults: CaseFaults = { general: [], fields: {}, conflict }
  for (const one of errors) {
    const field = fieldOf(one.path)
    if (field === undefined) faults.general.push(faultOf(one))
    else faults.fields[field] ??= faultOf(one)
  }
  return faults
}

export const noFaults = (): CaseFaults => ({ general: [], fields: {}, conflict: undefined })
