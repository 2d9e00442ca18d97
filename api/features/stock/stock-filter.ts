import { movedInCase } from '../cases/open-case.ts'
import type { Dimension } from './dimensions.ts'
import { dimensions, expressionOf } from './dimensions.ts'
import type { Binder, Moment, StockPart } from './standing.ts'

/** How a list of stock is narrowed. Several values of one dimension are alternatives; `none` stands for no value. */
export type StockFilter = Partial<Record<Dimension, readonly string[]>> & {
  /** What has been disposed of, instead of what still stands. */
  part?: StockPart
  /** Deadlines in a span of days; either end may be missing. */
  due?: { from?: string; to?: string }
  /** Nothing has moved since this day, neither in the account nor in a case. */
  stillSince?: string
  /** Part of a code, a name or a holder. */
  text?: string
  parcelId?: number
}

const NONE = 'none'

function oneOf(binder: Binder, expression: string, values: readonly string[]): string {
  const named = values.filter((value) => value !== NONE)
  const parts = [
    ...(named.length > 0 ? [`${expression} = any (${binder.bind(named, 'text[]')})`] : []),
    ...(values.includes(NONE) ? [`${expression} is null`] : []),
  ]
  return `(${parts.join(' or ')})`
}

/** Conditions over `s` and what they need joined; `p` has to be there for `text`. */
export function conditionsOf(
  binder: Binder,
  moment: Moment,
  filter: StockFilter,
): { conditions: string[]; used: (Dimension | 'due')[]; needsParcel: boolean } {
  const conditions: string[] = []
  const used: (Dimension | 'due')[] = []
  for (const dimension of dimensions) {
    const values = filter[dimension]
    if (values === undefined || values.length === 0) continue
    used.push(dimension)
    conditions.push(oneOf(binder, expressionOf(dimension), values))
  }
  if (filter.due) {
    used.push('due')
    if (filter.due.from !== undefined) conditions.push(`r.due_on >= ${binder.bind(filter.due.from, 'date')}`)
    if (filter.due.to !== undefined) conditions.push(`r.due_on <= ${binder.bind(filter.due.to, 'date')}`)
  }
  if (filter.stillSince !== undefined) {
    const since = binder.bind(filter.stillSince, 'date')
    conditions.push(`s.moved_on <= ${since}`)
    conditions.push(`not ${movedInCase(moment, 's.parcel_id', since)}`)
  }
  if (filter.parcelId !== undefined)
    conditions.push(`s.parcel_id = ${binder.bind(filter.parcelId, 'bigint')}`)
  if (filter.text === undefined) return { conditions, used, needsParcel: false }
  const pattern = binder.bind(`%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`, 'text')
  conditions.push(`(p.code ilike ${pattern} or p.name ilike ${pattern} or p.holder ilike ${pattern})`)
  return { conditions, used, needsParcel: true }
}
