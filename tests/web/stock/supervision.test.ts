import { describe, expect, it } from 'vitest'
import { formatSupervision, parseSupervision } from '#web/features/stock/supervision-address.ts'
import { targetFor } from '#web/features/stock/target-choice.ts'
import type { Target } from '#web/features/targets/useTargets.ts'

describe('the address of supervision', () => {
  it.each([
    [{}, { kind: 'unsupplied', by: 'department', days: 60 }],
    [
      { kind: 'idle', by: 'leader', days: '30' },
      { kind: 'idle', by: 'leader', days: 30 },
    ],
    [
      { kind: 'moon', by: 'cause', days: '-1' },
      { kind: 'unsupplied', by: 'department', days: 60 },
    ],
    [{ days: '1.5' }, { kind: 'unsupplied', by: 'department', days: 60 }],
  ] as const)('reads %j', (query, address) => {
    expect(parseSupervision(query)).toEqual(address)
  })
  it('writes only what is unusual, and reads what it has written', () => {
    expect(formatSupervision({ kind: 'unsupplied', by: 'department', days: 60 })).toEqual({})
    const address = { kind: 'idle', by: 'team', days: 90 } as const
    expect(parseSupervision(formatSupervision(address))).toEqual(address)
  })
})

describe('the target that speaks for a kind of land', () => {
  const target = (
    kind: Target['kind'],
    year: number,
    cohort: Target['cohort'],
    endedOn: string | null = null,
  ) => ({ kind, year, cohort, endedOn }) as Target
  it('is that of the year, and for all land before a part of it', () => {
    const all = target('idle', 2026, 'all')
    const part = target('idle', 2026, '2009_2018')
    expect(targetFor([part, all, target('unsupplied', 2026, 'all')], 'idle', '2026-11-28')).toBe(all)
    expect(targetFor([part], 'idle', '2026-11-28')).toBe(part)
  })
  it('is none when the year has none, or it was taken back', () => {
    expect(targetFor([target('idle', 2025, 'all')], 'idle', '2026-01-01')).toBeUndefined()
    expect(targetFor([target('idle', 2026, 'all', '2026-02-01')], 'idle', '2026-11-28')).toBeUndefined()
  })
})
