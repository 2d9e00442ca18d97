import type { Drawing } from './drawing.ts'

/**
 * A paper as a description of what is on it, for whoever draws it: PDF, DOCX, or a page of the browser. Nothing here
 * knows sizes or fonts. Texts are finished; a missing fact is a `blank` that somebody fills in by hand.
 */
export type Align = 'left' | 'center' | 'right'

export type PaperColumn = { label: string; /** Share of the width. */ width: number; align?: Align }

export type PaperBlock =
  | { kind: 'heading'; text: string; level?: 1 | 2 }
  | {
      kind: 'paragraph'
      text: string
      align?: Align
      /** Begins at the margin: addresses, closing words. */ isFlush?: true
    }
  /** Pairs of what and how much, as a table of two or four columns. */
  | { kind: 'facts'; rows: readonly (readonly [label: string, value: string])[] }
  | {
      kind: 'table'
      columns: readonly PaperColumn[]
      rows: readonly (readonly string[])[]
      caption?: string
      /** Last row is a sum. */
      hasTotal?: true
    }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'signature'; organ: string; day: string; parties?: readonly string[] }
  | { kind: 'drawing'; drawing: Drawing; caption?: string }
  | { kind: 'page_break' }

export type Watermark = 'draft' | 'void'

export type Paper = {
  /** Red head of an official paper: the organ that issues it. */
  head: string | null
  title: string
  number: string | null
  blocks: readonly PaperBlock[]
  /** Printed small at the foot of each page, before the page number. */
  foot: string
  watermark: Watermark | null
  /** Day of the paper; the only time that goes into the file. */
  dayOn: string
  /** Wide tables lie across. */
  isLandscape?: boolean
}

/** Where somebody writes by hand what nobody has entered. */
export const blank = '＿＿＿＿＿＿'

/** What stands across the page, in the language of the papers. */
export const watermarkWords: Readonly<Record<Watermark, string>> = { draft: '草稿', void: '作废' }
