import type { Geometry, Position } from '#geodata/model/geojson.ts'

/** Well-known binary with the reference system in front (PostGIS), little-endian, as hexadecimal text. */
const typeCodes = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
} as const

const sridFlag = 0x20000000
const headerBytes = 5
const sridBytes = 4
const countBytes = 4
const positionBytes = 16

const lineBytes = (line: Position[]) => countBytes + line.length * positionBytes
const ringsBytes = (rings: Position[][]) => rings.reduce((sum, ring) => sum + lineBytes(ring), countBytes)

function bodyBytes(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return positionBytes
    case 'LineString':
      return lineBytes(geometry.coordinates)
    case 'Polygon':
      return ringsBytes(geometry.coordinates)
    case 'MultiPoint':
      return countBytes + geometry.coordinates.length * (headerBytes + positionBytes)
    case 'MultiLineString':
      return geometry.coordinates.reduce((sum, line) => sum + headerBytes + lineBytes(line), countBytes)
    case 'MultiPolygon':
      return geometry.coordinates.reduce((sum, rings) => sum + headerBytes + ringsBytes(rings), countBytes)
  }
}

class Writer {
  readonly bytes: Buffer
  #offset = 0

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size)
  }

  header(type: number): void {
    this.#offset = this.bytes.writeUInt8(1, this.#offset)
    this.count(type)
  }

  count(value: number): void {
    this.#offset = this.bytes.writeUInt32LE(value, this.#offset)
  }

  position(position: Position): void {
    this.#offset = this.bytes.writeDoubleLE(position[0], this.#offset)
    this.#offset = this.bytes.writeDoubleLE(position[1], this.#offset)
  }

  line(line: Position[]): void {
    this.count(line.length)
    for (const position of line) this.position(position)
  }

  rings(rings: Position[][]): void {
    this.count(rings.length)
    for (const ring of rings) this.line(ring)
  }
}

function writeBody(writer: Writer, geometry: Geometry): void {
  switch (geometry.type) {
    case 'Point':
      return writer.position(geometry.coordinates)
    case 'LineString':
      return writer.line(geometry.coordinates)
    case 'Polygon':
      return writer.rings(geometry.coordinates)
    case 'MultiPoint':
      writer.count(geometry.coordinates.length)
      for (const position of geometry.coordinates) {
        writer.header(typeCodes.Point)
        writer.position(position)
      }
      return
    case 'MultiLineString':
      writer.count(geometry.coordinates.length)
      for (const line of geometry.coordinates) {
        writer.header(typeCodes.LineString)
        writer.line(line)
      }
      return
    case 'MultiPolygon':
      writer.count(geometry.coordinates.length)
      for (const rings of geometry.coordinates) {
        writer.header(typeCodes.Polygon)
        writer.rings(rings)
      }
  }
}

export const storageSrid = 4490

/** A geometry as hexadecimal EWKB: what `$1::geometry` reads on both engines. */
export function encodeEwkb(geometry: Geometry, srid = storageSrid): string {
  const writer = new Writer(headerBytes + sridBytes + bodyBytes(geometry))
  writer.header(typeCodes[geometry.type] | sridFlag)
  writer.count(srid)
  writeBody(writer, geometry)
  return writer.bytes.toString('hex')
}
