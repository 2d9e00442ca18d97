import type { components } from '#api/contract/openapi.d.ts'
import type { BBox, Geometry, Position } from '#geodata/model/geojson.ts'

/** Shapes of `/api/imports` and `/api/reference-layers`, from the generated contract. */
type Schemas = components['schemas']

export type ImportJob = Omit<Schemas['Import'], 'layers'> & { layers: ImportLayer[] }
export type ImportState = ImportJob['state']
export type ImportEntry = Schemas['ImportList']['imports'][number]
export type ImportChoices = Schemas['ImportChoices']
export type ImportTarget = Schemas['ImportTarget']
export type ImportFinding = Schemas['ImportFinding']
export type Severity = ImportFinding['severity']
export type ImportAccept = Schemas['ImportAccept']
export type ImportAccount = Schemas['ImportAccount']
export type ImportRefused = Schemas['ImportRefused']
export type LayerRole = Schemas['LayerRole']
export type LayerEdit = Schemas['ReferenceLayerEdit']

type Crs = Schemas['ImportLayer']['crs']
export type CrsCandidate = { srid: number; centre: Position }
/** A box has four numbers and a position two, which the contract cannot say. */
export type ImportLayer = Omit<Schemas['ImportLayer'], 'bbox' | 'crs'> & {
  bbox: BBox | null
  crs: Omit<Crs, 'candidates'> & { candidates: CrsCandidate[] }
}
export type Collection = Extract<ImportTarget, { collection: unknown }>['collection']

/** `GET /api/imports/{id}/preview`. `severity`: 0 clean, 1 note, 2 warning, 3 error. */
export type PreviewFeature = {
  type: 'Feature'
  id: number
  geometry: Geometry
  properties: { row: number; title: string | null; severity: number; reason: string | null }
}
export type Preview = { type: 'FeatureCollection'; total: number; features: PreviewFeature[] }

export const severities: readonly Severity[] = ['error', 'warning', 'note']

export const layerRoles = [
  'plan',
  'red_line',
  'cadastre',
  'survey',
  'constraint',
  'water',
  'green',
  'rail',
  'block',
  'building',
  'other',
] as const satisfies readonly LayerRole[]
