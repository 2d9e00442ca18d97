import type { StyleSpecification } from 'maplibre-gl'
import type { MapPalette } from './palette.ts'

/** Places in the drawing order, from the ground up. A layer is added under the anchor of its slot. */
export const slots = [
  'basemap',
  'ground',
  'roads',
  'areas',
  'buildings',
  'lines',
  'points',
  'highlight',
  'draft',
  'labels',
  'top',
] as const
export type MapSlot = (typeof slots)[number]

export const anchorOf = (slot: MapSlot): string => `slot-${slot}`
export const ZONE_SOURCE = 'zone'

/** CSS families: without `glyphs` in the style every character is drawn here, from local fonts. */
export const textFont = ['Inter', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif']
/** The map reads the weight from the first name; no such family exists, so the next one is drawn. */
export const boldFont = ['Mujie SemiBold', ...textFont]

/** The empty map: land colour and the anchors. Everything else is mounted by layer components. */
export function baseStyle(palette: MapPalette): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': palette.ground.land } },
      ...slots.map((slot) => ({
        id: anchorOf(slot),
        type: 'background' as const,
        layout: { visibility: 'none' as const },
      })),
    ],
  }
}
