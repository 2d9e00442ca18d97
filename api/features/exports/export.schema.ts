import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

export const exportFormats = ['geojson', 'shapefile', 'coordinate-text', 'xlsx', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]
export type ExportEncoding = 'utf-8' | 'gbk'
export type AreaShownAs = 'm2' | 'mu' | 'ha' | 'km2'

/** A column of a ledger with the words over it; the API itself speaks names only. */
export type ExportColumn = { name: string; label?: string; as?: AreaShownAs; decimals?: number }

export type ExportBody = {
  collection: string
  format: ExportFormat
  filters?: Record<string, string | string[]>
  ids?: number[]
  sort?: string
  crs?: string
  encoding?: ExportEncoding
  columns?: ExportColumn[]
  codes?: Record<string, Record<string, string>>
  sumLabel?: string
  title?: string
  on?: string
  known?: string
}

const text = (maxLength: number) => Type.String({ maxLength })

export const ExportFormatSchema = Type.Union(exportFormats.map((format) => Type.Literal(format)))
const Encoding = Type.Union([Type.Literal('utf-8'), Type.Literal('gbk')])

const Column = Type.Object(
  {
    name: text(200),
    label: Type.Optional(text(200)),
    as: Type.Optional(
      Type.Union(
        ['m2', 'mu', 'ha', 'km2'].map((unit) => Type.Literal(unit)),
        { description: 'Areas only: the unit shown, rounded at the end' },
      ),
    ),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
  },
  { additionalProperties: false },
)

export const ExportRequest = Type.Object(
  {
    collection: text(200),
    format: ExportFormatSchema,
    filters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
        description: 'As in /ogc items',
      }),
    ),
    ids: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 100_000 })),
    ...asOfParameters,
    sort: Type.Optional(text(1000)),
    crs: Type.Optional(text(200)),
    encoding: Type.Optional(Encoding),
    columns: Type.Optional(Type.Array(Column, { minItems: 1, maxItems: 400 })),
    codes: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
        description: 'Words for codes by property, for XLSX and CSV',
      }),
    ),
    sumLabel: Type.Optional(text(40)),
    title: Type.Optional(Type.String({ maxLength: 100, description: 'Used in the file name and sheet' })),
  },
  { $id: 'ExportRequest', additionalProperties: false },
)

export const ExportQuery = Type.Object(
  {
    zone: Type.Optional(Type.String()),
    format: ExportFormatSchema,
    ...asOfParameters,
    sort: Type.Optional(text(1000)),
    crs: Type.Optional(text(200)),
    encoding: Type.Optional(Encoding),
    columns: Type.Optional(Type.String({ description: 'Only these properties, between commas (XLSX, CSV)' })),
  },
  { additionalProperties: true, description: 'Filters as in /ogc items' },
)

export const ExportLimits = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether the file can be written at all' }),
    count: Type.Integer(),
    findings: Type.Array(
      Type.Object({
        code: Type.String(),
        severity: Type.Union(['error', 'warning', 'note'].map((severity) => Type.Literal(severity))),
        row: Type.Optional(Type.Integer()),
        detail: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      }),
    ),
    findingCounts: Type.Record(Type.String(), Type.Integer()),
  },
  { $id: 'ExportLimits' },
)
