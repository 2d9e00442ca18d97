/** GeoJSON shapes (RFC 7946). Positions are `[lng, lat]` in degrees, CGCS2000 (EPSG:4490). */
export type Position = [number, number]
export type Ring = Position[]

export type PointGeometry = { type: 'Point'; coordinates: Position }
export type MultiPointGeometry = { type: 'MultiPoint'; coordinates: Position[] }
export type LineStringGeometry = { type: 'LineString'; coordinates: Position[] }
export type MultiLineStringGeometry = { type: 'MultiLineString'; coordinates: Position[][] }
export type PolygonGeometry = { type: 'Polygon'; coordinates: Ring[] }
export type MultiPolygonGeometry = { type: 'MultiPolygon'; coordinates: Ring[][] }

export type Geometry =
  | PointGeometry
  | MultiPointGeometry
  | LineStringGeometry
  | MultiLineStringGeometry
  | PolygonGeometry
  | MultiPolygonGeometry

export type GeometryType = Geometry['type']
export type ArealGeometry = PolygonGeometry | MultiPolygonGeometry

export type Properties = Record<string, unknown>

export type Feature<G extends Geometry = Geometry> = {
  type: 'Feature'
  id?: string | number
  geometry: G
  properties: Properties
}

export type FeatureCollection<G extends Geometry = Geometry> = {
  type: 'FeatureCollection'
  features: Feature<G>[]
}

/** West, south, east, north in the unit of the coordinates. */
export type BBox = [number, number, number, number]
