import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { decode, detectCellEncoding, detectEncoding, encodingNamed } from '#geodata/formats/encoding.ts'
import { decodeGbk, encodeGbk } from '#geodata/formats/gbk.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const gbk = (text: string): Uint8Array => {
  const encoded = encodeGbk(text)
  if (!encoded.ok) throw new Error(encoded.characters.join())
  return encoded.bytes
}

const everyday = '运城经济技术开发区北相镇一号地块，工业用地；面积 33.77 亩。'

describe('the encoding of a text', () => {
  it.each([
    ['plain ASCII', utf8('parcel 1'), 'utf-8', 'not_needed'],
    ['UTF-8 with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x41]), 'utf-8', 'bom'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x2d, 0x4e]), 'utf-16le', 'bom'],
    ['UTF-8', utf8(everyday), 'utf-8', 'utf8_strict'],
    ['UTF-8 with letters of two bytes', utf8('Straße ë'), 'utf-8', 'utf8_strict'],
    ['GBK', gbk(everyday), 'gb18030', 'gb18030_scored'],
  ])('is found for %s', (_, bytes, name, how) => {
    expect(detectEncoding(bytes)).toMatchObject({ name, how })
  })

  it.each([
    [
      'Big5',
      new Uint8Array([0xb6, 0xa7, 0xb5, 0x6f, 0xb0, 0xcf, 0xa4, 0x67, 0xa6, 0x61, 0xad, 0xb1, 0xbf, 0x6e]),
    ],
    [
      'Latin letters of Windows',
      new Uint8Array([0x53, 0x74, 0x72, 0x61, 0xdf, 0x65, 0x20, 0xe9, 0x74, 0xe9]),
    ],
    ['Shift JIS', new Uint8Array([0x93, 0x79, 0x92, 0x6e, 0x82, 0xcc, 0x96, 0xca, 0x90, 0xcf])],
    ['one lone pair', new Uint8Array([0xd6, 0xd0])],
  ])('is asked for %s, with the text as each candidate would read it', (_, bytes) => {
    const answer = detectEncoding(bytes)
    expect(answer).toMatchObject({ name: null, how: 'unknown' })
    expect(answer.candidates.map(({ name }) => name)).toContain('big5')
    expect(answer.candidates.every(({ sample }) => sample.length > 0)).toBe(true)
  })

  it('is asked when the same bytes are Chinese in GBK and letters in UTF-8', () => {
    expect(detectEncoding(gbk('模模'))).toMatchObject({ name: null })
    expect(decode(gbk('模模'), 'utf-8')).toBe('ģģ')
  })

  it('is what a person says', () => {
    expect(detectEncoding(utf8(everyday), 'GBK')).toMatchObject({ name: 'gb18030', how: 'asked' })
  })

  it('of cells survives characters cut at their end', () => {
    const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - 1)
    expect(detectCellEncoding([cut(utf8('运城经济'))])).toMatchObject({ name: 'utf-8' })
    const cells = Array.from({ length: 9 }, () => gbk('运城经济技术开发区'))
    expect(detectCellEncoding([...cells, cut(gbk('运城经济'))])).toMatchObject({ name: 'gb18030' })
  })

  it('goes by many names', () => {
    expect(['UTF-8', '65001', 'GBK', 'cp936', 'ANSI 936', 'GB2312', 'toString'].map(encodingNamed)).toEqual([
      'utf-8',
      'utf-8',
      'gb18030',
      'gb18030',
      'gb18030',
      'gb18030',
      null,
    ])
  })
})

describe('GBK', () => {
  it('writes what the runtime reads', () => {
    expect(new TextDecoder('gbk').decode(gbk(everyday))).toBe(everyday)
    expect([...gbk('亩')]).toEqual([0xc4, 0xb6])
  })

  it('writes and reads each of its characters', () => {
    let held = 0
    for (let code = 0x80; code < 0x10000; code++) {
      const character = String.fromCharCode(code)
      const encoded = encodeGbk(character)
      if (!encoded.ok) continue
      held++
      expect(decodeGbk(encoded.bytes)).toBe(character)
    }
    expect(held).toBeGreaterThan(21_000)
  })

  it('names the characters that it does not have', () => {
    expect(encodeGbk('地块😀与𠮷')).toEqual({ ok: false, characters: ['😀', '𠮷'] })
  })

  it('reads four-byte characters and broken text like the runtime', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(decodeGbk(bytes)).toBe(new TextDecoder('gb18030').decode(bytes))
      }),
    )
  })
})
