import { describe, expect, it } from 'vitest'
import type { Addressed, WatchPerson } from '#geodata/rules/watch/recipients.ts'
import { recipientsOf } from '#geodata/rules/watch/recipients.ts'

const person = (id: string, name: string, role: string, allOfZone = false): WatchPerson => ({
  id,
  name,
  roles: [role],
  allOfZone,
})
const li = person('li', '李经办', 'officer')
const sun = person('sun', '孙经办', 'officer')
const wang = person('wang', '王审核', 'reviewer')
const zhang = person('zhang', '张主任', 'leader')
const chen = person('chen', '陈规划', 'planner')
const zhao = person('zhao', '赵管理', 'administrator')
const everybody = [li, sun, wang, zhang, chen, zhao]

const matter: Addressed = { kind: 'payment', isForReviewer: false, charges: [] }
const ids = (people: readonly WatchPerson[]) => people.map(({ id }) => id).sort()
const charge = (name: string, role = 'officer', userId: string | null = null) => ({ role, name, userId })

describe('who is told', () => {
  it.each([
    ['nobody is charged: every officer', everybody, matter, 'near', ['li', 'sun']],
    [
      'an account is charged',
      everybody,
      { ...matter, charges: [charge('', 'officer', 'sun')] },
      'near',
      ['sun'],
    ],
    ['a name is charged', everybody, { ...matter, charges: [charge(' 孙经办 ')] }, 'near', ['sun']],
    [
      'a name that has no account',
      everybody,
      { ...matter, charges: [charge('周某')] },
      'near',
      ['li', 'sun'],
    ],
    [
      'a name of another account',
      everybody,
      { ...matter, charges: [charge('李经办', 'officer', 'sun')] },
      'near',
      ['sun'],
    ],
    [
      'only a leader is charged: officers act',
      everybody,
      { ...matter, charges: [charge('张主任', 'leader')] },
      'near',
      ['li', 'sun', 'zhang'],
    ],
    ['overdue: leaders as well', everybody, matter, 'overdue', ['li', 'sun', 'zhang']],
    [
      'a step that a reviewer enters',
      everybody,
      { ...matter, isForReviewer: true, charges: [charge('李经办')] },
      'near',
      ['li', 'wang'],
    ],
    ['a zone without officers', [zhao, zhang], matter, 'near', ['zhao']],
    ['a zone without anybody', [], matter, 'overdue', []],
    ['somebody who wants all', [li, { ...chen, allOfZone: true }], matter, 'near', ['chen', 'li']],
    [
      'nobody twice',
      [{ ...li, allOfZone: true }],
      { ...matter, charges: [charge('李经办'), charge('李经办', 'team')] },
      'overdue',
      ['li'],
    ],
  ] as const)('%s', (_, people, addressed, severity, expected) => {
    expect(ids(recipientsOf(people, addressed, severity))).toEqual(expected)
  })
})
