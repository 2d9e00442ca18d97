import type { BBox, Position } from '../model/geojson.ts'
import { type Archive, type ArchiveEntry } from './archive.ts'
import { readCsv } from './csv.ts'
import { type DbfFile, columnNames, dbfReader, exchangeFields, openDbf, tellingCells } from './dbf-reader.ts'
import {
  type EncodingName,
  cellsDecode,
  decode,
  detectCellEncoding,
  detectEncoding,
  encodingNamed,
} from './encoding.ts'
import type { EncodingAnswer, ExchangeField, Finding, Layer, ReadRequest, SourceFeature } from './exchange.ts'
import type { FindingCode } from './finding-codes.ts'
import type { FindingLog } from './findings.ts'
import { layerOf, stemOf } from './layer.ts'
import { type Placement, placementOf } from './placement.ts'
import { readPrj } from './prj.ts'
import { type ShpFile, openShp, readShape } from './shp-reader.ts'

/** The files of one shapefile, unpacked. */
export type ShapefileParts = {
  name: string
  shp: Uint8Array
  shx?: Uint8Array
  dbf?: Uint8Array
  prj?: Uint8Array
  cpg?: Uint8Array
  /** Our own list of full field names (`字段对照.csv`). */
  fieldMap?: Uint8Array
}

/** File in an exported archive that gives the full names of fields that .dbf had to shorten. */
export const fieldMapName = '字段对照.csv'

const parts = ['shp', 'shx', 'dbf', 'prj', 'cpg'] as const
type Part = (typeof parts)[number]

/** Language driver ids that name one code page; 0x57 and 0x03 are written by habit and prove nothing. */
const languageDrivers: Record<number, EncodingName> = {
  0x4d: 'gb18030',
  0x7a: 'gb18030',
  0x4f: 'big5',
  0x78: 'big5',
  0x13: 'shift_jis',
  0x7b: 'shift_jis',
}

/** Label, driver id, content — and a label that its own text contradicts is not believed. */
const encodingOf = (
  dbf: DbfFile | null,
  cpg: Uint8Array | undefined,
  asked: string | undefined,
): { answer: EncodingAnswer; findings: Finding[] } => {
  const chosen = asked === undefined ? null : encodingNamed(asked)
  if (chosen) return { answer: { name: chosen, how: 'asked', candidates: [] }, findings: [] }
  const cells = dbf ? tellingCells(dbf) : []
  const labels: { how: 'cpg' | 'ldid'; name: EncodingName | null; label: string }[] = []
  if (cpg) {
    const label = decode(cpg.subarray(0, 64), 'utf-8').replace('\uFEFF', '').trim()
    labels.push({ how: 'cpg', label, name: encodingNamed(label) })
  }
  const driver = languageDrivers[dbf?.languageDriver ?? 0]
  if (driver) labels.push({ how: 'ldid', label: String(dbf?.languageDriver), name: driver })
  const findings: Finding[] = []
  for (const { how, label, name } of labels) {
    if (name && cellsDecode(cells, name)) return { answer: { name, how, candidates: [] }, findings }
    const code = name ? 'encoding_contradicted' : 'encoding_not_understood'
    findings.push({ code, severity: 'warning', detail: { how, label } })
  }
  return { answer: detectCellEncoding(cells), findings }
}

const pointExtent = (file: ShpFile): BBox | null => {
  const extent: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  const look = (x: number, y: number): Position => {
    extent[0] = Math.min(extent[0], x)
    extent[1] = Math.min(extent[1], y)
    extent[2] = Math.max(extent[2], x)
    extent[3] = Math.max(extent[3], y)
    return [x, y]
  }
  for (let i = 0; i < Math.min(file.records.length, 200); i++) readShape(file, i, look, () => undefined)
  return extent.every(Number.isFinite) ? extent : null
}

/** Columns of the field map: layer, field in .dbf, full name, type. */
const fullNames = (map: Uint8Array | undefined, layer: string): Map<string, ExchangeField> => {
  const names = new Map<string, ExchangeField>()
  if (!map) return names
  const encoding = encodingNamed(detectEncoding(map).name ?? 'gb18030') ?? 'gb18030'
  for (const [ofLayer, short, name, type] of readCsv(decode(map, encoding)).slice(1)) {
    if (ofLayer !== layer || !short || !name || name === '__proto__') continue
    // Names that look like formulas are written with an apostrophe.
    const full = name.replace(/^'(?=[=+\-@])/, '')
    names.set(short, { name: full, type: (type as ExchangeField['type'] | undefined) ?? 'text' })
  }
  return names
}

const structureFindings = (file: ShpFile, dbf: DbfFile | null, given: ShapefileParts): Finding[] => {
  const findings: Finding[] = []
  const say = (code: FindingCode, severity: Finding['severity'], detail?: Finding['detail']): void => {
    findings.push({ code, severity, ...(detail ? { detail } : {}) })
  }
  const rows = file.records.length
  if (file.truncated) say('shp_truncated', 'error', { rows })
  if (!given.dbf) say('dbf_missing', 'warning')
  else if (!dbf) say('dbf_damaged', 'error')
  else {
    if (dbf.count < dbf.declaredCount)
      say('dbf_truncated', 'error', { declared: dbf.declaredCount, rows: dbf.count })
    if (dbf.count !== rows) say('record_counts_differ', 'warning', { shapes: rows, attributes: dbf.count })
  }
  return findings
}

type Open = {
  file: ShpFile
  dbf: DbfFile | null
  names: string[]
  encoding: EncodingName
  placement: Placement
}

function* walk({ file, dbf, names, encoding, placement }: Open, log: FindingLog): Generator<SourceFeature> {
  const reader = dbf ? dbfReader(dbf, names, encoding) : null
  for (let index = 0; index < file.records.length; index++) {
    const row = index + 1
    if (reader?.isDeleted(index)) {
      log.tally('record_deleted', 'note', row)
      continue
    }
    const properties =
      reader?.read(index, (code, column) => log.tally(code, 'warning', row, { field: names[column]! })) ?? {}
    const shape = readShape(file, index, placement.place, (code) => log.tally(code, 'note', row))
    if (shape.ok) {
      yield { row, geometry: shape.geometry, properties }
      continue
    }
    if (shape.reason !== 'crs_unknown')
      log.add({ code: shape.reason, severity: shape.reason === 'geometry_null' ? 'warning' : 'error', row })
    yield { row, geometry: null, reason: shape.reason, properties }
  }
}

/** One shapefile as a layer; null when the .shp is none. */
export const openShapefile = (given: ShapefileParts, request: ReadRequest): Layer | null => {
  const file = openShp(given.shp, given.shx ?? null)
  if (!file) return null
  const dbf = given.dbf ? openDbf(given.dbf) : null
  const { answer, findings } = encodingOf(dbf, given.cpg, request.choices?.encoding)
  const encoding = encodingNamed(answer.name ?? answer.candidates[0]?.name ?? 'utf-8') ?? 'utf-8'
  const prjText = given.prj ? decode(given.prj.subarray(0, 65_536), 'utf-8').replace('\uFEFF', '') : null
  const prj = prjText === null || prjText.trim() === '' ? undefined : readPrj(prjText)
  const placement = placementOf({ prj, extent: pointExtent(file) ?? file.extent }, request)
  const shortNames = dbf ? columnNames(dbf.columns, encoding) : []
  const map = fullNames(given.fieldMap, given.name)
  const names = shortNames.map((short) => map.get(short)?.name ?? short)
  const fields = dbf ? exchangeFields(dbf.columns, names) : []
  return layerOf({
    name: given.name,
    format: 'shapefile',
    declaredCount: file.records.length,
    placement,
    encoding: answer,
    findings: [...findings, ...structureFindings(file, dbf, given)],
    fields: () => fields.map((field, i) => ({ ...field, type: map.get(shortNames[i]!)?.type ?? field.type })),
    walk: (log) => walk({ file, dbf, names, encoding, placement }, log),
  })
}

type Group = { stem: string; files: Partial<Record<Part, ArchiveEntry>> }

const partOf = (path: string): { stem: string; part: Part } | null => {
  const [, stem, extension] = /^(.*)\.([^./]+)$/.exec(path) ?? []
  const part = parts.find((known) => known === extension?.toLowerCase())
  return stem !== undefined && part ? { stem, part } : null
}

/** Entries that belong together, by path without extension, in the order of the archive. */
export const shapefileGroups = (entries: ArchiveEntry[]): Group[] => {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    const found = partOf(entry.path)
    if (!found) continue
    const key = found.stem.toLowerCase()
    const group = groups.get(key) ?? { stem: found.stem, files: {} }
    group.files[found.part] = entry
    groups.set(key, group)
  }
  return [...groups.values()]
}

const unpackGroup = (
  { stem, files }: Group,
  archive: Archive,
  findings: Finding[],
): Partial<ShapefileParts> & { name: string } => {
  const unpacked: Partial<Record<Part, Uint8Array>> = {}
  for (const part of parts) {
    const entry = files[part]
    if (!entry) continue
    const read = archive.read(entry)
    if (read.ok) unpacked[part] = read.bytes
    else findings.push({ code: read.reason, severity: 'error', detail: { path: entry.path } })
  }
  return { name: stemOf(stem), ...unpacked }
}

/** All shapefiles of an archive. Layers of the same name in different folders keep their folder. */
export const shapefilesIn = (archive: Archive, request: ReadRequest, findings: Finding[]): Layer[] => {
  const groups = shapefileGroups(archive.entries)
  const names = groups.map(({ stem }) => stemOf(stem))
  const mapEntry = archive.entries.find(({ path }) => path.split('/').at(-1) === fieldMapName)
  const mapRead = mapEntry ? archive.read(mapEntry) : null
  const fieldMap = mapRead?.ok ? mapRead.bytes : undefined
  return groups.flatMap((group, i) => {
    const name = names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : group.stem
    if (request.choices?.layer !== undefined && request.choices.layer !== name) return []
    if (!group.files.shp) {
      const isTable = group.files.dbf !== undefined
      if (isTable)
        findings.push({ code: 'layer_without_shapes', severity: 'warning', detail: { layer: name } })
      return []
    }
    const { shp, ...rest } = unpackGroup(group, archive, findings)
    const layer = shp ? openShapefile({ ...rest, name, shp, fieldMap }, request) : null
    if (shp && !layer) findings.push({ code: 'shp_damaged', severity: 'error', detail: { layer: name } })
    return layer ? [layer] : []
  })
}
