import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

export const ledgerLimits = { usual: 200, most: 1000 }

export const LedgerParams = Type.Object({ collection: Type.String() })

const zone = Type.Optional(Type.String())

export const LedgerQuery = Type.Object(
  {
    zone,
    ...asOfParameters,
    sort: Type.Optional(
      Type.String({
        description:
          'Properties between commas, `-` before one turns it round. Codes and numbers sort as people ' +
          'count, other text by code point (not by pinyin); empty values last',
      }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ledgerLimits.most })),
    columns: Type.Optional(Type.String({ description: 'Only these properties, between commas' })),
  },
  { additionalProperties: true, description: 'Filters as in /ogc items' },
)

export const SummaryQuery = Type.Object(
  { zone, ...asOfParameters, by: Type.Optional(Type.String({ description: 'A property to group by' })) },
  { additionalProperties: true, description: 'Filters as in /ogc items' },
)

const LedgerColumn = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    unit: Type.Optional(Type.String()),
    codes: Type.Optional(Type.Array(Type.String())),
    to: Type.Optional(Type.String()),
    sum: Type.Boolean(),
  },
  { $id: 'LedgerColumn' },
)

const LedgerRow = Type.Object(
  {
    id: Type.Integer(),
    version: Type.Integer(),
    bbox: Type.Union([Type.Array(Type.Number()), Type.Null()]),
    point: Type.Union([Type.Array(Type.Number()), Type.Null()]),
    titles: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'LedgerRow', additionalProperties: true },
)

const LedgerPage = Type.Object(
  {
    total: Type.Integer(),
    columns: Type.Array(Type.Ref('LedgerColumn')),
    rows: Type.Array(Type.Ref('LedgerRow')),
  },
  { $id: 'LedgerPage' },
)

const sums = Type.Record(Type.String(), Type.Number())

const LedgerSummary = Type.Object(
  {
    count: Type.Integer(),
    sums,
    groups: Type.Optional(Type.Array(Type.Object({ key: Type.Unknown(), count: Type.Integer(), sums }))),
    moreGroups: Type.Optional(Type.Boolean()),
  },
  { $id: 'LedgerSummary' },
)

export const ledgerRowSchemas = [LedgerColumn, LedgerRow]
export const ledgerSchemas = [LedgerColumn, LedgerRow, LedgerPage, LedgerSummary]
