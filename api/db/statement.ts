/** Gathers the values of a statement while its text is put together; nothing from outside enters the text. */
export class Parameters {
  readonly values: unknown[] = []

  /** Takes a value and answers its place, `$1`; `type` becomes a cast. */
  add(value: unknown, type?: string): string {
    this.values.push(value)
    const place = `$${this.values.length}`
    return type ? `${place}::${type}` : place
  }
}
