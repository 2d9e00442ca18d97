import { inflateSync } from 'node:zlib'

/** Objects of a PDF as we write it: dictionaries in plain text, streams deflated or plain. */
function objectsOf(pdf: Buffer): Map<number, { head: string; stream: string | null }> {
  const text = pdf.toString('latin1')
  const found = new Map<number, { head: string; stream: string | null }>()
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const from = match.index + match[0].length
    const end = text.indexOf('\nendobj', from)
    const at = text.indexOf('stream\n', from)
    const hasStream = at >= 0 && at < end
    const head = text.slice(from, hasStream ? at : end)
    const bytes = pdf.subarray(at + 7, text.lastIndexOf('endstream', end))
    const stream = !hasStream
      ? null
      : head.includes('FlateDecode')
        ? inflateSync(bytes).toString('latin1')
        : null
    found.set(Number(match[1]), { head, stream })
  }
  return found
}

const unhex = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

/** The characters of a font's glyph numbers, from its ToUnicode table. */
function charactersOf(table: string): Map<number, string> {
  const map = new Map<number, string>()
  for (const [, from, , list] of table.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*\[([^\]]*)\]/g)) {
    const signs = [...list!.matchAll(/<([0-9a-f ]+)>/g)].map(([, hex]) => unhex(hex!.replaceAll(' ', '')))
    signs.forEach((sign, i) => map.set(Number.parseInt(from!, 16) + i, sign))
  }
  return map
}

/**
 * What a PDF says, page by page: glyph numbers through the ToUnicode table of their font, in the order in which they
 * are drawn. The fonts are subset, so this is also what a reader finds who searches or copies.
 */
export function pdfPages(pdf: Buffer): string[] {
  const objects = objectsOf(pdf)
  const reference = (head: string, name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1])
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/.test(head))
  return pages.map(({ head }) => {
    const resources = objects.get(reference(head, 'Resources'))?.head ?? head
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => {
        const table = objects.get(reference(objects.get(Number(id))!.head, 'ToUnicode'))
        return [name!, charactersOf(table?.stream ?? '')] as const
      }),
    )
    const content = objects.get(reference(head, 'Contents'))?.stream ?? ''
    let font: Map<number, string> | undefined
    let text = ''
    for (const [, name, list] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name) font = fonts.get(name)
      for (const [, hex] of (list ?? '').matchAll(/<([0-9a-f]+)>/g))
        for (let i = 0; i < hex!.length; i += 4)
          text += font?.get(Number.parseInt(hex!.slice(i, i + 4), 16)) ?? ''
    }
    return text
  })
}

export const pdfText = (pdf: Buffer): string => pdfPages(pdf).join('\n')
