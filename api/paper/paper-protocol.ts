import type { Paper } from '#geodata/papers/paper.ts'

export const paperFormats = ['pdf', 'docx'] as const
export type PaperFormat = (typeof paperFormats)[number]

/** One paper to draw; the thread answers with the same number. */
export type PaperRequest = { n: number; format: PaperFormat; paper: Paper }
export type PaperReply =
  | { n: number; bytes: Uint8Array; /** Characters that the font lacks. */ missing: string[] }
  | { n: number; fault: string }
