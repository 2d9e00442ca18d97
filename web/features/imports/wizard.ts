import { findCollection } from '#geodata/model/collections.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type {
  Collection,
  ImportChoices,
  ImportFinding,
  ImportJob,
  ImportLayer,
  ImportRefused,
  ImportState,
  ImportTarget,
  LayerRole,
  Severity,
} from './import-wire.ts'
import { severities } from './import-wire.ts'

/** What the pages of an import decide without a screen. */
export const steps = ['choose', 'check', 'accept', 'account'] as const
export type Step = (typeof steps)[number]

export const uploadLimitBytes = 200 * 1024 * 1024

/** While a job is in one of these it is worth asking again. */
export const isBusy = (state: ImportState): boolean => state === 'reading' || state === 'storing'

/** Where a person is. What is checked can be looked at or accepted: that is theirs to say. */
export function stepOf(state: ImportState, wantsToAccept: boolean): Step {
  if (state === 'stored') return 'account'
  if (state === 'storing') return 'accept'
  return state === 'checked' && wantsToAccept ? 'accept' : 'check'
}

export const chosenLayer = ({ layers }: Pick<ImportJob, 'layers'>): ImportLayer | undefined =>
  layers.find(({ chosen }) => chosen) ?? layers[0]

export const collectionOf = (target: ImportTarget | undefined): Collection | undefined =>
  target && 'collection' in target ? target.collection : undefined

/** What a person is about to change about the target, until it is checked again. */
export type TargetForm = {
  kind: 'collection' | 'reference'
  collection: Collection
  title: string
  titleEn: string
  role: LayerRole
  colour: string
  /** Property by field; empty leaves the field out. */
  mapping: Record<string, string>
}

/** Told apart from each other and from the states of parcels, on both themes. */
export const layerColours = [
  '#c02638',
  '#b35c00',
  '#7a5c2e',
  '#2f7d4f',
  '#1f78c1',
  '#5667ae',
  '#8a4aa6',
] as const

const roleOf = (role: string | undefined): LayerRole => (role ?? 'plan') as LayerRole

export function formOf(layer: ImportLayer): TargetForm {
  const target = layer.mapping?.target
  const reference = target && 'reference' in target ? target.reference : undefined
  const mapped = target && 'collection' in target ? (layer.mapping?.fields ?? {}) : {}
  return {
    kind: reference || !target ? 'reference' : 'collection',
    collection: collectionOf(target) ?? 'parcels',
    title: reference?.title ?? layer.name,
    titleEn: reference?.titleEn ?? '',
    role: roleOf(reference?.role),
    colour: String(reference?.style?.['colour'] ?? layerColours[5]),
    mapping: Object.fromEntries(layer.fields.map(({ name }) => [name, mapped[name] ?? ''])),
  }
}

/**
 * The choices that say what the form says. A mapping counts only for the collection that it was made for;
 * after a change of collection the server maps the fields anew.
 */
export function choicesOf(form: TargetForm, layer: ImportLayer): ImportChoices {
  if (form.kind === 'reference') {
    const { title, titleEn, role, colour } = form
    const english = titleEn.trim()
    return {
      target: {
        reference: { title: title.trim(), ...(english && { titleEn: english }), role, style: { colour } },
      },
    }
  }
  const target = { collection: form.collection }
  const isSame = collectionOf(layer.mapping?.target) === form.collection
  if (!isSame) return { target }
  return {
    target,
    mapping: Object.fromEntries(Object.entries(form.mapping).map(([field, to]) => [field, to || null])),
  }
}

export const isChanged = (form: TargetForm, layer: ImportLayer): boolean =>
  JSON.stringify(choicesOf(form, layer)) !== JSON.stringify(choicesOf(formOf(layer), layer))

/** Properties that a field may become; those taken by other fields are left out. */
export function choosableProperties(form: TargetForm, field: string): string[] {
  const taken = new Set(Object.entries(form.mapping).flatMap(([other, to]) => (other === field ? [] : to)))
  const fields = findCollection(form.collection)?.fields ?? []
  return fields.filter(({ name, computed }) => !computed && !taken.has(name)).map(({ name }) => name)
}

/** Required properties that no field becomes. */
export function missingProperties({ collection, mapping }: TargetForm): string[] {
  const given = new Set(Object.values(mapping))
  const fields = findCollection(collection)?.fields ?? []
  return fields
    .filter((field) => field.required && !field.computed && !given.has(field.name))
    .filter((field) => !(field.type === 'code' && field.fallback))
    .map(({ name }) => name)
}

export type FindingGroup = { code: string; count: number }
export type SeverityGroup = { severity: Severity; count: number; groups: FindingGroup[] }

/** Counts by severity and code, the worst and most frequent first; severities without findings are left out. */
export function groupFindings(counts: ImportLayer['findingCounts']): SeverityGroup[] {
  return severities.flatMap((severity) => {
    const groups = counts
      .filter((count) => count.severity === severity)
      .map(({ code, count }) => ({ code, count }))
      .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code))
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    return groups.length > 0 ? [{ severity, count, groups }] : []
  })
}

export type FindingIndex = ReadonlyMap<string, ImportFinding>
const indexKey = (row: number | undefined, code: string): string => `${row}/${code}`

/** The first finding of each kind on each row. */
export function indexFindings(findings: readonly ImportFinding[]): FindingIndex {
  return new Map(findings.toReversed().map((finding) => [indexKey(finding.row, finding.code), finding]))
}

/** The finding for which a row was refused, when it is among those known. */
export const findingBehind = (index: FindingIndex, { row, reason }: Pick<ImportRefused, 'row' | 'reason'>) =>
  index.get(indexKey(row, reason))

/** What a spreadsheet would take for a formula is told to be text (CWE-1236). */
const cell = (value: string | number | null): string => {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The refused rows as a table that Excel opens: UTF-8 with its mark, CRLF. */
export function refusedCsv(
  heads: readonly [row: string, title: string, reason: string],
  refused: readonly ImportRefused[],
  reasonText: (refused: ImportRefused) => string,
): string {
  const lines = refused.map((one) => [one.row, one.title, reasonText(one)].map(cell).join(','))
  return `\uFEFF${[heads.map(cell).join(','), ...lines].join('\r\n')}\r\n`
}

const BYTE_STEPS = ['B', 'kB', 'MB', 'GB'] as const

/** 1 536 → `1.5 kB`; steps of 1024, as files are limited. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(BYTE_STEPS.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** step
  return `${step === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${BYTE_STEPS[step]}`
}

/** The place and scale at which a box fills an ordinary window; a point gets the scale of a parcel. */
export function viewOf([west, south, east, north]: BBox): { lng: number; lat: number; zoom: number } {
  const lat = (south + north) / 2
  const spanDegrees = Math.max(east - west, (north - south) / Math.cos((lat * Math.PI) / 180), 0.002)
  // 512-pixel tiles: at zoom 0 the globe is one of them, and a window holds about one and a half.
  const zoom = Math.log2((360 / spanDegrees) * 1.4)
  return { lng: (west + east) / 2, lat, zoom: Math.min(17, Math.floor(zoom * 10) / 10) }
}
