import { describe, expect, test } from 'vitest'
import type { DraftShelf } from '#web/editing/draft-storage.ts'
import { draftKey } from '#web/editing/draft-key.ts'
import { dropDraft, findDraft, keepDraft, sessionOfDraft } from '#web/editing/draft-storage.ts'
import { extendPath, startPath } from '#web/editing/draft.ts'
import { record } from '#web/editing/history.ts'
import { startCreating } from '#web/editing/session.ts'

function shelf(): DraftShelf & { items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}
const key = draftKey('demo', 'u1')

describe('a draft that outlives its page', () => {
  test('comes back with its open ring, its form and its record', () => {
    const start = startCreating('parcels', { recordId: 9, effectiveOn: '2022-09-15' })
    const open = extendPath(startPath(start.history.present, [111, 35]), [111.001, 35])
    const session = { ...start, history: record(start.history, open), values: { code: 'A' } }
    const kept = shelf()
    keepDraft(kept, key, session, '2022-09-15T08:00:00Z')
    const found = findDraft(kept, key)
    expect(found?.savedAt).toBe('2022-09-15T08:00:00Z')
    const back = sessionOfDraft(found!)
    expect(back.history.present).toEqual(open)
    expect(back).toMatchObject({ recordId: 9, effectiveOn: '2022-09-15', values: { code: 'A' } })
    expect(back).not.toHaveProperty('savedAt')
  })
  test('belongs to one person in one zone', () => {
    const kept = shelf()
    keepDraft(kept, key, startCreating('roads'), 'now')
    expect(findDraft(kept, draftKey('demo', 'u2'))).toBeUndefined()
    expect(findDraft(kept, draftKey('other', 'u1'))).toBeUndefined()
  })
  test('is gone after it was dropped', () => {
    const kept = shelf()
    keepDraft(kept, key, startCreating('roads'), 'now')
    dropDraft(kept, key)
    expect(findDraft(kept, key)).toBeUndefined()
  })
  test('that cannot be read is no draft', () => {
    const kept = shelf()
    for (const text of ['{', 'null', '{"target":{}}', '3']) {
      kept.items.set(key, text)
      expect(findDraft(kept, key)).toBeUndefined()
    }
  })
  test('costs nothing when the shelf is full', () => {
    const full: DraftShelf = {
      ...shelf(),
      setItem: () => {
        throw new Error('quota')
      },
    }
    expect(() => keepDraft(full, key, startCreating('roads'), 'now')).not.toThrow()
  })
})
