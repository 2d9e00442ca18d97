import type { TSchema } from 'typebox'
import { Type } from 'typebox'

const text = Type.String()
const day = Type.String({ format: 'date' })
const instant = Type.String({ format: 'date-time' })
const nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))
const zone = Type.Optional(text)

const WatchAsked = Type.Object(
  { asked: Type.Boolean({ description: 'false: the same is waiting already' }) },
  { $id: 'WatchAsked' },
)

const WatchRunList = Type.Object(
  {
    runs: Type.Array(
      Type.Object({
        id: Type.Integer(),
        cause: oneOf(['night', 'person']),
        askedBy: nullable(text),
        watchedOn: day,
        attempt: Type.Integer(),
        beganAt: instant,
        endedAt: nullable(instant),
        state: oneOf(['running', 'done', 'failed', 'broken']),
        counts: Type.Record(text, Type.Number(), {
          description: 'restated, clocks, open, found, settled, near, urgent, overdue, raised',
        }),
        fault: nullable(text),
      }),
    ),
    next: nullable(Type.Integer({ description: 'the value of `before` for the next page' })),
  },
  { $id: 'WatchRunList' },
)

const leads = Type.Array(Type.Integer({ minimum: 0 }), {
  description: 'Days before the date, falling; each is one call',
})
const entry = { from: day, value: leads, source: text }

const WatchRuleList = Type.Object(
  {
    on: day,
    rules: Type.Array(
      Type.Object({
        name: text,
        present: Type.Object({ ...entry, isConfirmed: Type.Boolean() }),
        usual: Type.Array(Type.Object({ ...entry, isConfirmed: Type.Boolean() })),
        ours: Type.Array(
          Type.Object({ ...entry, value: Type.Unknown(), setBy: nullable(text), setAt: text }),
        ),
      }),
    ),
  },
  { $id: 'WatchRuleList' },
)

const NewWatchRule = Type.Object(
  {
    value: Type.Unknown({ description: 'Whole days, falling, none twice: [30, 7]' }),
    from: day,
    source: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S', description: 'What it rests on' }),
  },
  { $id: 'NewWatchRule', additionalProperties: false },
)

const JobOverview = Type.Object(
  {
    queues: Type.Array(
      Type.Object({
        name: text,
        cron: nullable(text),
        nextAt: nullable(instant),
        waiting: Type.Integer(),
        active: Type.Integer(),
      }),
    ),
    dead: Type.Array(
      Type.Object({
        id: text,
        name: text,
        data: Type.Record(text, Type.Unknown()),
        diedAt: instant,
        attempts: Type.Integer(),
        fault: nullable(text),
      }),
      { description: 'Jobs that failed to the last; they stay until they are begun again' },
    ),
  },
  { $id: 'JobOverview' },
)

export const watchSchemas = [WatchAsked, WatchRunList, WatchRuleList, NewWatchRule, JobOverview]

export const RunListQuery = Type.Object({
  zone,
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 30 }),
})
export const DayQuery = Type.Object({ zone, on: Type.Optional(day) })
export const ZoneQuery = Type.Object({ zone })
export const RuleName = Type.Object({ name: Type.String({ maxLength: 60 }) })
export const DatedRule = Type.Object({ name: Type.String({ maxLength: 60 }), from: day })
export const JobId = Type.Object({ id: Type.String({ format: 'uuid' }) })
