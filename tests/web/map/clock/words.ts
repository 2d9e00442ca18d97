import { compileMessage } from '#web/i18n/compile-message.ts'
import type { Words } from '#web/map/clock/sentences.ts'

type Tree = { readonly [key: string]: string | Tree }

function entryAt(tree: Tree, key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<string | Tree | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), tree)
  return typeof found === 'string' ? found : undefined
}

/** A catalogue as the pages use it; a missing text or value is an error here, not a blank. */
export function wordsIn(catalogue: Tree): Words {
  return {
    te: (key) => entryAt(catalogue, key) !== undefined,
    t: (key, named, plural) => {
      const entry = entryAt(catalogue, key)
      if (entry === undefined) throw new Error(`no text for ${key}`)
      const context = {
        plural: (forms: string[]) => forms[Math.min(plural === 1 ? 0 : 1, forms.length - 1)],
        named: (name: string) => {
          if (named[name] === undefined || named[name] === null) throw new Error(`${key} lacks {${name}}`)
          return named[name]
        },
      }
      const compiled = compileMessage(entry, { locale: 'zh-CN', key, onError: () => undefined })
      return String(compiled(context as never))
    },
  }
}
