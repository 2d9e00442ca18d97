import type { ExpressionSpecification } from 'maplibre-gl'

/** `match` over a property with a value per key; the style language wants a flat list. */
export function matchProperty(
  property: string,
  values: Record<string, string | number>,
  otherwise: string | number,
): ExpressionSpecification {
  const pairs = Object.entries(values).flatMap(([key, value]) => [key, value])
  return ['match', ['get', property], ...pairs, otherwise] as unknown as ExpressionSpecification
}

/** Full strength, unless a draft stands in for the feature. */
export const unlessHidden = (opacity: number | ExpressionSpecification): ExpressionSpecification => [
  'case',
  ['boolean', ['feature-state', 'hidden'], false],
  0,
  opacity,
]

/** Only the parts of a layer that are switched on. */
export const onlyParts = (field: string, parts: readonly string[]): ExpressionSpecification =>
  ['in', ['get', field], ['literal', [...parts]]] as ExpressionSpecification

/** Fades everything that is not among the ids looked at; null looks at everything. */
export function unlessOutOfFocus(
  opacity: number,
  ids: readonly number[] | null,
): number | ExpressionSpecification {
  if (!ids) return opacity
  return ['case', ['in', ['id'], ['literal', [...ids]]], opacity, opacity * 0.18]
}
