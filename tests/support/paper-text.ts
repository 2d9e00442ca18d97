import type { Paper, PaperBlock } from '#geodata/papers/paper.ts'

/** Everything that is written on a paper, in its order. */
function textOf(block: PaperBlock): string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [block.text]
    case 'facts':
      return block.rows.flat()
    case 'table':
      return [...block.columns.map(({ label }) => label), ...block.rows.flat()]
    case 'list':
      return [...block.items]
    case 'signature':
      return [block.organ, block.day, ...(block.parties ?? [])]
    case 'drawing':
      return [
        ...block.drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : [])),
        block.caption ?? '',
      ]
    case 'page_break':
      return []
  }
}

export const paperText = ({ head, title, number, blocks }: Paper): string =>
  [head ?? '', title, number ?? '', ...blocks.flatMap(textOf)].join('\n')
