import type { Context } from '#api/context.ts'
import { sourceAsOf } from '#api/db/as-of-source.ts'
import type { Query } from '#api/db/filters.ts'
import { parseFilters } from '#api/db/filters.ts'
import { findSource } from '#api/db/sources.ts'
import { columnsOf, rowsById } from '#api/features/ledger/ledger.service.ts'
import type { Zone } from '#api/http/access.ts'
import { comparedAsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { Question } from './compare.queries.ts'
import { findDiff, findShapes } from './compare.queries.ts'
import type { ChangeKind } from './compare.schema.ts'
import { changeKinds, compareLimits } from './compare.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>

const ownNames = ['than', 'change', 'offset', 'limit']
const dayNames = ['zone', 'on', 'known', ...ownNames]

const fault = (path: string, rule: string, detail: string, more: object = {}) =>
  new Problem('invalid-request', { detail, errors: [{ path: `query/${path}`, rule, ...more }] })

function kindsOf(text: string | undefined): readonly ChangeKind[] {
  if (!text) return changeKinds
  return text.split(',').map((name) => {
    const kind = changeKinds.find((one) => one === name)
    if (!kind)
      throw fault('change', 'code', `change: takes ${changeKinds.join(', ')}`, { allowed: changeKinds })
    return kind
  })
}

async function questionOf(deps: Deps, zone: Zone, collection: string, query: Query): Promise<Question> {
  const source = await findSource(deps.database, zone.id, collection)
  if (!source || source.kind === 'reference')
    throw new Problem('not-found', {
      detail: `there is no collection ${JSON.stringify(collection)} with a past`,
    })
  const { on, than, known } = comparedAsOf(
    query as { on?: string; known?: string; than: string },
    deps.today(),
  )
  if (than === null || than === on) throw fault('than', 'same_day', 'than: compare two different days')
  const sides = { before: sourceAsOf(source, { on: than, known }), after: sourceAsOf(source, { on, known }) }
  return {
    zoneId: zone.id,
    sides,
    filters: {
      before: parseFilters(sides.before, query, ownNames),
      after: parseFilters(sides.after, query, ownNames),
    },
    isFiltered: Object.keys(query).some((name) => !dayNames.includes(name)),
    kinds: kindsOf(query['change'] as string | undefined),
  }
}

/** What differs between two days: counts, sums, and a page of features with both their states. */
export async function compare(deps: Deps, zone: Zone, collection: string, query: Query) {
  const question = await questionOf(deps, zone, collection, query)
  const { sides } = question
  const page = { offset: Number(query['offset'] ?? 0), limit: Number(query['limit'] ?? compareLimits.usual) }
  const { features, ...diff } = await findDiff(deps.database, question, page)
  const ids = features.map(({ id }) => id)
  const before = await rowsById(deps.database, sides.before, zone.id, ids)
  const after = await rowsById(deps.database, sides.after, zone.id, ids)
  return {
    on: sides.after.asOf!.on,
    than: sides.before.asOf!.on,
    ...diff,
    columns: columnsOf(sides.after),
    features: features.map((feature) => ({
      ...feature,
      before: before.get(feature.id) ?? null,
      after: after.get(feature.id) ?? null,
    })),
  }
}

/** The same as shapes for a map. */
export async function comparedShapes(
  deps: Deps,
  zone: Zone,
  collection: string,
  query: Query,
): Promise<string> {
  const question = await questionOf(deps, zone, collection, query)
  if (question.sides.after.geometry === 'none')
    throw new Problem('not-found', { detail: `${collection} has no boundaries` })
  const { features, count } = await findShapes(deps.database, question, compareLimits.shapes)
  const isComplete = count <= compareLimits.shapes
  return `{"type":"FeatureCollection","isComplete":${isComplete},"features":[${features}]}`
}
