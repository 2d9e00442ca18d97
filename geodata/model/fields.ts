/** What one property of a collection may hold. The name is the SQL column and the property on the wire. */
export type FieldUnit =
  | 'm2'
  | 'm'
  | 'mm'
  | 'kV'
  | 'MPa'
  | 'kVA'
  | 'kN_m2'
  | 't'
  | 'year'
  | 'ratio'
  | 'wan_yuan'
  | 'number'

type Common = {
  name: string
  required?: boolean
  /** Only rules set it; a write that names it is refused. */
  computed?: boolean
  /** Found by the search box. */
  search?: boolean
  /** No two living features of the collection in a zone share it. */
  unique?: boolean
}

export type FieldSpec =
  | (Common & { type: 'text'; max: number; rule?: 'parcel_code' | 'real_estate_unit_no' })
  | (Common & { type: 'integer'; min?: number; max?: number })
  | (Common & { type: 'number'; unit: FieldUnit; min?: number; max?: number })
  | (Common & { type: 'date' })
  | (Common & { type: 'boolean' })
  | (Common & { type: 'code'; codes: readonly string[]; fallback?: string })
  | (Common & { type: 'reference'; to: string })

type Options = Omit<Common, 'name'>

export const text = (
  name: string,
  o: Options & { max: number; rule?: 'parcel_code' | 'real_estate_unit_no' },
): FieldSpec => ({ type: 'text', name, ...o })

export const int = (name: string, o: Options & { min?: number; max?: number } = {}): FieldSpec => ({
  type: 'integer',
  name,
  ...o,
})

/** A number with a unit; areas in m², lengths in m, money in 万元. */
export const measure = (
  name: string,
  unit: FieldUnit,
  o: Options & { min?: number; max?: number } = {},
): FieldSpec => ({ type: 'number', name, unit, ...o })

export const date = (name: string, o: Options = {}): FieldSpec => ({ type: 'date', name, ...o })

export const bool = (name: string, o: Options = {}): FieldSpec => ({ type: 'boolean', name, ...o })

export const code = (
  name: string,
  codes: readonly string[],
  o: Options & { fallback?: string } = {},
): FieldSpec => ({ type: 'code', name, codes, ...o })

export const ref = (name: string, to: string, o: Options = {}): FieldSpec => ({
  type: 'reference',
  name,
  to,
  ...o,
})
