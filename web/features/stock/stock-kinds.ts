/** The two kinds of land that have to be disposed of, in the order in which they are shown. */
export const stockKinds = ['unsupplied', 'idle'] as const
export type StockKind = (typeof stockKinds)[number]

export const isStockKind = (value: unknown): value is StockKind => stockKinds.some((kind) => kind === value)

/** What land can be divided by, down to its parcels. */
export const divisions = [
  'cause',
  'year',
  'batch',
  'cohort',
  'condition',
  'path',
  'state',
  'leader',
  'team',
  'department',
  'officer',
  'service_officer',
] as const
export type Division = (typeof divisions)[number]
export const isDivision = (value: unknown): value is Division => divisions.some((one) => one === value)

/** Divisions that say something of each kind: only land without a contract waits for a condition of supply. */
export const divisionsOf: Record<StockKind, readonly Division[]> = {
  unsupplied: [
    'condition',
    'year',
    'batch',
    'cohort',
    'cause',
    'path',
    'state',
    'leader',
    'team',
    'department',
    'officer',
  ],
  idle: [
    'cause',
    'year',
    'batch',
    'path',
    'state',
    'leader',
    'team',
    'department',
    'officer',
    'service_officer',
  ],
}

/** The collection whose rows the land of a kind is in the ledger. */
export const collectionOf = { unsupplied: 'unsupplied-land', idle: 'idle-land' } as const satisfies Record<
  StockKind,
  string
>
