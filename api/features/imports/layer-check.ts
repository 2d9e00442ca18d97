import type { Finding, Layer } from '#geodata/formats/exchange.ts'
import type { FindingCode } from '#geodata/formats/finding-codes.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import type { AreaUnitAnswer } from './declared-area.ts'
import { findAreaUnit } from './declared-area.ts'
import type {
  FindingBatch,
  ImportTarget,
  LayerMapping,
  LayerSummary,
  ReaderStart,
  RowBatch,
  RowPair,
  ImportFinding,
} from './import-protocol.ts'
import type { LayerTotals } from './layer-survey.ts'
import { keepSamples, noTotals, peek, plus, stretch, summarise } from './layer-survey.ts'
import type { PairFinder } from './overlap-pairs.ts'
import { createPairFinder } from './overlap-pairs.ts'
import { BatchBuilder, FindingBuilder } from './row-batch.ts'
import type { CheckedRow, RowChecker } from './row-check.ts'
import { createCollectionChecker, createReferenceChecker, findNameField } from './row-check.ts'
import type { Mapper } from './target.ts'
import { createMapper, suggestTarget, targetSpec } from './target.ts'

/** Where the rows of a reading go, one batch after another. */
export type RowSink = {
  rows(batch: RowBatch, done: number, total: number | null): Promise<void>
  pairs(pairs: RowPair[]): Promise<void>
}

export type LayerVerdict =
  | { ok: true; summary: LayerSummary; findings: FindingBatch | null }
  /** The layer as a whole cannot be used. */
  | { ok: false; reason: string; findings: ImportFinding[] }

type Plan = {
  target: ImportTarget
  checker: RowChecker
  mapping(): LayerMapping
  pairs: PairFinder | null
}

const pairsPerMessage = 2000

/** Reads one layer to its end, checks each row against its target and hands the rows on in batches. */
export async function checkLayer(layer: Layer, start: ReaderStart, sink: RowSink): Promise<LayerVerdict> {
  const plan = planFor(layer, start)
  const faulty = faultyRows(layer.findings)
  const totals = noTotals()
  const batch = new BatchBuilder()
  let done = 0
  const send = () => sink.rows(batch.take(), done, layer.declaredCount)
  for (const feature of layer.features()) {
    done++
    keepSamples(totals, feature.properties)
    const known = faulty.get(feature.row)
    const checked = plan.checker(known ? { ...feature, geometry: null, reason: known } : feature)
    count(totals, checked)
    if (plan.pairs && checked.reason === null && checked.geometry)
      plan.pairs.add(checked.row, checked.geometry, String(checked.properties['stratum']))
    batch.add(checked)
    if (batch.isFull) await send()
  }
  if (!batch.isEmpty) await send()
  const unusable = layer.findings.find((finding) => concernsTheLayer(finding, done))
  if (unusable) return { ok: false, reason: unusable.code, findings: layer.findings }
  if (plan.pairs) await sendPairs(plan.pairs, sink)
  const mapping = plan.mapping()
  return {
    ok: true,
    summary: summarise(layer, totals, { chosen: true, mapping, findings: [] }),
    findings: ofReader(layer, mapping),
  }
}

/** Rows that the reader gave up although it yields them: a garbled line in the middle of a boundary. */
function faultyRows(findings: readonly Finding[]): Map<number, FindingCode> {
  const errors = findings.filter(({ severity, row }) => severity === 'error' && row !== undefined)
  return new Map(errors.map(({ row, code }) => [row!, code] as const))
}

/** An error without a row and a line, or behind the last row, is about the whole layer (exchange.ts). */
const concernsTheLayer = ({ severity, row, line }: ImportFinding, rows: number): boolean =>
  severity === 'error' && (row === undefined ? line === undefined : row > rows)

function count(totals: LayerTotals, { geometry, reason, areaM2, lengthM, declaredM2 }: CheckedRow): void {
  if (geometry) stretch(totals, geometry as Geometry)
  if (reason !== null) return
  totals.areaM2 = plus(totals.areaM2, areaM2)
  totals.lengthM = plus(totals.lengthM, lengthM)
  totals.declaredM2 = plus(totals.declaredM2, declaredM2)
}

async function sendPairs(finder: PairFinder, sink: RowSink): Promise<void> {
  let pairs: RowPair[] = []
  for (const pair of finder.pairs()) {
    pairs.push(pair)
    if (pairs.length < pairsPerMessage) continue
    await sink.pairs(pairs)
    pairs = []
  }
  if (pairs.length > 0) await sink.pairs(pairs)
}

/**
 * Findings of the reader; differences of declared areas are judged here, by the zone's own measure. That the unit
 * of an area is unknown is said by the rows, unless the reader has already brought the column to m².
 */
function ofReader(layer: Layer, mapping: LayerMapping): FindingBatch | null {
  const builder = new FindingBuilder()
  const ours = new Set(['declared_area_differs', 'declared_area_unit'])
  if (!mapping.areaUnit) ours.add('declared_area_unit_unknown')
  const isOurs = ({ code }: ImportFinding) => 'collection' in mapping.target && ours.has(code)
  for (const finding of layer.findings) if (!isOurs(finding)) builder.add(finding)
  return builder.take()
}

function planFor(layer: Layer, { choices, tolerance }: ReaderStart): Plan {
  const seen = peek(layer)
  const known = layer.fields.map(({ name }) => name)
  for (const name of seen.samples.keys()) if (!known.includes(name)) known.push(name)
  const target = choices.target ?? suggestTarget(layer, known, layer.geometryTypes)
  const spec = targetSpec(target)
  if (!spec) return planForReference(layer, target, known)
  const mapper = createMapper(spec, known, choices.mapping)
  const declared = known.find((field) => mapper.propertyOf(field)?.name === 'declared_area_m2')
  const areaUnit = declared === undefined ? null : findAreaUnit(layer, declared, choices.areaUnit)
  return {
    target,
    checker: createCollectionChecker({ spec, mapper, areaUnit, tolerance }),
    mapping: () => mappingOf(target, mapper, areaUnit),
    pairs: spec.id === 'parcels' ? createPairFinder() : null,
  }
}

const mappingOf = (target: ImportTarget, mapper: Mapper, areaUnit: AreaUnitAnswer): LayerMapping => ({
  target,
  fields: mapper.fields(),
  areaUnit,
  dropped: mapper.dropped(),
})

function planForReference(layer: Layer, target: ImportTarget, known: readonly string[]): Plan {
  const nameField = findNameField(known)
  return {
    target,
    checker: createReferenceChecker(() => nameField),
    mapping: () => ({
      target,
      fields: Object.fromEntries(layer.fields.map(({ name }) => [name, name])),
      areaUnit: null,
      dropped: [],
    }),
    pairs: null,
  }
}
