import type { Position } from '#geodata/model/geojson.ts'
import type {
  ChangeAdjustment,
  ChangeFault,
  ChangeFinding,
  CheckedChange,
  TakenPlace,
  VersionConflict,
} from './change-wire.ts'

/** A rule that a field breaks; `detail` fills the sentence. */
export type FieldFault = { field: string; rule: string; detail: Record<string, unknown> }
export type PlaceFault = { rule: string; at: Position | null }

/** What stands in the way of a save, or should be looked at before it, sorted by where a page shows it. */
export type SaveReport = {
  /** Code of the refusal; null when the change may be stored. */
  problem: string | null
  fields: FieldFault[]
  places: PlaceFault[]
  taken: TakenPlace[]
  conflicts: VersionConflict[]
  warnings: ChangeFinding[]
  adjustments: ChangeAdjustment[]
}

export const emptyReport: SaveReport = {
  problem: null,
  fields: [],
  places: [],
  taken: [],
  conflicts: [],
  warnings: [],
  adjustments: [],
}

/** Catalogue key of a fault of a boundary. */
export const problemLabelKey = (code: string): string => `editing.problems.${code}`
export const ruleLabelKey = (rule: string): string => `editing.rules.${rule}`

const fieldOf = ({ path, field }: { path?: string; field?: unknown }): string | undefined =>
  typeof field === 'string' ? field : /\.properties\.([a-z0-9_]+)$/.exec(path ?? '')?.[1]

type Refusal = {
  problem: string
  errors?: readonly ChangeFault[]
  taken?: readonly TakenPlace[]
  conflicts?: readonly VersionConflict[]
}

/** A refusal of `POST /api/changes`. */
export function reportOfRefusal({ problem, errors = [], taken = [], conflicts = [] }: Refusal): SaveReport {
  const fields: FieldFault[] = []
  const places: PlaceFault[] = []
  for (const fault of errors) {
    const field = fieldOf(fault)
    if (field) fields.push({ field, rule: fault.rule, detail: fault })
    else if (fault.path.endsWith('.geometry')) places.push({ rule: fault.rule, at: fault.at ?? null })
  }
  return { ...emptyReport, problem, fields, places, taken: [...taken], conflicts: [...conflicts] }
}

/** The answer of `POST /api/changes/check`, where one list holds what a refusal keeps apart. */
export function reportOfCheck({ problem, findings, adjustments }: CheckedChange): SaveReport {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  if (problem === null) return { ...emptyReport, warnings, adjustments: worthTelling(adjustments) }
  const as = <T>(list: readonly ChangeFinding[]) => list as unknown as T[]
  const isTaken = problem === 'place-taken'
  const isStale = problem === 'stale-version'
  return {
    ...reportOfRefusal({
      problem,
      errors: isTaken || isStale ? [] : as<ChangeFault>(errors).filter(({ path }) => path !== undefined),
      taken: isTaken
        ? as<TakenPlace>(errors.map(({ parcelCode, ...place }) => ({ ...place, code: String(parcelCode) })))
        : [],
      conflicts: isStale ? as<VersionConflict>(errors) : [],
    }),
    warnings,
  }
}

/** How a boundary is wound or wrapped is the database's own business; altered values are the person's. */
const silent = new Set(['rewound', 'made_multi', 'closed', 'defaulted', 'trimmed'])
const worthTelling = (adjustments: readonly ChangeAdjustment[]) =>
  adjustments.filter(({ kind }) => !silent.has(kind))
