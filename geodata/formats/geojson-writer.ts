import { snapToGrid } from '../geometry/grid.ts'
import type { ExportFeature, ExportLayer } from './export.ts'
import { concat } from './bytes.ts'

/** Pieces are handed on when they reach about this many characters. */
const pieceCharacters = 1 << 16

/** Coordinates on the storage grid: nine decimals, so that a valid polygon stays valid. */
const featureText = ({ id, geometry, properties }: ExportFeature): string =>
  JSON.stringify({
    type: 'Feature',
    ...(id === undefined ? {} : { id }),
    geometry: geometry && snapToGrid(geometry),
    properties,
  })

/** A feature collection (RFC 7946) piece by piece, for a response that is sent while it is written. */
export function* geojsonPieces({ name, features }: ExportLayer): Generator<string> {
  let piece = `{"type":"FeatureCollection","name":${JSON.stringify(name)},"features":[\n`
  let separator = ''
  for (const feature of features) {
    piece += separator + featureText(feature)
    separator = ',\n'
    if (piece.length < pieceCharacters) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n]}\n`
}

/** The same at once. */
export const writeGeojson = (layer: ExportLayer): Uint8Array => {
  const encoder = new TextEncoder()
  const pieces: Uint8Array[] = []
  for (const piece of geojsonPieces(layer)) pieces.push(encoder.encode(piece))
  return concat(pieces)
}
