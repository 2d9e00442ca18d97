import { storableJson } from './storable.ts'

/**
 * Builds the text of a PostgreSQL array, `{"a",NULL,"b"}`, piece by piece. A thread that prepares rows hands
 * over such texts, and the server's thread passes them on without looking inside.
 */
export class ArrayLiteral {
  #pieces: string[] = []

  get length(): number {
    return this.#pieces.length
  }

  /** Any text. */
  add(value: string | null): void {
    this.#pieces.push(value === null ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`)
  }

  /** A value as JSON, without what JSON of PostgreSQL cannot hold. Its text holds no line break, so quoting it as JSON quotes it as PostgreSQL wants. */
  addJson(value: unknown): number {
    const text = JSON.stringify(storableJson(value))
    this.#pieces.push(text)
    return text.length
  }

  /** Numbers and hexadecimal text, in which nothing has to be quoted. */
  addPlain(value: number | string | null): void {
    this.#pieces.push(value === null ? 'NULL' : String(value))
  }

  take(): string {
    const text = `{${this.#pieces.join(',')}}`
    this.#pieces = []
    return text
  }
}
