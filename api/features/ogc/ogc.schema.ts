import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

export const itemLimits = { usual: 100, most: 10_000 }

/**
 * Above so many the number of matches is left out, and so it is on the pages after the first (Part 1, 7.15.6
 * allows it): counting a whole city would cost more than the page.
 */
export const countedUpTo = 100_000

const optionalText = (description: string) => Type.Optional(Type.String({ description }))

export const FormatQuery = Type.Object(
  { zone: Type.Optional(Type.String()), f: optionalText('`json` or `geojson`') },
  { additionalProperties: true },
)

export const ItemsQuery = Type.Object(
  {
    zone: Type.Optional(Type.String()),
    f: optionalText('`json` or `geojson`'),
    bbox: optionalText('Features that meet this box; CRS84 unless `bbox-crs` says otherwise'),
    'bbox-crs': optionalText('Reference system of `bbox`, axes in the order of its definition'),
    crs: optionalText('Reference system of the answer'),
    datetime: optionalText('Date or interval of `effective_on`'),
    ...asOfParameters,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, description: `Default ${itemLimits.usual}, at most ${itemLimits.most}` }),
    ),
    cursor: Type.Optional(Type.Integer({ minimum: 0, description: 'Set by next links' })),
    q: optionalText('Text in the search fields'),
    ids: optionalText('Only these features, numbers between commas'),
  },
  {
    additionalProperties: true,
    description: 'Any property of the collection filters: `name=a,b`, `name.gte=`, `name.null=true`',
  },
)

export const FeatureQuery = Type.Object(
  {
    zone: Type.Optional(Type.String()),
    f: optionalText('`json` or `geojson`'),
    crs: optionalText('Reference system'),
    ...asOfParameters,
  },
  { additionalProperties: true },
)

export const CollectionParams = Type.Object({ collection: Type.String() })
export const FeatureParams = Type.Object({ collection: Type.String(), featureId: Type.String() })

export const OgcLink = Type.Object(
  {
    href: Type.String(),
    rel: Type.String(),
    type: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
  },
  { $id: 'OgcLink' },
)
const links = Type.Array(Type.Ref('OgcLink'))

const OgcLanding = Type.Object(
  { title: Type.String(), description: Type.String(), links },
  { $id: 'OgcLanding' },
)

const OgcConformance = Type.Object({ conformsTo: Type.Array(Type.String()) }, { $id: 'OgcConformance' })

const OgcCollection = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    itemType: Type.Literal('feature'),
    extent: Type.Object({
      spatial: Type.Optional(
        Type.Object({ bbox: Type.Array(Type.Array(Type.Number())), crs: Type.String() }),
      ),
      temporal: Type.Optional(
        Type.Object({
          interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
          trs: Type.String(),
        }),
      ),
    }),
    crs: Type.Array(Type.String()),
    storageCrs: Type.String(),
    links,
  },
  { $id: 'OgcCollection' },
)

const OgcCollections = Type.Object(
  { links, crs: Type.Array(Type.String()), collections: Type.Array(Type.Ref('OgcCollection')) },
  { $id: 'OgcCollections' },
)

export const Feature = Type.Object(
  {
    type: Type.Literal('Feature'),
    id: Type.Integer(),
    geometry: Type.Object({ type: Type.String() }, { additionalProperties: true }),
    properties: Type.Object({}, { additionalProperties: true }),
    links: Type.Optional(links),
  },
  { $id: 'Feature' },
)

const FeatureCollection = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    timeStamp: Type.String(),
    numberMatched: Type.Optional(Type.Integer()),
    numberReturned: Type.Integer(),
    links,
    features: Type.Array(Type.Ref('Feature')),
  },
  { $id: 'FeatureCollection' },
)

export const ogcSchemas = [
  OgcLink,
  OgcLanding,
  OgcConformance,
  OgcCollection,
  OgcCollections,
  Feature,
  FeatureCollection,
]
