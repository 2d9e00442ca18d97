import { expect, test } from 'vitest'
import { factsOf, factTree } from '#web/editing/fact-tree.ts'

test('facts hang on what their first reference names', () => {
  expect(factsOf('parcels').map(({ id }) => id)).toEqual(['supplies', 'remediations', 'indicator-values'])
  expect(factsOf('supplies').map(({ id }) => id)).toEqual([
    'supply-starts',
    'progress',
    'pauses',
    'encumbrances',
    'payments',
  ])
  expect(factsOf('factory-floors').map(({ id }) => id)).toEqual(['factory-units'])
  expect(factsOf('roads')).toEqual([])
})

test('the facts of a parcel come as a tree, empty kinds included', () => {
  const tree = factTree('parcels', 1, {
    supplies: [{ id: 11, version: 2, contract_no: 'C', starts: [{ id: 21, version: 1 }] }],
  })
  expect(tree.map(({ spec, facts }) => [spec.id, facts.length])).toEqual([
    ['supplies', 1],
    ['remediations', 0],
    ['indicator-values', 0],
  ])
  const starts = tree[0]!.facts[0]!.branches.find(({ spec }) => spec.id === 'supply-starts')
  expect(starts).toMatchObject({ ownerField: 'supply_id', ownerId: 11, facts: [{ row: { id: 21 } }] })
})
