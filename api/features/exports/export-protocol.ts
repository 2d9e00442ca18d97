import type { CoordinateTextOptions } from '#geodata/formats/coordinate-text-writer.ts'
import type { ExchangeField, Finding } from '#geodata/formats/exchange.ts'
import type { ShapefileOptions } from '#geodata/formats/shapefile-writer.ts'

/** What the exporting thread is started with. */
export type ThreadStart = {
  /** Write the file, or only say what the format cannot hold. */
  task: 'file' | 'limits'
  layerName: string
  fields: ExchangeField[]
  job:
    | { format: 'shapefile'; options: ShapefileOptions }
    | { format: 'coordinate-text'; options: CoordinateTextOptions; title: string }
}

/** Pages of GeoJSON features, each a JSON list in UTF-8; `null` ends them. */
export type ThreadRequest = { page: Uint8Array | null }

export type ThreadReply =
  | { kind: 'file'; bytes: Uint8Array }
  | { kind: 'limits'; findings: Finding[] }
  | { kind: 'refused'; reason: string; findings: Finding[] }
