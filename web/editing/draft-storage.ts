import type { Draft } from './draft.ts'
import { startHistory } from './history.ts'
import type { EditSession } from './session.ts'

/** What outlives a crash: the session without the steps that led to it. */
export type StoredDraft = Omit<EditSession, 'history'> & { draft: Draft; savedAt: string }

export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function keepDraft(shelf: DraftShelf, key: string, session: EditSession, savedAt: string): void {
  const { history, ...rest } = session
  const stored: StoredDraft = { ...rest, draft: history.present, savedAt }
  try {
    shelf.setItem(key, JSON.stringify(stored))
  } catch {
    // A full shelf costs the safety net, not the work.
  }
}

const isStored = (value: unknown): value is StoredDraft =>
  typeof value === 'object' &&
  value !== null &&
  'target' in value &&
  'draft' in value &&
  'values' in value &&
  'savedAt' in value

/** The kept draft; undefined when there is none or an older program wrote something else. */
export function findDraft(shelf: DraftShelf, key: string): StoredDraft | undefined {
  try {
    const value: unknown = JSON.parse(shelf.getItem(key) ?? 'null')
    return isStored(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const dropDraft = (shelf: DraftShelf, key: string): void => shelf.removeItem(key)

/** The session as it was when the page went away. */
export function sessionOfDraft({ draft, savedAt: _savedAt, ...rest }: StoredDraft): EditSession {
  return { ...rest, history: startHistory(draft) }
}
