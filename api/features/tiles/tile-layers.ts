import { findCollection, spatialCollections, viewCollectionIds } from '#geodata/model/collections.ts'

/** How an attribute's text becomes a value: `mu` from m². Empty text means that there is none. */
export type AttributeKind = 'text' | 'integer' | 'number' | 'mu'
export type TileAttribute = {
  name: string
  sql: string
  as: AttributeKind
  /** Labels carry it too. */
  label?: boolean
  /** No two features of a zone share it. */
  own?: boolean
  /** Left out first where a tile would become too large. */
  spare?: boolean
}

/** What a layer of a tile is made of. */
export type TileLayer = {
  /** Name in the tile; labels are in `<name>_labels`. */
  name: string
  /** Collection whose changes show in it. */
  collection: string
  table: string
  geometry: 'polygon' | 'line' | 'point' | 'any'
  minZoom: number
  attributes: readonly TileAttribute[]
  /** Where the label of a feature stands: an SQL point in Web Mercator, one for each feature. */
  labelSql?: string
  /** Of the size that labels are thinned by at low zooms, in m². */
  areaSql?: string
  /**
   * SQL that only rows of the layer satisfy, for far-out tiles: it spares a view from looking at the facts of
   * every parcel.
   */
  candidates?: string
  /** SQL that must hold at zooms below `belowZoom`: less important features come later. */
  thinned?: readonly { belowZoom: number; where: string }[]
}

/** A set of tiles under one address: `/tiles/{id}/…`. */
export type TileSet = { id: string; layers: readonly TileLayer[]; referenceSlug?: string }

const text = (name: string, label = false): TileAttribute => ({ name, sql: name, as: 'text', label })
const code = (name: string, label = false): TileAttribute => ({ name, sql: name, as: 'text', label })
const integer = (name: string, sql = name): TileAttribute => ({ name, sql, as: 'integer' })
const number = (name: string, sql = name): TileAttribute => ({ name, sql, as: 'number' })

/** Declared acreage where there is one, otherwise the computed one. */
const mu: TileAttribute = {
  name: 'mu',
  sql: 'coalesce(declared_area_m2::text, area_ellipsoidal_m2::text)',
  as: 'mu',
  label: true,
}

const ownLabel = { labelSql: 'label_3857', areaSql: 'area_ellipsoidal_m2' }

/** The only parcels that the view of unsupplied or idle land can hold. */
const remediated = (kind: 'unsupplied' | 'idle'): string => `id in (
    select id from parcel where zone_id = $1 and status = '${kind}'
    union select parcel_id from remediation where zone_id = $1 and kind = '${kind}')`

/** Below this zoom parcels may be drawn as blocks, when there are many. */
export const firstParcelZoom = 12

const layersByCollection: Record<string, TileLayer> = {
  parcels: {
    name: 'parcels',
    collection: 'parcels',
    table: 'parcel',
    geometry: 'polygon',
    minZoom: 0,
    attributes: [
      { ...text('code', true), own: true },
      code('status', true),
      code('land_use_code'),
      mu,
      { ...text('name', true), spare: true },
    ],
    ...ownLabel,
  },
  'approval-batches': {
    name: 'approval_batches',
    collection: 'approval-batches',
    table: 'approval_batch',
    geometry: 'polygon',
    minZoom: 8,
    attributes: [text('code', true), integer('year', 'extract(year from approved_on)::int')],
    ...ownLabel,
  },
  assessments: {
    name: 'assessments',
    collection: 'assessments',
    table: 'assessment',
    geometry: 'polygon',
    minZoom: 8,
    attributes: [text('code'), code('kind', true), text('name', true)],
    ...ownLabel,
  },
  roads: {
    name: 'roads',
    collection: 'roads',
    table: 'road',
    geometry: 'line',
    minZoom: 6,
    attributes: [
      text('code'),
      text('name'),
      code('class'),
      code('status'),
      number('width', 'red_line_width_m'),
    ],
    thinned: [
      { belowZoom: 8, where: "class = 'expressway'" },
      { belowZoom: 10, where: "class in ('expressway', 'main')" },
      { belowZoom: 12, where: "class <> 'branch'" },
    ],
  },
  pipelines: {
    name: 'pipelines',
    collection: 'pipelines',
    table: 'pipeline',
    geometry: 'line',
    minZoom: 11,
    attributes: [code('kind'), code('status'), text('code')],
  },
  facilities: {
    name: 'facilities',
    collection: 'facilities',
    table: 'facility',
    geometry: 'point',
    minZoom: 10,
    attributes: [code('kind'), text('name'), code('status')],
  },
  'factory-buildings': {
    name: 'factory_buildings',
    collection: 'factory-buildings',
    table: 'factory_building',
    geometry: 'polygon',
    minZoom: 13,
    attributes: [text('name', true), code('status'), integer('storeys', 'storeys_above')],
    ...ownLabel,
  },
  ...Object.fromEntries(
    viewCollectionIds.map((id) => [
      id,
      {
        name: id.replaceAll('-', '_'),
        collection: id,
        table: id.replaceAll('-', '_'),
        geometry: 'polygon',
        minZoom: 0,
        attributes: [
          text('code', true),
          ...(id === 'standard-land' ? [] : [code('state', true)]),
          code('land_use_code'),
          mu,
          text('name', true),
        ],
        ...ownLabel,
        ...(id !== 'standard-land' && { candidates: remediated(id === 'idle-land' ? 'idle' : 'unsupplied') }),
      } satisfies TileLayer,
    ]),
  ),
}

/** Reference features of every layer of a zone; the label of an area is found as the tile is made. */
export const referenceLayer: TileLayer = {
  name: 'reference',
  collection: 'reference',
  table: 'reference_feature',
  geometry: 'any',
  minZoom: 0,
  attributes: [
    { name: 'layer', sql: 'layer_slug', as: 'text', label: true },
    { name: 'role', sql: 'layer_role', as: 'text', label: true },
    text('name', true),
  ],
  labelSql: `case when area_ellipsoidal_m2 is null or coalesce(name, '') = '' then null
      when ST_NPoints(geom_3857) < 2000 then ST_PointOnSurface(geom_3857) else ST_Centroid(geom_3857) end`,
  areaSql: 'area_ellipsoidal_m2',
}

type ExtraLayer = { name: string; description: string; fields: Record<string, string> }

/** Parcels far out, or where there are too many: squares with dominant status. */
export const blocksLayer: ExtraLayer = {
  name: 'parcel_cells',
  description: 'parcels summed in squares',
  fields: { status: 'String', count: 'Number', mu: 'Number' },
}

/** Names the layers of a tile that do not show everything. */
export const truncatedLayer: ExtraLayer = {
  name: 'truncated',
  description: 'layers of this tile that are not complete',
  fields: { layer: 'String', shown: 'Number', total: 'Number' },
}

export const zoneSetId = 'zone'
const referencePrefix = 'reference-'

const drawnOrder = [
  'approval-batches',
  'assessments',
  'parcels',
  'factory-buildings',
  'roads',
  'pipelines',
  'facilities',
]

const zoneSet: TileSet = {
  id: zoneSetId,
  layers: [...drawnOrder.map((id) => layersByCollection[id]!), referenceLayer],
}

const setIds = new Set<string>([...spatialCollections.map(({ id }) => id), ...viewCollectionIds])

/** The tile set of an address; undefined when no collection has this name. Reference layers may not exist. */
export function findTileSet(id: string): TileSet | undefined {
  if (id === zoneSetId) return zoneSet
  if (setIds.has(id)) {
    const own = layersByCollection[id]!
    // Asked for by itself a collection shows at every zoom.
    return { id, layers: [{ ...own, minZoom: 0 }] }
  }
  if (id.startsWith(referencePrefix) && id.length > referencePrefix.length) {
    return { id, layers: [referenceLayer], referenceSlug: id.slice(referencePrefix.length) }
  }
  return undefined
}

const ownShapes = new Set<string>(spatialCollections.map(({ id }) => id))

/** Whether a change of something in `collection` may show in a tile set. */
export function isShownIn(setId: string, collection: string): boolean {
  if (setId === zoneSetId || setId === collection) return true
  if (collection.startsWith(referencePrefix) || collection === 'reference') {
    return setId.startsWith(referencePrefix) && (collection === 'reference' || collection === setId)
  }
  // A parcel and the facts that hang on it decide its status and the views.
  const parcelsAndViews = setId === 'parcels' || viewCollectionIds.some((id) => id === setId)
  if (ownShapes.has(collection)) return collection === 'parcels' && parcelsAndViews
  return findCollection(collection) === undefined || parcelsAndViews
}
