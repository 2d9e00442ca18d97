import { type Archive, looksLikeZip, openArchive } from './archive.ts'
import { looksLikeCoordinateText, readCoordinateText } from './coordinate-text.ts'
import type { Finding, Layer, ReadAnswer, ReadRequest } from './exchange.ts'
import { looksLikeJson, readGeojson } from './geojson.ts'
import { fieldMapName, openShapefile, shapefileGroups, shapefilesIn } from './shapefile.ts'
import { stemOf } from './layer.ts'

/** A format that is one file: recognised by content first, by extension second. */
type SingleFileFormat = {
  extensions: readonly string[]
  recognises: (bytes: Uint8Array) => boolean
  read: (request: ReadRequest) => ReadAnswer
}

const looksLikeShp = (bytes: Uint8Array): boolean =>
  bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0x27 && bytes[3] === 0x0a

const readLoneShp = (request: ReadRequest): ReadAnswer => {
  const layer = openShapefile({ name: stemOf(request.fileName), shp: request.bytes }, request)
  return layer
    ? { ok: true, layers: [layer], findings: [] }
    : { ok: false, reason: 'shp_damaged', findings: [] }
}

const formats: readonly SingleFileFormat[] = [
  { extensions: ['shp'], recognises: looksLikeShp, read: readLoneShp },
  {
    extensions: ['geojson', 'json', 'geojsonl', 'geojsons', 'ndjson', 'jsonl'],
    recognises: looksLikeJson,
    read: readGeojson,
  },
  { extensions: ['txt'], recognises: looksLikeCoordinateText, read: readCoordinateText },
]

const extensionOf = (fileName: string): string => /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''

const formatOf = ({ bytes, fileName }: ReadRequest): SingleFileFormat | undefined =>
  formats.find(({ recognises }) => recognises(bytes)) ??
  formats.find(({ extensions }) => extensions.includes(extensionOf(fileName)))

const isCompanion = (path: string): boolean =>
  /\.(shp|shx|dbf|prj|cpg|sbn|sbx|qix|qpj|qmd|atx|ain|aih|fbn|fbx|xml|cst)$/i.test(path) ||
  path.split('/').at(-1) === fieldMapName

/** Files of an archive that are layers by themselves. */
const singleFilesIn = (archive: Archive, request: ReadRequest, findings: Finding[]): Layer[] =>
  archive.entries.flatMap((entry) => {
    if (isCompanion(entry.path)) return []
    if (/\.(zip|rar|7z|gz|tar|tgz)$/i.test(entry.path)) {
      findings.push({ code: 'archive_nested', severity: 'note', detail: { path: entry.path } })
      return []
    }
    if (!formats.some(({ extensions }) => extensions.includes(extensionOf(entry.path)))) return []
    if (request.choices?.layer !== undefined && request.choices.layer !== stemOf(entry.path)) return []
    const unpacked = archive.read(entry)
    if (!unpacked.ok) {
      findings.push({ code: unpacked.reason, severity: 'error', detail: { path: entry.path } })
      return []
    }
    const inner = { ...request, bytes: unpacked.bytes, fileName: entry.path }
    const answer = formatOf(inner)?.read(inner)
    if (!answer?.ok) {
      findings.push({ code: 'file_not_understood', severity: 'note', detail: { path: entry.path } })
      return []
    }
    findings.push(...answer.findings)
    return answer.layers
  })

const readArchive = (request: ReadRequest): ReadAnswer => {
  const opened = openArchive(request.bytes, request.limits)
  if (!opened.ok) {
    const detail = opened.path === undefined ? {} : { detail: { path: opened.path } }
    return {
      ok: false,
      reason: opened.reason,
      findings: [{ code: opened.reason, severity: 'error', ...detail }],
    }
  }
  const findings: Finding[] = []
  const { archive } = opened
  const hasShapes = shapefileGroups(archive.entries).some(({ files }) => files.shp)
  const layers = hasShapes ? shapefilesIn(archive, request, findings) : []
  layers.push(...singleFilesIn(archive, request, findings))
  if (layers.length > 0) return { ok: true, layers, findings }
  const fault = findings.find(({ severity }) => severity === 'error')
  return { ok: false, reason: fault?.code ?? 'archive_without_layers', findings }
}

/**
 * Reads any file we know into layers. Never throws on what the file holds: hostile, damaged and foreign files
 * end in `ok: false` with a reason, or in findings.
 */
export const readFile = (request: ReadRequest): ReadAnswer => {
  if (request.bytes.length === 0) return { ok: false, reason: 'file_empty', findings: [] }
  if (looksLikeZip(request.bytes)) return readArchive(request)
  const format = formatOf(request)
  return format ? format.read(request) : { ok: false, reason: 'format_unknown', findings: [] }
}
