import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openArchive } from '#geodata/formats/archive.ts'
import { encodeGbk } from '#geodata/formats/gbk.ts'
import { readFile } from '#geodata/formats/registry.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

/** Patches the central directory of the only entry of an archive. */
const patched = (zip: Uint8Array, change: (view: DataView, entry: number) => void): Uint8Array => {
  const copy = zip.slice()
  const view = new DataView(copy.buffer)
  change(view, view.getUint32(copy.length - 22 + 16, true))
  return copy
}

const openOne = (zip: Uint8Array, limits = {}) => {
  const opened = openArchive(zip, limits)
  if (!opened.ok) return opened
  return opened.archive.read(opened.archive.entries[0]!)
}

const hello = zipSync({ 'a.txt': text('hello') })

describe('an archive', () => {
  it('gives back what was packed or stored', () => {
    for (const level of [0, 6] as const) {
      const content = text('亩'.repeat(100_000))
      const read = openOne(zipSync({ 'a.txt': [content, { level }] }))
      expect(read.ok && Buffer.compare(read.bytes, content)).toBe(0)
    }
  })

  it('leaves out folders and what operating systems add', () => {
    const opened = openArchive(
      zipSync({
        'a/': text(''),
        '__MACOSX/a/._b.shp': text('x'),
        'a/.DS_Store': text('x'),
        'a/b.shp': text('x'),
      }),
    )
    expect(opened.ok && opened.archive.entries.map(({ path }) => path)).toEqual(['a/b.shp'])
  })

  it('reads names in UTF-8 with and without the flag, and in GBK', () => {
    const name = '红线范围.txt'
    const flagged = zipSync({ [name]: text('x') })
    const unflagged = patched(flagged, (view, entry) => view.setUint16(entry + 8, 0, true))
    const gbkName = encodeGbk(name)
    const raw = gbkName.ok ? gbkName.bytes : new Uint8Array()
    const latin = zipSync({ ['x'.repeat(raw.length)]: text('x') })
    const gbk = patched(latin, (view, entry) => raw.forEach((byte, i) => view.setUint8(entry + 46 + i, byte)))
    for (const zip of [flagged, unflagged, gbk]) {
      const opened = openArchive(zip)
      expect(opened.ok && opened.archive.entries[0]!.path).toBe(name)
    }
  })
})

describe('a hostile archive', () => {
  it.each([
    ['../a.shp', 'archive_path_leaves'],
    ['a/../../b.shp', 'archive_path_leaves'],
    ['/etc/a.shp', 'archive_path_leaves'],
    ['C:/a.shp', 'archive_path_leaves'],
    ['..\\a.shp', 'archive_path_ambiguous'],
    ['a\\b.shp', 'archive_path_ambiguous'],
  ])('with the path %s is refused whole', (path, reason) => {
    const zip = zipSync({ 'good.txt': text('x'), [path]: text('x') })
    expect(openArchive(zip)).toEqual({ ok: false, reason, path })
    expect(readFile({ bytes: zip, fileName: 'x.zip' })).toMatchObject({ ok: false, reason })
  })

  it('with a link is refused', () => {
    const linked = patched(hello, (view, entry) => {
      view.setUint16(entry + 4, 3 << 8, true)
      view.setUint32(entry + 38, 0o120777 * 0x10000, true)
    })
    expect(openArchive(linked)).toMatchObject({ ok: false, reason: 'archive_link' })
  })

  it('that is encrypted is refused', () => {
    const encrypted = patched(hello, (view, entry) => view.setUint16(entry + 8, 1, true))
    expect(openArchive(encrypted)).toMatchObject({ ok: false, reason: 'archive_encrypted' })
  })

  it('with too many entries is refused', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.txt`, text('x')]))
    expect(openArchive(zipSync(many), { entries: 20 })).toMatchObject({ reason: 'archive_too_many_entries' })
  })

  it('that unpacks to more than allowed is stopped while it is unpacked, whatever it declares', () => {
    const bomb = zipSync({ 'a.shp': new Uint8Array(40_000_000) })
    const lying = patched(bomb, (view, entry) => view.setUint32(entry + 24, 10, true))
    for (const zip of [bomb, lying])
      expect(openOne(zip, { totalBytes: 1_000_000 })).toMatchObject({
        ok: false,
        reason: 'archive_too_large',
      })
  })

  it('that expands beyond all reason is stopped', () => {
    const bomb = zipSync({ 'a.shp': new Uint8Array(80_000_000) })
    expect(openOne(bomb)).toMatchObject({ ok: false, reason: 'archive_ratio' })
  })

  it('counts all entries together', () => {
    const opened = openArchive(zipSync({ 'a.txt': new Uint8Array(600), 'b.txt': new Uint8Array(600) }), {
      totalBytes: 1000,
    })
    if (!opened.ok) throw new Error(opened.reason)
    const [a, b] = opened.archive.entries
    expect(opened.archive.read(a!).ok).toBe(true)
    expect(opened.archive.read(b!)).toMatchObject({ ok: false, reason: 'archive_too_large', path: 'b.txt' })
  })

  it('that declares a giant neither allocates nor fails', () => {
    const giant = patched(hello, (view, entry) => view.setUint32(entry + 24, 0xfffffff0, true))
    expect(openOne(giant)).toMatchObject({ ok: true })
  })

  it('that is damaged or cut says so', () => {
    const big = zipSync({ 'a.txt': [text('abcdefgh'.repeat(5000)), { level: 0 }] })
    const damaged = big.slice()
    damaged[1000] = damaged[1000]! ^ 1
    expect(openOne(damaged)).toMatchObject({ ok: false, reason: 'archive_checksum' })
    expect(openArchive(big.subarray(0, 500))).toMatchObject({ ok: false, reason: 'archive_damaged' })
    const away = patched(hello, (view, entry) => view.setUint32(entry + 42, 0x7fffffff, true))
    expect(openOne(away)).toMatchObject({ ok: false, reason: 'archive_truncated' })
    const method = patched(hello, (view, entry) => view.setUint16(entry + 10, 12, true))
    expect(openOne(method)).toMatchObject({ ok: false, reason: 'archive_method_unknown' })
  })

  it('inside another is not followed, and said', () => {
    const answer = readFile({
      bytes: zipSync({ 'inner.zip': hello, 'a.geojson': text('{"type":"FeatureCollection","features":[]}') }),
      fileName: 'x.zip',
    })
    expect(answer.ok && answer.layers.map(({ name }) => name)).toEqual(['a'])
    expect(answer.findings).toEqual([
      { code: 'archive_nested', severity: 'note', detail: { path: 'inner.zip' } },
    ])
  })
})
