import { parcelStatuses, pipelineKinds } from '../style/palette.ts'

/** A line of the layer panel. Parts can be switched alone: `parcels.idle`, `pipelines.water`. */
export type LayerNode = { id: string; collection: string; parts: readonly string[]; partField?: string }
export type LayerGroup = { titleKey: string; layers: readonly LayerNode[] }

const plain = (collection: string): LayerNode => ({ id: collection, collection, parts: [] })

export const layerGroups: readonly LayerGroup[] = [
  {
    titleKey: 'layers.land',
    layers: [{ id: 'parcels', collection: 'parcels', parts: parcelStatuses, partField: 'status' }],
  },
  {
    titleKey: 'layers.works',
    layers: [
      plain('roads'),
      { id: 'pipelines', collection: 'pipelines', parts: pipelineKinds, partField: 'kind' },
      plain('facilities'),
      plain('factory-buildings'),
    ],
  },
  { titleKey: 'layers.planning', layers: [plain('approval-batches'), plain('assessments')] },
]

/** Layer of the vector tiles that holds a collection. */
export const tileLayerOf = (collection: string): string => collection.replaceAll('-', '_')
export const collectionOfTileLayer = (tileLayer: string): string => tileLayer.replaceAll('_', '-')
