import type { DatabaseErrorFields } from './errors.ts'

/** What the server thread and the engine's thread say to each other. */
export type EngineStart = {
  /** The folder with PostgreSQL's files, made from the image. */
  pgdata: string
  /** The PostGIS bundle without raster and topology. */
  postgisBundle: string
}

export type EngineRequest =
  | { id: number; kind: 'query'; sql: string; parameters: (string | Uint8Array | null)[] }
  /** Several statements in one text, without parameters. */
  | { id: number; kind: 'script'; sql: string }
  | { id: number; kind: 'close' }

/**
 * Cells are PostgreSQL's text, parsed by `types.ts` in the server's thread. A `bytea` cell is its length in
 * `bytes`, where those cells follow each other row by row; the buffer is moved between the threads, not copied.
 */
export type EngineResult = {
  fields: { name: string; dataTypeID: number }[]
  rows: (string | number | null)[][]
  bytes: ArrayBuffer | null
  command: string
  rowCount: number | null
  inTransaction: boolean
}

export type EngineFailure = { message: string; fatal: boolean } & DatabaseErrorFields

export type EngineReply =
  | { kind: 'ready' }
  | { kind: 'failed'; failure: EngineFailure }
  | { kind: 'notification'; channel: string; payload: string }
  | { id: number; kind: 'result'; result: EngineResult }
  | { id: number; kind: 'results'; results: EngineResult[]; inTransaction: boolean }
  | { id: number; kind: 'error'; failure: EngineFailure; inTransaction: boolean }
  | { id: number; kind: 'closed' }
