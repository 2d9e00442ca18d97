import type { FindingCode } from '../formats/finding-codes.ts'
import type { PropertyRule } from './property-rules.ts'
import type { GeometryAdjustment, GeometryRule } from './stored-geometry.ts'

/**
 * What an import says about rows beyond what the readers of `formats/` say: each has a sentence in the web's
 * catalogues. Rules of fields and boundaries are told as `field_<rule>` and `geometry_<rule>`.
 */
export const importCodes = [
  'duplicate_in_file',
  'duplicate_in_zone',
  'unknown_reference',
  'overlaps_in_file',
  'overlaps_in_zone',
  'outside_zone',
  'file_stored_before',
  // Why a reading ended without an answer
  'reader_failed',
  'reader_crashed',
  'reading_stuck',
  'too_much_memory',
  'process_ended',
  'storing_failed',
] as const

export type ImportCode =
  | FindingCode
  | (typeof importCodes)[number]
  | `field_${PropertyRule}`
  | `geometry_${GeometryRule}`
  | `adjusted_${GeometryAdjustment['kind']}`
