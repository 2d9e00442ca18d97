import { describe, expect, test } from 'vitest'
import type { ImportLayer } from '#web/features/imports/import-wire.ts'
import {
  choicesOf,
  choosableProperties,
  findingBehind,
  formatBytes,
  formOf,
  groupFindings,
  indexFindings,
  isChanged,
  missingProperties,
  refusedCsv,
  stepOf,
  viewOf,
} from '#web/features/imports/wizard.ts'

const field = (name: string) => ({ name, type: 'text', samples: [] })

const layer: ImportLayer = {
  name: '地块',
  format: 'shapefile',
  chosen: true,
  count: 3,
  declaredCount: 3,
  geometryTypes: ['Polygon'],
  crs: { srid: 4525, how: 'prj', candidates: [] },
  encoding: { name: 'gb18030', how: 'cpg', candidates: [] },
  asks: [],
  fields: [field('DKBH'), field('QLR'), field('备注')],
  bbox: null,
  totalAreaM2: 1,
  totalLengthM: null,
  declaredAreaM2: null,
  mapping: {
    target: { collection: 'parcels' },
    fields: { DKBH: 'code', QLR: 'holder' },
    areaUnit: null,
    dropped: [{ field: '备注', why: 'not_mapped' }],
  },
  findings: [],
  findingCounts: [],
  refused: 0,
  outside: 0,
}

describe('the steps of an import', () => {
  test('follow its state, whatever the address wishes', () => {
    expect(stepOf('asking', true)).toBe('check')
    expect(stepOf('checked', false)).toBe('check')
    expect(stepOf('checked', true)).toBe('accept')
    expect(stepOf('storing', false)).toBe('accept')
    expect(stepOf('stored', true)).toBe('account')
    expect(stepOf('failed', true)).toBe('check')
  })
})

describe('the target', () => {
  test('as the server proposed it is no change', () => {
    expect(isChanged(formOf(layer), layer)).toBe(false)
    expect(choicesOf(formOf(layer), layer)).toEqual({
      target: { collection: 'parcels' },
      mapping: { DKBH: 'code', QLR: 'holder', 备注: null },
    })
  })

  test('a mapping does not follow into another collection', () => {
    const form = { ...formOf(layer), collection: 'roads' as const }
    expect(isChanged(form, layer)).toBe(true)
    expect(choicesOf(form, layer)).toEqual({ target: { collection: 'roads' } })
  })

  test('a reference layer keeps its name, use and colour, and needs no mapping', () => {
    const form = {
      ...formOf(layer),
      kind: 'reference' as const,
      title: ' 旧红线 ',
      role: 'red_line' as const,
    }
    expect(choicesOf(form, layer)).toEqual({
      target: { reference: { title: '旧红线', role: 'red_line', style: { colour: form.colour } } },
    })
  })

  test('offers a property to one field only, and never a computed one', () => {
    const form = formOf(layer)
    expect(choosableProperties(form, 'DKBH')).toContain('code')
    expect(choosableProperties(form, '备注')).not.toContain('code')
    expect(choosableProperties(form, '备注')).not.toContain('area_ellipsoidal_m2')
    expect(choosableProperties(form, '备注')).toContain('remarks')
  })

  test('names what is required and comes from no field', () => {
    const form = formOf(layer)
    expect(missingProperties(form)).not.toContain('code')
    expect(missingProperties({ ...form, mapping: { ...form.mapping, DKBH: '' } })).toContain('code')
  })
})

test('findings stand by severity, the most frequent first, and add up', () => {
  const groups = groupFindings([
    { code: 'ring_closed', severity: 'note', count: 4 },
    { code: 'outside_zone', severity: 'warning', count: 2 },
    { code: 'declared_area_differs', severity: 'warning', count: 7 },
    { code: 'field_required', severity: 'error', count: 1 },
  ])
  expect(groups.map(({ severity, count }) => [severity, count])).toEqual([
    ['error', 1],
    ['warning', 9],
    ['note', 4],
  ])
  expect(groups[1]!.groups.map(({ code }) => code)).toEqual(['declared_area_differs', 'outside_zone'])
})

test('the table of refused rows holds no formula and survives commas, quotes and line ends', () => {
  const csv = refusedCsv(
    ['行号', '名称', '原因'],
    [
      { row: 2, title: '=HYPERLINK("x")', reason: 'a' },
      { row: 3, title: null, reason: 'b' },
    ],
    ({ reason }) => (reason === 'a' ? '重叠, 两处' : 'say "no"\nmore'),
  )
  expect(csv.startsWith('\uFEFF行号,名称,原因\r\n')).toBe(true)
  expect(csv).toContain('2,"\'=HYPERLINK(""x"")","重叠, 两处"\r\n')
  expect(csv).toContain('3,,"say ""no""\nmore"\r\n')
})

test('a refused row finds the finding behind its refusal', () => {
  const index = indexFindings([
    { code: 'overlaps_in_zone', severity: 'error', row: 2, detail: { value: 'KF-1' } },
    { code: 'overlaps_in_zone', severity: 'error', row: 2, detail: { value: 'KF-2' } },
    { code: 'outside_zone', severity: 'warning', row: 3 },
  ])
  expect(findingBehind(index, { row: 2, reason: 'overlaps_in_zone' })?.detail).toEqual({ value: 'KF-1' })
  expect(findingBehind(index, { row: 3, reason: 'overlaps_in_zone' })).toBeUndefined()
})

test('sizes are told in steps of 1024', () => {
  expect([0, 1023, 1536, 43_622, 200 * 1024 * 1024].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.5 kB',
    '43 kB',
    '200 MB',
  ])
})

test('a box opens on its middle, at a scale that shows all of it', () => {
  const wide = viewOf([172, -44, 177, -35])
  expect(wide).toMatchObject({ lng: 174.5, lat: -39.5 })
  const small = viewOf([111, 35, 111.002, 35.001])
  expect(small.zoom).toBeGreaterThan(wide.zoom)
  expect(viewOf([111, 35, 111, 35]).zoom).toBeLessThanOrEqual(17)
  // In a window of 1000 pixels the world is 512 × 2^zoom wide: the box must fit.
  expect(((177 - 172) / 360) * 512 * 2 ** wide.zoom).toBeLessThan(1000)
})
