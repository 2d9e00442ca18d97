import * as fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readCoordinateText } from '#geodata/formats/coordinate-text.ts'
import { readCsv } from '#geodata/formats/csv.ts'
import { openDbf } from '#geodata/formats/dbf-reader.ts'
import type { ReadAnswer } from '#geodata/formats/exchange.ts'
import { readGeojson } from '#geodata/formats/geojson.ts'
import { readPrj } from '#geodata/formats/prj.ts'
import { readFile } from '#geodata/formats/registry.ts'
import { openShapefile } from '#geodata/formats/shapefile.ts'
import { fixtureBytes } from './read-fixture.ts'

const walk = (answer: ReadAnswer): void => {
  if (!answer.ok) {
    expect(answer.reason).toMatch(/^[a-z0-9_]+$/)
    return
  }
  for (const layer of answer.layers) {
    for (const { geometry, reason } of layer.features())
      expect(geometry !== null || reason !== undefined).toBe(true)
    expect(layer.findings.length).toBeLessThan(40_000)
    expect(layer.fields.length).toBeLessThan(3000)
  }
}

const sample = fixtureBytes('nz-survey-adjustments.zip')
const parts = unzipSync(sample)
const part = (extension: string): Uint8Array => parts[`nz_waca_adjustments.${extension}`]!
const text = fixtureBytes('coordinate-text/hole-and-part.txt')
const json = new TextEncoder().encode(
  '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"b"},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,2]]]}}]}',
)

/** A real file with some bytes changed, or cut short. */
const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      edits: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 12 }),
      keep: fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length)),
    })
    .map(({ edits, keep }) => {
      const copy = bytes.slice(0, keep)
      for (const [at, value] of edits) if (at < copy.length) copy[at] = value
      return copy
    })

const random = fc.uint8Array({ maxLength: 600 })
const choices = fc.constantFrom(
  {},
  { crs: 4490 },
  { crs: 4525, swapAxes: true },
  { encoding: 'gbk' },
  { crs: 2361 },
)

describe('bytes of any kind end in an answer, never in an exception', () => {
  it('for every reader by itself', () => {
    expect(() =>
      fc.assert(
        fc.property(random, choices, (bytes, chosen) => {
          const request = { bytes, fileName: 'x', choices: chosen }
          walk(readGeojson(request))
          walk(readCoordinateText(request))
          for (const fileName of ['x.txt', 'x.json', 'x.shp', 'x.zip', 'x'])
            if (bytes.length > 0) walk(readFile({ ...request, fileName }))
          openDbf(bytes)
          readPrj(new TextDecoder().decode(bytes))
          readCsv(new TextDecoder().decode(bytes))
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow()
  })

  it('for text that looks like JSON', () => {
    const jsonish = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"features"',
        '"type"',
        '1',
        'null',
        '\n',
        '\\',
        ' ',
      ),
      { maxLength: 60 },
    )
    expect(() =>
      fc.assert(
        fc.property(jsonish, (tokens) => {
          const bytes = new TextEncoder().encode(`{${tokens.join('')}`)
          walk(readGeojson({ bytes, fileName: 'x.json' }))
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow()
  })

  it('for coordinate text of any rows', () => {
    const cell = fc.constantFrom(
      '',
      'J1',
      '1',
      '2',
      '面',
      '@',
      '3880000',
      '37500000',
      '37500010.5',
      '-1',
      '1e9',
      'x',
      '111.5',
      '【',
      '=',
    )
    const lines = fc.array(
      fc.array(cell, { maxLength: 10 }).map((cells) => cells.join(',')),
      { maxLength: 30 },
    )
    expect(() =>
      fc.assert(
        fc.property(lines, choices, (rows, chosen) => {
          const bytes = new TextEncoder().encode(['坐标系=2000', '[地块坐标]', ...rows].join('\n'))
          walk(readCoordinateText({ bytes, fileName: 'x.txt', choices: chosen }))
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow()
  })

  it('for real files that were damaged', () => {
    expect(() =>
      fc.assert(
        fc.property(damaged(sample), damaged(text), damaged(json), choices, (zip, txt, geojson, chosen) => {
          walk(readFile({ bytes: zip, fileName: 'x.zip', choices: chosen }))
          walk(readFile({ bytes: txt, fileName: 'x.txt', choices: chosen }))
          walk(readFile({ bytes: geojson, fileName: 'x.json', choices: chosen }))
        }),
        { numRuns: 60 },
      ),
    ).not.toThrow()
  })

  it('for shapefiles damaged inside the archive', () => {
    const small = part('shp').slice(0, 6000)
    const files = fc.record({
      shp: damaged(small),
      shx: damaged(part('shx')),
      dbf: damaged(part('dbf')),
      prj: damaged(part('prj')),
    })
    expect(() =>
      fc.assert(
        fc.property(files, choices, (given, chosen) => {
          const layer = openShapefile(
            { name: 'x', ...given },
            { bytes: sample, fileName: 'x', choices: chosen },
          )
          if (layer) walk({ ok: true, layers: [layer], findings: [] })
        }),
        { numRuns: 150 },
      ),
    ).not.toThrow()
  })
})

describe('counts in headers', () => {
  it('of parts and points do not allocate', () => {
    const shp = part('shp').slice(0, 2000)
    const view = new DataView(shp.buffer)
    view.setInt32(100 + 8 + 36, 0x7ffffff0, true)
    view.setInt32(100 + 8 + 40, 0x7ffffff0, true)
    const layer = openShapefile({ name: 'x', shp }, { bytes: shp, fileName: 'x', choices: { crs: 4490 } })!
    expect([...layer.features()][0]).toMatchObject({ reason: 'shape_damaged' })
  })

  it('of records do not allocate', () => {
    const dbf = part('dbf').slice()
    new DataView(dbf.buffer).setUint32(4, 0xffffffff, true)
    expect(openDbf(dbf)).toMatchObject({ declaredCount: 0xffffffff, count: 228 })
  })

  it('of record lengths do not run backwards', () => {
    const shp = part('shp').slice()
    for (const words of [0, -4, 0x7fffffff]) {
      new DataView(shp.buffer).setInt32(104, words)
      const layer = openShapefile({ name: 'x', shp }, { bytes: shp, fileName: 'x' })!
      expect([...layer.features()]).toEqual([])
      expect(layer.findings.map(({ code }) => code)).toContain('shp_truncated')
    }
  })
})

it('a file that is nothing we know is named as such', () => {
  expect(readFile({ bytes: new Uint8Array([1, 2, 3]), fileName: 'x.dwg' })).toMatchObject({
    reason: 'format_unknown',
  })
  expect(readFile({ bytes: new Uint8Array(), fileName: 'x.zip' })).toMatchObject({ reason: 'file_empty' })
  expect(readFile({ bytes: zipSync({}), fileName: 'x.zip' })).toMatchObject({
    reason: 'archive_without_layers',
  })
})
