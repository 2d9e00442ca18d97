import { parentPort, workerData } from 'node:worker_threads'
import type { TextParcel } from '#geodata/formats/coordinate-text-writer.ts'
import { coordinateTextLimits, writeCoordinateText } from '#geodata/formats/coordinate-text-writer.ts'
import type { ExportFeature, ExportLayer } from '#geodata/formats/export.ts'
import { shapefileLimits, writeShapefile } from '#geodata/formats/shapefile-writer.ts'
import type { ThreadReply, ThreadRequest, ThreadStart } from './export-protocol.ts'

/**
 * Formats whose writers walk the rows several times: in a thread of its own, so that no other request waits.
 * A large export is kept as the JSON it came as and parsed anew on each walk, a fifth of the memory of objects.
 */
const start = workerData as ThreadStart
const decoder = new TextDecoder()
const mostParsedBytes = 100 * 1024 * 1024

const pages: Uint8Array[] = []
const parsed: ExportFeature[][] = []
let bytes = 0

const parse = (page: Uint8Array) => JSON.parse(decoder.decode(page)) as ExportFeature[]

function take(page: Uint8Array): void {
  bytes += page.length
  if (bytes <= mostParsedBytes) parsed.push(parse(page))
  else pages.push(page)
}

const features: Iterable<ExportFeature> = {
  *[Symbol.iterator]() {
    for (const page of parsed) yield* page
    for (const page of pages) yield* parse(page)
  },
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The six texts and the area that a coordinate file holds of a feature. */
function parcelsOf(title: string): Iterable<TextParcel> {
  return {
    *[Symbol.iterator]() {
      for (const { id, geometry, properties } of features) {
        if (!geometry) continue
        const declared = properties['declared_area_m2']
        yield {
          code: textOf(properties['code']) || textOf(properties[title]) || String(id),
          name: textOf(properties['name']),
          geometry,
          declaredAreaM2: typeof declared === 'number' ? declared : null,
          landClass: textOf(properties['land_use_code']),
        }
      }
    },
  }
}

function answer(): ThreadReply {
  const { task, job, layerName, fields } = start
  if (job.format === 'shapefile') {
    const layer: ExportLayer = { name: layerName, fields, features }
    if (task === 'limits') return { kind: 'limits', findings: shapefileLimits(layer, job.options) }
    const written = writeShapefile([layer], job.options)
    return written.ok ? { kind: 'file', bytes: written.bytes } : { kind: 'refused', ...written }
  }
  const parcels = parcelsOf(job.title)
  if (task === 'limits') return { kind: 'limits', findings: coordinateTextLimits(parcels, job.options) }
  const written = writeCoordinateText(parcels, job.options)
  return written
    ? { kind: 'file', bytes: written }
    : { kind: 'refused', reason: 'crs_not_supported', findings: [] }
}

parentPort!.on('message', ({ page }: ThreadRequest) => {
  if (page) take(page)
  else {
    const reply = answer()
    parentPort!.postMessage(reply, reply.kind === 'file' ? [reply.bytes.buffer as ArrayBuffer] : [])
    parentPort!.close()
  }
})
