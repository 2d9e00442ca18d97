import { parentPort, workerData } from 'node:worker_threads'
import type { Layer } from '#geodata/formats/exchange.ts'
import { readFile } from '#geodata/formats/registry.ts'
import type {
  LayerSummary,
  ReaderMessage,
  ReaderRequest,
  ReaderStart,
  ImportFinding,
} from './import-protocol.ts'
import type { RowSink } from './layer-check.ts'
import { checkLayer } from './layer-check.ts'
import { keepSamples, noTotals, peek, stretch, summarise } from './layer-survey.ts'

/**
 * The thread that reads a file. It gets the bytes piece by piece, believes nothing in them, and may be ended at
 * any moment: whatever it found lies in the database under a job that nobody has accepted.
 */
const port = parentPort!
const start = workerData as ReaderStart

const bytes = new Uint8Array(start.fileSize)
let received = 0

const waiting = new Set<number>()
let lastId = 0

const say = (message: ReaderMessage) => port.postMessage(message)

/** Two batches may be under way: the database works while the next one is read. */
const underWay = 2

const freed: (() => void)[] = []

async function send(message: (id: number) => ReaderMessage): Promise<void> {
  while (waiting.size >= underWay) await new Promise<void>((done) => freed.push(done))
  const id = ++lastId
  waiting.add(id)
  say(message(id))
}

async function settled(): Promise<void> {
  while (waiting.size > 0) await new Promise<void>((done) => freed.push(done))
}

const sink: RowSink = {
  rows: (batch, done, total) => send((id) => ({ kind: 'batch', id, batch, done, total })),
  async pairs(pairs) {
    await settled()
    await send((id) => ({ kind: 'pairs', id, pairs }))
  },
}

/** The other layers of a file, counted so that a person can choose. */
function survey(layer: Layer): LayerSummary {
  const totals = layer.asks.length > 0 ? peek(layer) : noTotals()
  if (layer.asks.length === 0) {
    for (const { properties, geometry } of layer.features()) {
      keepSamples(totals, properties)
      if (geometry) stretch(totals, geometry)
    }
  }
  return summarise(layer, totals, { chosen: false, mapping: null, findings: layer.findings.slice(0, 100) })
}

function fail(reason: string, findings: ImportFinding[]): void {
  say({ kind: 'failed', reason, findings: findings.slice(0, 1000) })
}

async function read(): Promise<void> {
  const { fileName, choices, near, archiveBytes } = start
  const answer = readFile({
    bytes,
    fileName,
    choices,
    ...(near && { near }),
    limits: { totalBytes: archiveBytes },
  })
  if (!answer.ok) return fail(answer.reason, answer.findings)
  const chosen = answer.layers.find(({ name }) => name === choices.layer) ?? answer.layers[0]
  if (!chosen) return fail('archive_without_layers', answer.findings)
  const others = answer.layers.filter((layer) => layer !== chosen).map(survey)
  const verdict = chosen.asks.length > 0 ? question(chosen) : await checkLayer(chosen, start, sink)
  if (!verdict.ok) return fail(verdict.reason, [...answer.findings, ...verdict.findings])
  await settled()
  const summary = {
    ...verdict.summary,
    findings: [...answer.findings, ...verdict.summary.findings].slice(0, 100),
  }
  const layers = answer.layers.map((layer) =>
    layer === chosen ? summary : others.find(({ name }) => name === layer.name)!,
  )
  say({
    kind: 'done',
    state: chosen.asks.length > 0 ? 'asking' : 'checked',
    layers,
    findings: verdict.findings,
  })
}

/** What the file does not say is asked, never guessed: fields and samples are shown, nothing is checked yet. */
function question(layer: Layer) {
  const totals = peek(layer)
  const summary = summarise(layer, totals, {
    chosen: true,
    mapping: null,
    findings: layer.findings.slice(0, 100),
  })
  return { ok: true as const, summary, findings: null }
}

port.on('message', (request: ReaderRequest) => {
  if (request.kind === 'bytes') {
    bytes.set(request.bytes, received)
    received += request.bytes.length
  } else if (request.kind === 'taken') {
    waiting.delete(request.id)
    freed.shift()?.()
  } else void read().catch((error: unknown) => fail('reader_failed', [faultOf(error)]))
})

const faultOf = (error: unknown): ImportFinding => ({
  code: 'reader_failed',
  severity: 'error',
  detail: { message: error instanceof Error ? error.message : String(error) },
})
