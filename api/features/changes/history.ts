import { findCollection } from '#geodata/model/collections.ts'
import type { Db } from '#api/db/database.ts'
import { Problem } from '#api/http/problem.ts'
import type { ChangeSummaryRow } from './change.queries.ts'
import { findChangesByIds, findOps } from './change.queries.ts'
import { areaDeltaM2, changedFields, stateOf } from './compare.ts'
import type { VersionRow } from './version.queries.ts'
import { findVersions } from './version.queries.ts'

type Step = {
  version: number
  changeId: number
  before: VersionRow | undefined
  after: VersionRow | undefined
}

/** What happened to a feature, one step for each change: versions, and endings between them. */
function stepsOf(versions: readonly VersionRow[]): Step[] {
  const steps: Step[] = []
  let previous: VersionRow | undefined
  for (const row of versions) {
    steps.push({ version: row.version, changeId: row.changeId, before: previous, after: row })
    previous = row
    if (!row.ended || row.supersededBy === null) continue
    steps.push({ version: row.version, changeId: row.supersededBy, before: row, after: undefined })
    previous = undefined
  }
  return steps
}

/** The history of a feature or fact, newest first: who, when, under which record, before and after. */
export async function readHistory(db: Db, zoneId: number, collection: string, id: number) {
  const spec = findCollection(collection)
  if (!spec) throw new Problem('not-found', { detail: `there is no collection ${collection}` })
  const versions = await findVersions(db, zoneId, spec, id)
  if (versions.length === 0) throw new Problem('not-found', { detail: `${collection} has no ${id}` })
  const steps = stepsOf(versions)
  const changeIds = [...new Set(steps.map(({ changeId }) => changeId))]
  const changes = new Map((await findChangesByIds(db, zoneId, changeIds)).map((row) => [row.id, row]))
  const ops = await findOps(db, zoneId, collection, id)
  const shown = steps.flatMap((step) => {
    const change = changes.get(step.changeId)
    return change ? [viewOf(step, change, ops.get(step.changeId) ?? fallbackOp(step))] : []
  })
  return { versions: shown.reverse() }

  function viewOf({ version, before, after }: Step, change: ChangeSummaryRow, op: string) {
    const { id: changeId, label, source, recordedAt: at, by, record } = change
    return {
      version,
      op,
      at,
      by,
      record,
      change: { id: changeId, label, source },
      effectiveOn: after?.effectiveOn ?? change.effectiveOn,
      before: stateOf(before),
      after: stateOf(after),
      changed: changedFields(spec!, before, after),
      areaDeltaM2: areaDeltaM2(before, after),
    }
  }
}

const fallbackOp = ({ before, after }: Step) => (after ? (before ? 'attributes' : 'create') : 'end')
