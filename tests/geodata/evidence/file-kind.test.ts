import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOfFile } from '#geodata/evidence/file-kind.ts'
import { photoFacts } from '#geodata/evidence/exif.ts'
import { pictureSize } from '#geodata/evidence/picture-size.ts'
import { docx, jpeg, pdf, png, swollenZip, xlsx, zip } from '#tests/support/evidence-files.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text)
const verdict = (name: string, bytes: Uint8Array): string => {
  const found = kindOfFile(name, bytes)
  return found.ok ? found.kind : found.reason
}

describe('the kind of a file', () => {
  it.each<[string, Uint8Array, string]>([
    ['现场.jpg', jpeg(), 'jpeg'],
    ['现场.JPEG', jpeg(), 'jpeg'],
    ['现场.png', png(), 'png'],
    ['现场.webp', bytesOf('RIFF0000WEBPVP8 '), 'webp'],
    ['认定书.pdf', pdf(), 'pdf'],
    ['认定书.docx', docx(), 'docx'],
    ['台账.xlsx', xlsx(), 'xlsx'],
    ['红线.dwg', bytesOf('AC1032\0\0\0'), 'dwg'],
    ['红线.dxf', bytesOf('  0\nSECTION\n  2\nHEADER\n'), 'dxf'],
    ['红线.dxf', bytesOf('999\nmade by hand\n0\r\nSECTION\r\n'), 'dxf'],
    ['坐标.txt', bytesOf('[地块坐标]\nJ1,1,3875000.1,37450000.2\n'), 'txt'],
    ['坐标.txt', Uint8Array.from([0xd7, 0xf8, 0xb1, 0xea]), 'txt'],
    ['照片.zip', zip({ 'a/照片.txt': 'x' }), 'zip'],
  ])('%s is read from its bytes', (name, bytes, kind) => {
    expect(verdict(name, bytes)).toBe(kind)
  })

  it.each<[string, string, Uint8Array, string]>([
    [
      'a page called a picture',
      '现场.jpg',
      bytesOf('<!doctype html><script>alert(1)</script>'),
      'type_not_allowed',
    ],
    ['a page', 'index.html', bytesOf('<html></html>'), 'type_not_allowed'],
    ['a page that begins with words', 'index.html', bytesOf('words <script></script>'), 'extension_differs'],
    ['a vector picture with a script', 'x.svg', bytesOf('<svg onload="x()"/>'), 'type_not_allowed'],
    ['a script', 'x.txt', bytesOf('#!/bin/sh\nrm -rf /\n'), 'type_not_allowed'],
    ['a program', 'x.exe', bytesOf('MZ\u0000\u0001\u0002'), 'type_not_allowed'],
    ['a picture called a document', 'x.pdf', png(), 'extension_differs'],
    ['a name without an extension', 'photo', png(), 'extension_differs'],
    ['nothing', 'x.txt', new Uint8Array(), 'empty_file'],
    ['an office file with macros', 'x.docx', docx({ 'word/vbaProject.bin': 'x' }), 'type_not_allowed'],
    ['an archive whose entry leaves it', 'x.zip', zip({ '../../etc/passwd': 'x' }), 'archive_unsafe'],
    ['an archive cut off', 'x.zip', zip({ a: 'x' }).subarray(0, 40), 'archive_unsafe'],
    ['an archive that unpacks to 3 GB', 'x.zip', swollenZip(3_000_000_000), 'archive_too_large'],
    ['an archive that swells a thousandfold', 'x.zip', swollenZip(200 << 20), 'archive_too_large'],
  ])('%s is refused', (_what, name, bytes, reason) => {
    expect(verdict(name, bytes)).toBe(reason)
  })

  it('is found or refused for any bytes without a fault', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('a.jpg', 'a.zip', 'a.txt', ''),
        (bytes, name) => {
          expect(typeof verdict(name, bytes)).toBe('string')
        },
      ),
    )
  })
})

describe('what a picture says of itself', () => {
  it('is its size', () => {
    expect(pictureSize('image/png', png(30, 20))).toEqual({ widthPx: 30, heightPx: 20 })
    expect(pictureSize('image/jpeg', jpeg())).toEqual({ widthPx: 640, heightPx: 480 })
    expect(pictureSize('application/pdf', pdf())).toBeNull()
  })

  it('is the day and the place of a photograph', () => {
    const shot = jpeg({ takenAt: '2026:02:28 09:30:00', lat: [35, 0, 36], lng: [111, 1, 12.5] })
    expect(photoFacts(shot)).toEqual({
      observedOn: '2026-02-28',
      position: [111.0201389, 35.01],
      accuracyM: 5,
    })
  })

  it.each([
    ['without EXIF', {}, null, null],
    ['with a day that is none', { takenAt: '2026:02:30 09:30:00' }, null, null],
    ['without a fix', { takenAt: '2026:02:28 00:00:00', lat: [0, 0, 0], lng: [0, 0, 0] }, '2026-02-28', null],
    ['from the south', { lat: [35, 0, 0], lng: [111, 0, 0], south: true }, null, [111, -35]],
  ] as const)('is left out where it is missing or damaged: %s', (_what, shot, observedOn, position) => {
    expect(photoFacts(jpeg(shot as Parameters<typeof jpeg>[0]))).toMatchObject({ observedOn, position })
  })

  it('never throws, whatever is damaged', () => {
    const whole = jpeg({ takenAt: '2026:02:28 09:30:00', lat: [35, 0, 36], lng: [111, 1, 12] })
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: whole.length }),
        (at, value, length) => {
          const bytes = Buffer.from(whole)
          bytes[at] = value
          expect(photoFacts(bytes.subarray(0, length))).toHaveProperty('observedOn')
          pictureSize('image/jpeg', bytes.subarray(0, length))
          pictureSize('image/webp', bytes.subarray(0, length))
        },
      ),
    )
  })
})
