import { Type } from 'typebox'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const kind = Type.Union(['none', 'not_started', 'suspended'].map((one) => Type.Literal(one)))
const clock = Type.Object({
  kind,
  idleFrom: nullable(day),
  feeFrom: nullable(day),
  recoveryFrom: nullable(day),
})

const entry = Type.Object({ from: day, value: Type.Unknown(), source: text, isConfirmed: Type.Boolean() })

const RuleList = Type.Object(
  {
    on: day,
    rules: Type.Array(
      Type.Object({
        name: text,
        allowed: text,
        present: entry,
        national: Type.Array(entry),
        ours: Type.Array(
          Type.Object({ from: day, value: Type.Unknown(), source: text, setBy: nullable(text), setAt: text }),
        ),
      }),
    ),
  },
  { $id: 'RuleList' },
)

const NewRule = Type.Object(
  {
    value: Type.Unknown(),
    from: day,
    source: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S', description: 'What it rests on' }),
  },
  { $id: 'NewRule', additionalProperties: false },
)

const refusal = Type.Object({
  code: text,
  article: nullable(text),
  input: nullable(text),
  values: Type.Record(text, Type.Union([text, Type.Number()])),
})

const RuleImpact = Type.Object(
  {
    clocks: nullable(
      Type.Object({
        asked: count,
        changed: count,
        supplies: Type.Array(
          Type.Object({ supplyId: count, parcelId: count, contractNo: text, before: clock, after: clock }),
        ),
      }),
    ),
    cases: Type.Object({
      asked: count,
      changed: count,
      cases: Type.Array(
        Type.Object({
          id: count,
          number: text,
          parcelCode: nullable(text),
          closedOn: nullable(day),
          steps: Type.Array(
            Type.Object({
              n: count,
              step: text,
              doneOn: day,
              refusals: Type.Array(refusal),
              deadlines: Type.Array(Type.Object({ step: text, before: nullable(day), after: nullable(day) })),
              clock: nullable(Type.Object({ before: clock, after: clock })),
            }),
          ),
        }),
      ),
    }),
  },
  { $id: 'RuleImpact', description: 'What would come out differently; decisions that are taken stand' },
)

export const ruleSchemas = [RuleList, NewRule, RuleImpact]
