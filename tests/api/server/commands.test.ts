import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runMujie as mujie } from '#tests/support/run-mujie.ts'

const folder = mkdtempSync(join(tmpdir(), 'mujie-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ring = [
  [111, 35.048738495],
  [111.002193, 35.048738495],
  [111.002193, 35.0497],
  [111, 35.0497],
  [111, 35.048738495],
]
const polygon = { type: 'Polygon', coordinates: [ring] }

describe('mujie area', () => {
  test('prints id, tab, m² for each feature of a collection, a feature or a geometry', () => {
    const file = join(folder, 'two.geojson')
    const features = ['a', 'b'].map((id) => ({ type: 'Feature', id, properties: {}, geometry: polygon }))
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }))
    const both = mujie(['area', file])
    expect(both.code).toBe(0)
    expect(both.out).toMatch(/^a\t2\d{4}\.\d+\nb\t2\d{4}\.\d+\n$/)
    const single = mujie(['area', '-'], JSON.stringify(polygon))
    expect(single.out.trim().split('\t')[1]).toBe(both.out.split('\n')[0]!.split('\t')[1])
    expect(mujie(['area', '-'], JSON.stringify(features[0])).out).toMatch(/^a\t/)
  })

  test('says what is wrong, on the error stream, and fails', () => {
    for (const [args, input, says] of [
      [['area', join(folder, 'none')], '', 'cannot be read'],
      [['area', '-'], '{', 'is not JSON'],
      [['area', '-'], '{"type":"Feature","id":"x","geometry":null,"properties":{}}', 'geometry_missing'],
      [['area'], '', 'Which file'],
      [['fly'], '', 'no command'],
    ] as const) {
      const { code, out, fault } = mujie([...args], input)
      expect(code, says).not.toBe(0)
      expect(fault).toContain(says)
      expect(out).toBe('')
    }
  })
})

test('every command explains itself', () => {
  const { out } = mujie(['--help'])
  const names = [...out.matchAll(/^ {2}(\w+) /gm)].map((match) => match[1]!)
  expect(names).toEqual(
    expect.arrayContaining([
      'start',
      'migrate',
      'demo',
      'user',
      'import',
      'export',
      'area',
      'clock',
      'deadline',
    ]),
  )
  expect(mujie(['user', '--help']).out).toContain('user create')
})
