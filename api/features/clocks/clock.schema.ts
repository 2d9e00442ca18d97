import { Type } from 'typebox'
import type { Static } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const values = Type.Record(text, Type.Union([text, Type.Number()]))
const kind = Type.Union(['none', 'not_started', 'suspended'].map((one) => Type.Literal(one)))
const dates = { idleFrom: nullable(day), feeFrom: nullable(day), recoveryFrom: nullable(day) }

export const IdleClock = Type.Object(
  {
    supplyId: count,
    contractNo: text,
    areaM2: Type.Number(),
    kind,
    ...dates,
    daysRun: count,
    daysPaused: count,
    daysNotStarted: count,
    because: Type.Array(
      Type.Object({ article: text, fact: text, result: text, values, setting: Type.Optional(text) }),
    ),
    wouldChange: Type.Array(Type.Object({ change: text, outcome: text, article: text, values })),
    settings: Type.Array(
      Type.Object({
        name: text,
        from: day,
        value: Type.Unknown(),
        source: text,
        isConfirmed: Type.Boolean(),
      }),
    ),
    findings: Type.Array(
      Type.Object({
        field: text,
        rule: text,
        severity: text,
        fix: text,
        values: Type.Record(text, Type.Unknown()),
      }),
    ),
  },
  { $id: 'IdleClock', description: 'What the idle-land clock says of one supply on a day, and why' },
)

export const ParcelClock = Type.Object(
  { on: day, clocks: Type.Array(Type.Ref('IdleClock')) },
  { $id: 'ParcelClock' },
)

export const ClockList = Type.Object(
  {
    counts: Type.Array(Type.Object({ kind, count, areaM2: Type.Number() })),
    clocks: Type.Array(
      Type.Object({
        supplyId: count,
        parcelId: count,
        code: text,
        name: nullable(text),
        holder: nullable(text),
        responsible: nullable(text),
        contractNo: text,
        areaM2: Type.Number(),
        kind,
        ...dates,
        daysRun: count,
        daysPaused: count,
        nextOn: nullable(day),
        nextKind: nullable(text),
        findingCount: count,
        openCase: nullable(Type.Object({ id: count, number: text })),
      }),
    ),
    next: nullable(text),
  },
  { $id: 'ClockList' },
)

export const ClockListQuery = Type.Object({
  zone: Type.Optional(text),
  ...asOfParameters,
  kind: Type.Optional(
    Type.Union(['idle', 'none', 'not_started', 'suspended'].map((one) => Type.Literal(one))),
  ),
  until: Type.Optional(day),
  after: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2},\\d{1,15}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})
export type ClockListRequest = Static<typeof ClockListQuery>

export const clockSchemas = [IdleClock, ParcelClock, ClockList]
