/** A node of well-known text, version 1 or 2: `KEYWORD["name", 1.5, CHILD[…]]`. */
export type WktNode = { keyword: string; values: (string | number)[]; children: WktNode[] }

const tokenPattern =
  /"((?:[^"]|"")*)"|([A-Za-z_][A-Za-z0-9_]*)|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([[\](),])/g

/** Longest .prj worth reading; real ones have below 5 kB. */
const longestText = 65_536
const deepest = 32

/** The tree, or null when the text is not well-known text. Never throws. */
export const parseWkt = (text: string): WktNode | null => {
  const root: WktNode = { keyword: '', values: [], children: [] }
  const open: WktNode[] = [root]
  let keyword: string | null = null
  for (const [, quoted, word, number, mark] of text.slice(0, longestText).matchAll(tokenPattern)) {
    const node = open.at(-1)
    if (!node || open.length > deepest) return null
    if (mark === '[' || mark === '(') {
      if (keyword === null) return null
      const child: WktNode = { keyword: keyword.toUpperCase(), values: [], children: [] }
      node.children.push(child)
      open.push(child)
      keyword = null
    } else if (mark === ']' || mark === ')') open.pop()
    else if (quoted !== undefined) node.values.push(quoted.replaceAll('""', '"'))
    else if (number !== undefined) node.values.push(Number(number))
    else if (word !== undefined) keyword = word
  }
  return root.children[0] ?? null
}

/** The first node with one of the keywords, the node itself included, nearest first. */
export const findNode = (root: WktNode, ...keywords: string[]): WktNode | undefined => {
  let level = [root]
  while (level.length > 0) {
    const found = level.find((node) => keywords.includes(node.keyword))
    if (found) return found
    level = level.flatMap((node) => node.children)
  }
  return undefined
}

export const nameOf = (node: WktNode | undefined): string => String(node?.values[0] ?? '')

/** `AUTHORITY["EPSG","4525"]` or `ID["EPSG",4525]` directly under the node. */
export const epsgOf = (node: WktNode): number | null => {
  const id = node.children.find(
    ({ keyword, values }) =>
      (keyword === 'AUTHORITY' || keyword === 'ID') && /^EPSG$/i.test(String(values[0])),
  )
  const code = Number(id?.values[1])
  return Number.isInteger(code) && code > 0 ? code : null
}
