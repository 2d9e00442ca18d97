/** The little of the tar format that the embedded engine's files need (ustar, short names, files and folders). */
export type TarEntry = {
  name: string
  isFolder: boolean
  content: Buffer
  /** With its header. */ raw: Buffer
}

const block = 512

export function* readTar(tar: Buffer): Generator<TarEntry> {
  for (let start = 0; start + block <= tar.length;) {
    const name = textField(tar, start, 100)
    if (name === '') return
    const size = Number.parseInt(textField(tar, start + 124, 12), 8) || 0
    const end = start + block + Math.ceil(size / block) * block
    if (end > tar.length) throw new Error(`the archive ends inside ${name}`)
    const prefix = textField(tar, start + 345, 155)
    yield {
      name: prefix && textField(tar, start + 257, 5) === 'ustar' ? `${prefix}/${name}` : name,
      isFolder: textField(tar, start + 156, 1) === '5' || name.endsWith('/'),
      content: tar.subarray(start + block, start + block + size),
      raw: tar.subarray(start, end),
    }
    start = end
  }
}

/** An archive of entries taken from another one. */
export function joinTar(entries: TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(({ raw }) => raw), Buffer.alloc(2 * block)])
}

function textField(tar: Buffer, start: number, length: number): string {
  const field = tar.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? length : end).trim()
}

/** One entry, written in the same way whoever writes it: no owner, no time. */
export function tarEntry(name: string, content: Buffer | null): TarEntry {
  const header = Buffer.alloc(block)
  const isFolder = content === null
  const size = content?.length ?? 0
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for the archive`)
  header.write(name, 0)
  header.write(isFolder ? '0000700\0' : '0000600\0', 100)
  header.write('0000000\x000000000\0', 108)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write(`        ${isFolder ? '5' : '0'}`, 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const padding = Buffer.alloc((block - (size % block)) % block)
  const raw = Buffer.concat([header, content ?? Buffer.alloc(0), padding])
  return { name, isFolder, content: content ?? Buffer.alloc(0), raw }
}
