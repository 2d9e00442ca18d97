import type { FieldValue, Layer } from '#geodata/formats/exchange.ts'
import { bboxOf } from '#geodata/geometry/bbox.ts'
import type { BBox, Geometry } from '#geodata/model/geojson.ts'
import type { FieldSummary, LayerMapping, LayerSummary, ImportFinding } from './import-protocol.ts'

/** Gathers what the page shows of a layer while its rows pass. */
export type LayerTotals = {
  rows: number
  samples: Map<string, string[]>
  bbox: BBox | null
  areaM2: number | null
  lengthM: number | null
  declaredM2: number | null
}

export const noTotals = (): LayerTotals => ({
  rows: 0,
  samples: new Map(),
  bbox: null,
  areaM2: null,
  lengthM: null,
  declaredM2: null,
})

const samplesKept = 3
const sampleLength = 60

/** Rows in which different values of a field are looked for. */
const sampledRows = 1000

/** The first different values of each field. */
export function keepSamples(totals: LayerTotals, properties: Record<string, FieldValue>): void {
  if (++totals.rows > sampledRows) return
  for (const name of Object.keys(properties)) {
    const value = properties[name]
    if (value == null || value === '') continue
    const known = totals.samples.get(name)
    if (!known) totals.samples.set(name, [String(value).slice(0, sampleLength)])
    else if (known.length < samplesKept) {
      const shown = String(value).slice(0, sampleLength)
      if (!known.includes(shown)) known.push(shown)
    }
  }
}

export function stretch(totals: LayerTotals, geometry: Geometry): void {
  const box = bboxOf(geometry)
  if (!box) return
  const known = totals.bbox
  totals.bbox = known
    ? [
        Math.min(known[0], box[0]),
        Math.min(known[1], box[1]),
        Math.max(known[2], box[2]),
        Math.max(known[3], box[3]),
      ]
    : box
}

export const plus = (sum: number | null, value: number | null): number | null =>
  value === null ? sum : (sum ?? 0) + value

const fieldsOf = (layer: Layer, { samples }: LayerTotals): FieldSummary[] =>
  layer.fields.map((field) => ({ ...field, samples: samples.get(field.name) ?? [] }))

export type Verdict = { chosen: boolean; mapping: LayerMapping | null; findings: ImportFinding[] }

export function summarise(layer: Layer, totals: LayerTotals, verdict: Verdict): LayerSummary {
  return {
    name: layer.name,
    format: layer.format,
    count: layer.count,
    declaredCount: layer.declaredCount,
    geometryTypes: layer.geometryTypes,
    crs: layer.crs,
    encoding: layer.encoding,
    asks: layer.asks,
    fields: fieldsOf(layer, totals),
    bbox: totals.bbox,
    totalAreaM2: totals.areaM2,
    totalLengthM: totals.lengthM,
    declaredAreaM2: totals.declaredM2,
    ...verdict,
  }
}

const asked = 200

/** Reads the beginning of a layer, enough to ask with: fields, samples, kinds of shapes. */
export function peek(layer: Layer): LayerTotals {
  const totals = noTotals()
  let looked = 0
  for (const { properties, geometry } of layer.features()) {
    keepSamples(totals, properties)
    if (geometry) stretch(totals, geometry)
    if (++looked >= asked) break
  }
  return totals
}
