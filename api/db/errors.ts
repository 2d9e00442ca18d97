/** What PostgreSQL says about a failed statement; the names are those of `pg`, the same on both engines. */
export type DatabaseErrorFields = {
  code?: string | undefined
  severity?: string | undefined
  detail?: string | undefined
  hint?: string | undefined
  position?: string | undefined
  where?: string | undefined
  schema?: string | undefined
  table?: string | undefined
  column?: string | undefined
  dataType?: string | undefined
  constraint?: string | undefined
  routine?: string | undefined
}

/** SQLSTATE codes that the application tells apart. */
export const sqlState = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  exclusionViolation: '23P01',
  checkViolation: '23514',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  statementTimeout: '57014',
  transactionAborted: '25P02',
  connectionLost: '08006',
  tooManyConnections: '53300',
  /** PostGIS raises its errors, and those of GEOS (invalid geometry), under this code. */
  internalError: 'XX000',
} as const

export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError'

  constructor(message: string, fields: DatabaseErrorFields = {}) {
    super(message)
    Object.assign(this, fields)
  }
}

/**
 * Values that a column or parameter cannot hold, whoever sent them: numbers out of range, days that no calendar
 * has, characters that text cannot hold (PostgreSQL, Appendix A, class 22).
 */
const unstorableValues = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05'])

export const isUnstorableValue = (error: unknown): boolean =>
  isDatabaseError(error) && unstorableValues.has(error.code)

/** An error of either engine, with its SQLSTATE. */
export function isDatabaseError(
  error: unknown,
  code?: string,
): error is Error & DatabaseErrorFields & { code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  if (!/^[0-9A-Z]{5}$/.test(error.code)) return false
  return code === undefined || error.code === code
}
