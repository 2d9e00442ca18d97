/** Gathers the values of a statement while its text is put together; nothing from outside enters the text. */
export class Parameters {
  readonly values: unknown[]
  readonly #shared = new Map<string, string>()

  /** `taken`: values of a statement whose text names their places itself. */
  constructor(taken: readonly unknown[] = []) {
    this.values = [...taken]
  }

  /** Takes a value and answers its place, `$1`; `type` becomes a cast. */
  add(value: unknown, type?: string): string {
    this.values.push(value)
    const place = `$${this.values.length}`
    return type ? `${place}::${type}` : place
  }

  /** The same for a value that is named in many places of a statement: it is taken once. */
  share(name: string, value: unknown, type: string): string {
    const known = this.#shared.get(name) ?? this.add(value, type)
    this.#shared.set(name, known)
    return known
  }
}
