import type { components } from '#api/contract/openapi.d.ts'
import type { MapPalette } from '../style/palette.ts'

export type ChangeKind = components['schemas']['ComparedFeature']['change']

export const changeKinds = ['created', 'ended', 'boundary', 'fields'] as const satisfies readonly ChangeKind[]

/** Outlines of what differs between two days; the strokes differ too, never the colour alone. */
const colours: Record<MapPalette['name'], Record<ChangeKind, string>> = {
  light: { created: '#1f7347', ended: '#a8272f', boundary: '#a84a16', fields: '#1668b8' },
  dark: { created: '#62c48d', ended: '#f2868a', boundary: '#f09a64', fields: '#6db3f2' },
}

export const changeColours = ({ name }: MapPalette): Record<ChangeKind, string> => colours[name]
