import { roundArea } from '#geodata/geometry/units.ts'
import { ByteWriter } from './byte-writer.ts'
import type { Detail } from './mvt-geometry.ts'
import { GeometryRepacker, mvtType } from './mvt-geometry.ts'
import type { MvtValue } from './mvt-layer.ts'
import { MvtLayer } from './mvt-layer.ts'
import { tileExtent } from './tile-frame.ts'
import type { AttributeKind, TileAttribute, TileLayer } from './tile-layers.ts'
import { blocksLayer, truncatedLayer } from './tile-layers.ts'
import type { BlockRow, LayerRows } from './tile.queries.ts'
import { blockUnits, fieldSeparator } from './tile.queries.ts'
import { TwkbReader } from './twkb-reader.ts'

export type Drawing = {
  detail: Detail
  labels: boolean
  spareAttributes: boolean
  /** Features beyond so many bytes are left out. */
  maxBytes: number
}

export type DrawnLayer = { buffers: Buffer[]; size: number; shown: number }

function toValue(text: string, kind: AttributeKind): MvtValue {
  if (kind === 'text') return text
  const value = Number(text)
  return kind === 'mu' ? roundedMu(value) : value
}

/** `roundArea(m2, 'mu')`; its exact way through decimals is taken only where a half is near. */
export function roundedMu(areaM2: number): number {
  const hundredths = (areaM2 * 3) / 20
  const whole = Math.round(hundredths)
  const isClear = hundredths < 1e12 && Math.abs(Math.abs(hundredths - whole) - 0.5) > 1e-3
  return isClear ? whole / 100 : roundArea(areaM2, 'mu')
}

type KeyedAttribute = TileAttribute & { shapeKey: number; labelKey: number }

/** Shapes and records do not belong together: somebody's text holds a separator. */
export class MixedUpRecordsError extends Error {
  override readonly name = 'MixedUpRecordsError'
}

/** Id and label place come before the attributes of a record. */
const firstAttribute = 3

/** The shapes of a layer, and their labels as points of a layer of their own: one label for each feature. */
export function drawLayer(layer: TileLayer, rows: LayerRows, drawing: Drawing): DrawnLayer {
  const shapes = new MvtLayer(layer.name, rows.shapes.length * 2 + rows.count * 24)
  const labels = new MvtLayer(`${layer.name}_labels`, 256)
  const attributes: KeyedAttribute[] = layer.attributes.map((attribute) => ({
    ...attribute,
    shapeKey: attribute.spare && !drawing.spareAttributes ? -1 : shapes.key(attribute.name),
    labelKey: attribute.label ? labels.key(attribute.name) : -1,
  }))
  const fieldCount = firstAttribute + attributes.length
  if (rows.records.length !== rows.count) throw new MixedUpRecordsError(layer.name)
  const reader = new TwkbReader(rows.shapes)
  const repacker = new GeometryRepacker(drawing.detail)
  const geometry = new ByteWriter(512)
  for (const record of rows.records) {
    geometry.clear()
    const type = repacker.next(reader, geometry)
    if (type === mvtType.none) continue
    if (shapes.size + geometry.length > drawing.maxBytes) continue
    const fields = record.split(fieldSeparator)
    if (fields.length !== fieldCount) throw new MixedUpRecordsError(layer.name)
    const id = Number(fields[0])
    const isLabelled = drawing.labels && isLabelHere(fields[1]!, fields[2]!)
    for (let i = 0; i < attributes.length; i++) {
      const text = fields[i + firstAttribute]
      if (!text) continue
      const { as, own, shapeKey, labelKey } = attributes[i]!
      const value = toValue(text, as)
      if (shapeKey >= 0) {
        if (own) shapes.ownAttribute(shapeKey, value)
        else shapes.attribute(shapeKey, value)
      }
      if (isLabelled && labelKey >= 0) {
        if (own) labels.ownAttribute(labelKey, value)
        else labels.attribute(labelKey, value)
      }
    }
    shapes.feature(id, type, geometry)
    if (isLabelled) labels.pointFeature(id, Number(fields[1]), Number(fields[2]))
  }
  return collect([shapes, labels], shapes.featureCount)
}

/** A label belongs to the one tile that its point lies in, never to a neighbour's buffer. */
function isLabelHere(x: string, y: string): boolean {
  if (x === '' || y === '') return false
  const column = Number(x)
  const row = Number(y)
  return column >= 0 && column < tileExtent && row >= 0 && row < tileExtent
}

function collect(layers: MvtLayer[], shown: number): DrawnLayer {
  const buffers = layers.map((layer) => layer.finish()).filter((buffer) => buffer !== undefined)
  return { buffers, size: buffers.reduce((sum, { length }) => sum + length, 0), shown }
}

type Block = { column: number; row: number; status: string; statusM2: number; count: number; areaM2: number }

/** One square for each block: all its parcels counted, the status that covers most of its land. */
function sumBlocks(rows: BlockRow[]): Block[] {
  const blocks = new Map<number, Block>()
  for (const { column, row, status, count, areaM2 } of rows) {
    const key = row * tileExtent + column
    const block = blocks.get(key)
    if (!block) {
      blocks.set(key, { column, row, status, statusM2: areaM2, count, areaM2 })
      continue
    }
    block.count += count
    block.areaM2 += areaM2
    const leads = areaM2 > block.statusM2 || (areaM2 === block.statusM2 && status < block.status)
    if (leads) Object.assign(block, { status, statusM2: areaM2 })
  }
  return [...blocks.values()]
}

/** Parcels far out or too many: squares with dominant status, count and 亩. */
export function drawBlocks(rows: BlockRow[]): DrawnLayer {
  const layer = new MvtLayer(blocksLayer.name)
  const geometry = new ByteWriter(64)
  const keys = { status: layer.key('status'), count: layer.key('count'), mu: layer.key('mu') }
  const blocks = sumBlocks(rows)
  for (const { column, row, status, count, areaM2 } of blocks) {
    layer.attribute(keys.status, status)
    layer.attribute(keys.count, count)
    layer.attribute(keys.mu, roundArea(areaM2, 'mu'))
    geometry.clear()
    writeSquare(geometry, column * blockUnits, row * blockUnits, blockUnits)
    layer.feature(row * (tileExtent / blockUnits) + column + 1, mvtType.polygon, geometry)
  }
  return collect([layer], blocks.length)
}

/** MoveTo, three LineTo, ClosePath; clockwise on the screen. All numbers are positive but the last. */
function writeSquare(out: ByteWriter, x: number, y: number, side: number): void {
  for (const value of [9, 2 * x, 2 * y, (3 << 3) | 2, 2 * side, 0, 0, 2 * side, 2 * side - 1, 0, 15]) {
    out.varint(value)
  }
}

export type LeftOut = { layer: string; shown: number; total: number }

/** Says which layers of a tile are not complete: a point in its middle for each. */
export function drawLeftOut(notes: LeftOut[]): DrawnLayer {
  const layer = new MvtLayer(truncatedLayer.name)
  const keys = { layer: layer.key('layer'), shown: layer.key('shown'), total: layer.key('total') }
  notes.forEach((note, index) => {
    layer.attribute(keys.layer, note.layer)
    layer.attribute(keys.shown, note.shown)
    layer.attribute(keys.total, note.total)
    layer.pointFeature(index + 1, tileExtent / 2, tileExtent / 2)
  })
  return collect([layer], notes.length)
}
