/** Width and height in pixels from the head of a picture; nothing is decoded. */
export type PictureSize = { widthPx: number; heightPx: number }

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function pngSize(view: DataView): PictureSize | null {
  return view.byteLength < 24 ? null : { widthPx: view.getUint32(16), heightPx: view.getUint32(20) }
}

/** Start-of-frame markers, all but DHT (c4), JPG (c8) and DAC (cc). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** The segments of a JPEG up to its picture: marker, where its content begins, how long that is. */
export function* jpegSegments(bytes: Uint8Array): Generator<{ marker: number; at: number; length: number }> {
  const view = viewOf(bytes)
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2) - 2
    if (marker === 0xda || length < 0 || at + 4 + length > bytes.length) return
    yield { marker, at: at + 4, length }
    at += 4 + length
  }
}

function jpegSize(bytes: Uint8Array): PictureSize | null {
  const view = viewOf(bytes)
  for (const { marker, at, length } of jpegSegments(bytes))
    if (isFrame(marker) && length >= 6)
      return { heightPx: view.getUint16(at + 1), widthPx: view.getUint16(at + 3) }
  return null
}

function webpSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 30) return null
  const view = viewOf(bytes)
  const uint24 = (at: number) => view.getUint16(at, true) + (bytes[at + 2]! << 16)
  switch (String.fromCharCode(...bytes.subarray(12, 16))) {
    case 'VP8X':
      return { widthPx: uint24(24) + 1, heightPx: uint24(27) + 1 }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return {
        widthPx: view.getUint16(26, true) & 0x3fff,
        heightPx: view.getUint16(28, true) & 0x3fff,
      }
    default:
      return null
  }
}

export function pictureSize(mediaType: string, bytes: Uint8Array): PictureSize | null {
  const size =
    mediaType === 'image/png'
      ? pngSize(viewOf(bytes))
      : mediaType === 'image/jpeg'
        ? jpegSize(bytes)
        : mediaType === 'image/webp'
          ? webpSize(bytes)
          : null
  return size && size.widthPx > 0 && size.heightPx > 0 ? size : null
}
