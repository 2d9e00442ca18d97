import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import { watchKinds } from '#geodata/rules/watch/watch-rules.ts'

const text = Type.String()
const day = Type.String({ format: 'date' })
const instant = Type.String({ format: 'date-time' })
const nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))
const zone = Type.Optional(text)
const severities = ['near', 'urgent', 'overdue'] as const

const Notice = Type.Object(
  {
    id: Type.Integer(),
    key: text,
    kind: text,
    severity: oneOf(severities),
    subject: text,
    subjectId: Type.Integer(),
    facts: Type.Record(text, Type.Unknown(), { description: 'What a sentence about it needs' }),
    dueOn: nullable(day),
    createdAt: instant,
    readAt: nullable(instant),
    settledAt: nullable(Type.String({ format: 'date-time', description: 'Facts have settled it' })),
  },
  { $id: 'Notice' },
)

const NoticeCount = Type.Object(
  {
    unread: Type.Integer(),
    open: Type.Integer(),
    urgent: Type.Integer(),
    overdue: Type.Integer(),
  },
  { $id: 'NoticeCount' },
)

const NoticeList = Type.Object(
  {
    count: Type.Ref('NoticeCount'),
    kinds: Type.Array(Type.Object({ kind: text, open: Type.Integer() }), {
      description: 'Open notices by kind',
    }),
    total: Type.Integer({ description: 'Notices that the filter lets through' }),
    notices: Type.Array(Type.Ref('Notice')),
  },
  { $id: 'NoticeList' },
)

const NoticeReading = Type.Object(
  {
    ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 500, minItems: 1 })),
    upTo: Type.Optional(
      Type.Integer({ minimum: 1, description: 'All up to this one: what came later stays unread' }),
    ),
    isRead: Type.Boolean(),
  },
  { $id: 'NoticeReading', additionalProperties: false },
)

const NoticePreference = Type.Object(
  {
    byMail: Type.Boolean({ description: 'One mail a day with everything new' }),
    urgentAtOnce: Type.Boolean({ description: 'Urgent and overdue notices as soon as the watch finds them' }),
    mailAddress: nullable(text),
    allOfZone: Type.Boolean({ description: 'Notices of everything in the zone, not only of one’s own' }),
    calendarSince: nullable(instant),
    canMail: Type.Boolean({ description: 'Whether the server has been told how to send mail' }),
    lastMail: nullable(
      Type.Object({
        state: oneOf(['sending', 'sent', 'failed']),
        address: text,
        noticeCount: Type.Integer(),
        beganAt: instant,
        fault: nullable(text),
      }),
    ),
  },
  { $id: 'NoticePreference' },
)

const NoticePreferenceEdit = Type.Object(
  {
    byMail: Type.Boolean(),
    urgentAtOnce: Type.Boolean(),
    mailAddress: nullable(Type.String({ maxLength: 254 })),
    allOfZone: Type.Boolean(),
  },
  { $id: 'NoticePreferenceEdit', additionalProperties: false },
)

const CalendarAddress = Type.Object(
  {
    address: Type.String({
      description: 'Told once; it opens the calendar without a password. A path where PUBLIC_URL is not set',
    }),
  },
  { $id: 'CalendarAddress' },
)

export const noticeSchemas = [
  Notice,
  NoticeCount,
  NoticeList,
  NoticeReading,
  NoticePreference,
  NoticePreferenceEdit,
  CalendarAddress,
]

export const noticeStates = ['open', 'unread', 'settled', 'all'] as const
export const NoticeListQuery = Type.Object({
  zone,
  state: Type.Union(
    noticeStates.map((value) => Type.Literal(value)),
    { default: 'open' },
  ),
  kind: Type.Optional(oneOf(watchKinds)),
  severity: Type.Optional(oneOf(severities)),
  sort: Type.Union([Type.Literal('due'), Type.Literal('new')], { default: 'due' }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})
export const ZoneQuery = Type.Object({ zone })
