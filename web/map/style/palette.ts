/**
 * Land colours, for the map and for every chip and bar that speaks of land. Hue and lightness differ between
 * states (checked by tests for three kinds of colour blindness), and what needs action carries a pattern too.
 */
export const parcelStatuses = [
  'supplied',
  'standard',
  'unsupplied',
  'idle',
  'disposing',
  'disposed',
  'reserve',
] as const
export type ParcelStatus = (typeof parcelStatuses)[number]

export const pipelineKinds = [
  'water',
  'rain',
  'sewage',
  'combined',
  'gas',
  'heat',
  'power',
  'telecom',
  'television',
  'tunnel',
] as const
export type PipelineKind = (typeof pipelineKinds)[number]

export type Pattern = 'solid' | 'horizontal' | 'diagonal-up' | 'diagonal-down' | 'dots'

/** The shape of a state never changes with the theme, so that grey prints of both read alike. */
export const statusPatterns: Record<ParcelStatus, Pattern> = {
  supplied: 'solid',
  standard: 'solid',
  unsupplied: 'horizontal',
  idle: 'diagonal-up',
  disposing: 'diagonal-down',
  disposed: 'solid',
  reserve: 'dots',
}

export type StatusInk = { colour: string; opacity: number }

export type MapPalette = {
  name: 'light' | 'dark'
  ground: {
    land: string
    block: string
    road: string
    roadCasing: string
    roadPlanned: string
    water: string
    green: string
    rail: string
  }
  status: Record<ParcelStatus, StatusInk>
  pipelines: Record<PipelineKind, string>
  gap: string
  building: string
  factory: string
  factoryEdge: string
  facility: string
  batch: string
  assessment: string
  label: string
  roadLabel: string
  halo: string
  accent: string
  hover: string
  unknown: string
}

export const lightPalette: MapPalette = {
  name: 'light',
  ground: {
    land: '#f3f1ea',
    block: '#ebe7dc',
    road: '#ffffff',
    roadCasing: '#d6d0c2',
    roadPlanned: '#e9e4d6',
    water: '#bfd7e4',
    green: '#d7e4c8',
    rail: '#8d8a83',
  },
  status: {
    supplied: { colour: '#b4bfb9', opacity: 0.7 },
    standard: { colour: '#18937a', opacity: 0.72 },
    unsupplied: { colour: '#e6a522', opacity: 0.62 },
    idle: { colour: '#c81533', opacity: 0.62 },
    disposing: { colour: '#8a4aa6', opacity: 0.6 },
    disposed: { colour: '#7fb0dc', opacity: 0.6 },
    reserve: { colour: '#f6f0d9', opacity: 0.9 },
  },
  pipelines: {
    water: '#1f78c1',
    rain: '#57a8de',
    sewage: '#7a5c2e',
    combined: '#4d6b57',
    gas: '#b98200',
    heat: '#d1495b',
    power: '#7d4fb5',
    telecom: '#2f9c6b',
    television: '#6b7a88',
    tunnel: '#17222d',
  },
  gap: '#ffffff',
  building: '#8ea79b',
  factory: '#5667ae',
  factoryEdge: '#3e4d8f',
  facility: '#17222d',
  batch: '#8a5a0b',
  assessment: '#5667ae',
  label: '#22303b',
  roadLabel: '#6a6558',
  halo: 'rgba(255,255,255,0.88)',
  accent: '#0b6e66',
  hover: '#17222d',
  unknown: '#c9c5ba',
}

export const darkPalette: MapPalette = {
  name: 'dark',
  ground: {
    land: '#141d20',
    block: '#1a2529',
    road: '#2a373c',
    roadCasing: '#0d1416',
    roadPlanned: '#1f2a2e',
    water: '#183a4a',
    green: '#1c3327',
    rail: '#6d7679',
  },
  status: {
    supplied: { colour: '#42606c', opacity: 0.55 },
    standard: { colour: '#26ac9a', opacity: 0.7 },
    unsupplied: { colour: '#d9a02c', opacity: 0.62 },
    idle: { colour: '#db574b', opacity: 0.64 },
    disposing: { colour: '#c09ae0', opacity: 0.7 },
    disposed: { colour: '#5b83d8', opacity: 0.55 },
    reserve: { colour: '#34352c', opacity: 0.8 },
  },
  pipelines: {
    water: '#58a6e8',
    rain: '#8bc6f0',
    sewage: '#c39a5c',
    combined: '#8fb39b',
    gas: '#e0b13c',
    heat: '#ee7f8d',
    power: '#b08ce0',
    telecom: '#5fc898',
    television: '#9fb0bd',
    tunnel: '#e6ecea',
  },
  gap: '#0d1416',
  building: '#5f7a80',
  factory: '#8a9be0',
  factoryEdge: '#b3c0f2',
  facility: '#e6ecea',
  batch: '#e0b155',
  assessment: '#9fb0f0',
  label: '#e3eae8',
  roadLabel: '#a9b4b3',
  halo: 'rgba(13,20,22,0.88)',
  accent: '#5fd3c4',
  hover: '#ffffff',
  unknown: '#49545a',
}

export const paletteFor = (isDark: boolean): MapPalette => (isDark ? darkPalette : lightPalette)

export const isParcelStatus = (value: unknown): value is ParcelStatus =>
  parcelStatuses.some((status) => status === value)

/** The same colours as CSS variables (`--st-idle`, `--pl-water`), for swatches, chips and bars. */
export function applyPalette(palette: MapPalette, root: HTMLElement): void {
  for (const [status, { colour }] of Object.entries(palette.status))
    root.style.setProperty(`--st-${status}`, colour)
  for (const [kind, colour] of Object.entries(palette.pipelines))
    root.style.setProperty(`--pl-${kind}`, colour)
  root.style.setProperty('--st-factory', palette.factory)
  root.style.setProperty('--map-land', palette.ground.land)
  root.style.setProperty('--map-water', palette.ground.water)
  root.style.setProperty('--map-green', palette.ground.green)
  root.style.setProperty('--map-road', palette.ground.road)
  root.style.setProperty('--map-road-case', palette.ground.roadCasing)
}
