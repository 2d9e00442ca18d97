import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Noto Sans Hans, whole; what a paper uses of it is embedded in the paper. */
const require = createRequire(import.meta.url)
const folder = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts')

const load = (face: string) => {
  let bytes: Buffer | undefined
  return () => (bytes ??= readFileSync(join(folder, `NotoSansHans-${face}.otf`)))
}

export const paperFonts = { regular: load('Regular'), bold: load('Bold') }
