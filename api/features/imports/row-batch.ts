import { ArrayLiteral } from '#api/db/array-literal.ts'
import { encodeEwkb } from '#api/db/ewkb.ts'
import { storableText } from '#api/db/storable.ts'
import type { FindingBatch, RowBatch, ImportFinding } from './import-protocol.ts'
import { severityRank } from './import-protocol.ts'
import type { CheckedRow } from './row-check.ts'

/** Rows of a statement, or fewer when their shapes are large. */
const rowsPerBatch = 2000
const charactersPerBatch = 4_000_000

/** Rows of a file on their way into the database, as array literals. */
export class BatchBuilder {
  readonly #columns = {
    rows: new ArrayLiteral(),
    titles: new ArrayLiteral(),
    geometries: new ArrayLiteral(),
    properties: new ArrayLiteral(),
    areas: new ArrayLiteral(),
    severities: new ArrayLiteral(),
    reasons: new ArrayLiteral(),
  }
  readonly #findings = new FindingBuilder()
  #characters = 0
  #first = 0
  #last = 0

  get isFull(): boolean {
    return this.#columns.rows.length >= rowsPerBatch || this.#characters >= charactersPerBatch
  }

  get isEmpty(): boolean {
    return this.#columns.rows.length === 0
  }

  add(checked: CheckedRow): void {
    const { rows, titles, geometries, properties, areas, severities, reasons } = this.#columns
    if (this.isEmpty) this.#first = checked.row
    this.#last = checked.row
    const geometry = checked.geometry ? encodeEwkb(checked.geometry) : null
    rows.addPlain(checked.row)
    titles.add(checked.title === null ? null : storableText(checked.title))
    geometries.addPlain(geometry)
    this.#characters += (geometry?.length ?? 0) + properties.addJson(checked.properties)
    areas.addPlain(checked.areaM2)
    severities.addPlain(rankOf(checked.findings))
    reasons.addPlain(checked.reason)
    for (const finding of checked.findings) this.#findings.add(finding)
  }

  take(): RowBatch {
    const { rows, titles, geometries, properties, areas, severities, reasons } = this.#columns
    this.#characters = 0
    return {
      first: this.#first,
      last: this.#last,
      rows: rows.take(),
      titles: titles.take(),
      geometries: geometries.take(),
      properties: properties.take(),
      areas: areas.take(),
      severities: severities.take(),
      reasons: reasons.take(),
      findings: this.#findings.take(),
    }
  }
}

const rankOf = (findings: readonly ImportFinding[]): number =>
  findings.reduce((rank, { severity }) => Math.max(rank, severityRank[severity]), 0)

/** Of one code, so many are kept with their rows; the account of a file with a million faults stays readable. */
const keptPerCode = 10_000

export class FindingBuilder {
  readonly #rows = new ArrayLiteral()
  readonly #lines = new ArrayLiteral()
  readonly #codes = new ArrayLiteral()
  readonly #severities = new ArrayLiteral()
  readonly #details = new ArrayLiteral()
  readonly #counts = new Map<string, number>()

  add({ row, line, code, severity, detail }: ImportFinding): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count > keptPerCode) return
    this.#rows.addPlain(row ?? null)
    this.#lines.addPlain(line ?? null)
    this.#codes.add(code)
    this.#severities.addPlain(severityRank[severity])
    if (detail) this.#details.addJson(detail)
    else this.#details.add(null)
  }

  take(): FindingBatch | null {
    if (this.#rows.length === 0) return null
    return {
      rows: this.#rows.take(),
      lines: this.#lines.take(),
      codes: this.#codes.take(),
      severities: this.#severities.take(),
      details: this.#details.take(),
    }
  }
}
