import type { ExpressionSpecification } from 'maplibre-gl'

/** Circumference of the sphere that Web Mercator uses, in metres. */
const MERCATOR_CIRCUMFERENCE_M = 2 * Math.PI * 6378137
const TILE_PIXELS = 512
/** CSS defines 96 pixels as an inch. */
const METRES_PER_CSS_PIXEL = 0.0254 / 96

/** Ground metres under one screen pixel. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (MERCATOR_CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PIXELS * 2 ** zoom)

/** Denominator of the map scale on a screen of 96 pixels an inch. */
export const scaleDenominator = (lat: number, zoom: number): number =>
  metresPerPixel(lat, zoom) / METRES_PER_CSS_PIXEL

/**
 * Line width that follows the ground: `widthM` metres plus `extraPx` pixels, but never thinner than
 * `leastPx`. Pixels per metre double with each zoom level, hence the exponential base 2.
 */
export function groundWidth(
  widthM: ExpressionSpecification,
  lat: number,
  extraPx = 0,
  leastPx = 0,
): ExpressionSpecification {
  const at = (zoom: number): ExpressionSpecification => [
    '+',
    extraPx,
    ['max', leastPx, ['*', widthM, 1 / metresPerPixel(lat, zoom)]],
  ]
  return ['interpolate', ['exponential', 2], ['zoom'], 10, at(10), 22, at(22)]
}
