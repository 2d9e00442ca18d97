import { Type } from 'typebox'
import type { Static } from 'typebox'
import { asOfParameters, comparedParameters } from '#api/http/as-of.ts'
import { lightNames, lights } from '#geodata/rules/lights.ts'
import { stockKinds, stockMovements } from '#geodata/rules/stock/stock-facts.ts'
import { dimensions } from './dimensions.ts'
import type { StockPart } from './standing.ts'
import { stockParts } from './standing.ts'
import { lifeEvents } from './life.queries.ts'
import { stockSorts } from './stock-parcels.queries.ts'

const text = Type.String()
const count = Type.Integer()
const m2 = Type.Number({ description: 'm²' })
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = <T extends string>(codes: readonly T[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const kind = oneOf(stockKinds)
const state = oneOf(['waiting', 'disposing', 'disposed'])
const sum = Type.Object({ areaM2: m2, count })

export const StockSum = Type.Object(
  { areaM2: m2, count, disposing: sum, waiting: sum, disposed: sum },
  {
    $id: 'StockSum',
    description:
      'Land in stock at the end of a day, what of it is being disposed of and what waits; `disposed`: what remediations have taken out up to then',
  },
)
const level = Type.Object({
  now: Type.Ref('StockSum'),
  before: nullable(Type.Ref('StockSum')),
  disposed: sum,
})
export const StockSummary = Type.Object(
  { on: day, than: nullable(day), kinds: Type.Object({ unsupplied: level, idle: level }) },
  { $id: 'StockSummary' },
)

const group = Type.Object({ areaM2: m2, count, disposing: sum, waiting: sum })
export const StockBreakdown = Type.Object(
  {
    on: day,
    than: nullable(day),
    kind,
    by: oneOf(dimensions),
    groups: Type.Array(
      Type.Object({
        key: nullable(text),
        label: nullable(text),
        now: group,
        before: nullable(group),
      }),
    ),
    total: group,
  },
  {
    $id: 'StockBreakdown',
    description: '`key` is a code, a year, the id of a batch or a name; null where there is none',
  },
)

export const StockParcel = Type.Object(
  {
    parcelId: count,
    code: text,
    name: nullable(text),
    holder: nullable(text),
    areaM2: m2,
    state,
    sinceOn: day,
    movedOn: day,
    cause: nullable(text),
    path: nullable(text),
    dueOn: nullable(day),
    daysLeft: nullable(count),
    light: nullable(oneOf(lights)),
    stage: nullable(oneOf(['idle_year', 'recovery_years'])),
    foundOn: nullable(day),
    startedOn: nullable(day),
    filedOn: nullable(day),
    documentNo: nullable(text),
    remediationId: nullable(count),
    batchId: nullable(count),
    batchCode: nullable(text),
    batchYear: nullable(count),
    responsible: Type.Object({
      leader: nullable(text),
      team: nullable(text),
      department: nullable(text),
      officer: nullable(text),
      serviceOfficer: nullable(text),
    }),
    openCaseId: nullable(count),
    openCaseNo: nullable(text),
    lastStepOn: nullable(day),
    lastMoveOn: day,
    daysStill: count,
    lastEvidenceOn: nullable(day),
  },
  { $id: 'StockParcel' },
)
export const StockParcels = Type.Object(
  { on: day, kind, total: sum, rows: Type.Array(Type.Ref('StockParcel')), next: nullable(count) },
  { $id: 'StockParcels' },
)

const movement = oneOf(stockMovements)
const line = Type.Object({ movement, areaM2: m2, count, disposedM2: m2, disposedCount: count })
export const StockAccount = Type.Object(
  {
    kind,
    from: day,
    to: day,
    opening: sum,
    movements: Type.Array(line),
    marks: Type.Array(Type.Object({ movement, count })),
    closing: sum,
    closes: Type.Boolean(),
  },
  {
    $id: 'StockAccount',
    description:
      'Opening at the end of `from`, movements after it up to and with `to`, closing at the end of `to`. Marks move no land',
  },
)
export const StockMoves = Type.Object(
  {
    kind,
    from: day,
    to: day,
    rows: Type.Array(
      Type.Object({
        id: count,
        parcelId: count,
        code: text,
        name: nullable(text),
        holder: nullable(text),
        movement,
        movedOn: day,
        areaM2: m2,
        cause: nullable(text),
        path: nullable(text),
        documentNo: nullable(text),
        supplyId: nullable(count),
        remediationId: nullable(count),
        batchId: nullable(count),
        batchCode: nullable(text),
        isDisposal: Type.Boolean(),
      }),
    ),
    next: nullable(count),
  },
  { $id: 'StockMoves' },
)

export const StockMonths = Type.Object(
  {
    kind,
    from: day,
    to: day,
    openingM2: m2,
    months: Type.Array(
      Type.Object({
        month: text,
        endsOn: day,
        levelM2: m2,
        enteredM2: m2,
        leftM2: m2,
        disposedM2: m2,
        disposedSoFarM2: m2,
      }),
    ),
  },
  { $id: 'StockMonths', description: 'Level at the end of each month, the last one at the end of `to`' },
)

export const StockRanking = Type.Object(
  {
    kind,
    by: oneOf(dimensions),
    from: day,
    to: day,
    groups: Type.Array(
      Type.Object({
        key: nullable(text),
        label: nullable(text),
        disposed: sum,
        remaining: sum,
        overdue: sum,
        rate: nullable(Type.Number({ description: 'Disposed ÷ (disposed + remaining), per cent' })),
      }),
    ),
  },
  { $id: 'StockRanking' },
)

const thresholds = Object.fromEntries(lightNames.map((name) => [name, count])) as Record<
  (typeof lightNames)[number],
  typeof count
>
export const StockLights = Type.Object(
  {
    on: day,
    ...thresholds,
    source: text,
    ours: Type.Array(
      Type.Object({
        from: day,
        ...thresholds,
        source: text,
        setBy: nullable(text),
        setAt: text,
      }),
    ),
  },
  { $id: 'StockLights', description: 'Thresholds of the traffic lights in force on a day' },
)
export const NewStockLights = Type.Object(
  {
    from: day,
    ...(Object.fromEntries(
      lightNames.map((name) => [name, Type.Integer({ minimum: 0, maximum: 3650 })]),
    ) as typeof thresholds),
    source: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { $id: 'NewStockLights', additionalProperties: false },
)

export const StockFindings = Type.Object(
  {
    rows: Type.Array(
      Type.Object({
        parcelId: count,
        code: text,
        name: nullable(text),
        rule: text,
        severity: oneOf(['warning', 'info']),
        kind,
        values: Type.Record(text, Type.Union([text, Type.Number()])),
      }),
    ),
    next: nullable(count),
  },
  {
    $id: 'StockFindings',
    description: 'Facts that do not fit together, with what the account made of them in 0006',
  },
)

export const ParcelLife = Type.Object(
  {
    on: day,
    parcel: Type.Object({ id: count, code: text, name: nullable(text) }),
    events: Type.Array(
      Type.Object({
        on: day,
        event: oneOf(lifeEvents),
        subject: text,
        subjectId: count,
        values: Type.Record(text, Type.Union([text, Type.Number(), Type.Boolean(), Type.Null()])),
        documentNo: nullable(text),
        changeId: nullable(count),
        record: nullable(Type.Object({ id: count, number: text, title: text })),
      }),
    ),
  },
  { $id: 'ParcelLife', description: 'Everything dated that is known of a parcel up to a day, in order' },
)

export const stockSchemas = [
  StockSum,
  StockSummary,
  StockBreakdown,
  StockParcel,
  StockParcels,
  StockAccount,
  StockMoves,
  StockMonths,
  StockRanking,
  StockLights,
  NewStockLights,
  StockFindings,
  ParcelLife,
]

const zone = Type.Optional(text)
const list = (description: string) => Type.Optional(Type.String({ maxLength: 2000, description }))
const page = {
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
}
const filters = {
  ...Object.fromEntries(
    dimensions.map((name) => [name, list('Values divided by commas; `none` for no value')]),
  ),
  light: list(`Of ${lights.join(', ')}`),
  text: Type.Optional(Type.String({ maxLength: 100 })),
}
const part = Type.Optional(
  Type.Union(
    stockParts.map((name) => Type.Literal(name)),
    { description: 'What still stands in stock, or what has been disposed of up to the day' },
  ),
)
export const filterNames = Object.keys(filters)

export const SummaryQuery = Type.Object({ zone, ...comparedParameters })
export const BreakdownQuery = Type.Object({
  zone,
  ...comparedParameters,
  kind,
  by: oneOf(dimensions),
  part,
  ...filters,
})
export const ParcelsQuery = Type.Object({
  zone,
  ...asOfParameters,
  kind,
  part,
  ...filters,
  sort: Type.Optional(
    Type.Union(stockSorts.flatMap((name) => [Type.Literal(name), Type.Literal(`-${name}`)])),
  ),
  ...page,
})
export const StaleQuery = Type.Object({
  zone,
  ...asOfParameters,
  kind,
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  ...filters,
  ...page,
})
const period = {
  from: day,
  to: Type.Optional(day),
  known: asOfParameters.known,
}
export const AccountQuery = Type.Object({ zone, kind, ...period })
export const MovesQuery = Type.Object({
  zone,
  kind,
  ...period,
  movement: list(`Of ${stockMovements.join(', ')}`),
  disposed: Type.Optional(Type.Boolean()),
  ...page,
})
export const RankingQuery = Type.Object({ zone, kind, by: oneOf(dimensions), ...period })
export const LifeQuery = Type.Object({ zone, ...asOfParameters })
export const LightsQuery = Type.Object({ zone, on: asOfParameters.on })
export const FindingsQuery = Type.Object({
  zone,
  after: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: page.limit,
})

export type PageQuery = { offset?: number; limit?: number }
export type FilterQuery = Partial<Record<(typeof dimensions)[number] | 'light' | 'text', string>> & {
  part?: StockPart
}
export type NewLights = Static<typeof NewStockLights>
