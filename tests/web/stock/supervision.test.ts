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
    cohort: Target['cohort'],
    dueOn: string,
    endedOn: string | null = null,
  ) => ({ kind, cohort, assignedOn: '2026-01-10', dueOn, endedOn }) as Target
  const part = target('idle', '2009_2018', '2026-12-31')
  const all = target('idle', 'all', '2027-06-30')
  it('is for all land before a part of it, and of equal ones the first to end', () => {
    expect(targetFor([part, all, target('unsupplied', 'all', '2026-12-31')], 'idle', '2026-11-28')).toBe(all)
    const later = target('idle', 'from_2019', '2027-12-31')
    expect(targetFor([later, part], 'idle', '2026-11-28')).toBe(part)
  })
  it('is none before it was assigned, after it was due, or when it was taken back', () => {
    expect(targetFor([all], 'idle', '2026-01-09')).toBeUndefined()
    expect(targetFor([all], 'idle', '2027-07-01')).toBeUndefined()
    expect(
      targetFor([target('idle', 'all', '2027-06-30', '2026-02-01')], 'idle', '2026-11-28'),
    ).toBeUndefined()
  })
})
