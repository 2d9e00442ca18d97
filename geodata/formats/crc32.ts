let table: Uint32Array | undefined

const buildTable = (): Uint32Array => {
  const built = new Uint32Array(256)
  for (let n = 0; n < 256; n++) {
    let value = n
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    built[n] = value
  }
  return built
}

/** CRC-32 as zip files carry it. */
export const crc32 = (bytes: Uint8Array): number => {
  const steps = (table ??= buildTable())
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = steps[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
