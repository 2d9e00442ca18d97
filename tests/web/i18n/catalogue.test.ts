import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problems } from '#api/http/problems.ts'
import { collections, viewCollectionIds } from '#geodata/model/collections.ts'
import { viewCollections } from '#geodata/model/views.ts'
import english from '#web/i18n/locales/en.json' with { type: 'json' }
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }
import { problemKeys } from '#web/api-client/problem.ts'
import { labelSources } from '#web/i18n/useLabels.ts'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const leaves = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') leaves.set(prefix + key, value)
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) leaves.set(path, text)
  }
  return leaves
}

const zh = flatten(chinese as Tree)
const en = flatten(english as Tree)
const webRoot = join(import.meta.dirname, '../../../web')
const sources = readdirSync(webRoot, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|vue)$/.test(file) && !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(join(webRoot, file), 'utf8') }))

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()

describe('the catalogues', () => {
  it('have the same keys in both languages', () => {
    expect([...zh.keys()].filter((key) => !en.has(key))).toEqual([])
    expect([...en.keys()].filter((key) => !zh.has(key))).toEqual([])
  })
  it('use the same placeholders in both languages', () => {
    const different = [...zh].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(en.get(key) ?? '').join(),
    )
    expect(different.map(([key]) => key)).toEqual([])
  })
  it('use only the syntax that compile-message.ts knows', () => {
    const foreign = /@[.:]|\{(?!\w+\}|'[^']*'\})/
    const odd = [...zh, ...en].filter(([, text]) => foreign.test(text))
    expect(odd.map(([key]) => key)).toEqual([])
  })
  it('leave no English text untranslated in Chinese', () => {
    const words = /^[a-z][a-z ,.']{11,}$/i
    // The switch speaks to those who do not read the language they see.
    const spokenInTheOther = new Set(['user.language_switch'])
    const english = [...zh].filter(([key, text]) => words.test(text) && !spokenInTheOther.has(key))
    expect(english.map(([key]) => key)).toEqual([])
  })
  it('have every literal key that the pages use', () => {
    const sections = Object.keys(chinese).join('|')
    const literal = new RegExp(`['\`]((?:${sections})\\.[a-z0-9_]+(?:\\.[a-z0-9_]+)*)['\`]`, 'g')
    const missing = sources.flatMap(({ file, text }) =>
      [...text.matchAll(literal)]
        .filter((match) => !zh.has(match[1]!))
        .map((match) => `${file}: ${match[1]}`),
    )
    expect(missing).toEqual([])
  })
  it('have every key that is translated by its name, whatever its section', () => {
    const call = /\b\$?t\(\s*'([^']+)'/g
    const missing = sources.flatMap(({ file, text }) =>
      [...text.matchAll(call)].filter((match) => !zh.has(match[1]!)).map((match) => `${file}: ${match[1]}`),
    )
    expect(missing).toEqual([])
  })
  it('name every collection, field and code of the registry', () => {
    const wanted = collections.flatMap((collection) => [
      `collections.${collection.id}`,
      `collection.${collection.id}`,
      ...collection.fields.flatMap((field) => [
        `fields.${collection.id}.${field.name}`,
        ...(field.type === 'code'
          ? field.codes.map((code) => `codes.${collection.id}.${field.name}.${code}`)
          : []),
        ...(field.type === 'number' ? [`units.${field.unit}`] : []),
      ]),
    ])
    const views = viewCollectionIds.flatMap((id) => [`collections.${id}`, `collection.${id}`])
    expect([...wanted, ...views].filter((key) => !zh.has(key))).toEqual([])
  })
  it('name every field and code of the views, their own or borrowed', () => {
    const isNamed = (view: string, path: (source: string) => string): boolean =>
      labelSources(view).some((source) => zh.has(path(source)))
    const unnamed = viewCollections.flatMap((view) =>
      view.fields.flatMap((field) => [
        ...(isNamed(view.id, (source) => `fields.${source}.${field.name}`)
          ? []
          : [`${view.id}.${field.name}`]),
        ...(field.type === 'code' ? field.codes : [])
          .filter((code) => !isNamed(view.id, (source) => `codes.${source}.${field.name}.${code}`))
          .map((code) => `${view.id}.${field.name}.${code}`),
      ]),
    )
    expect(unnamed).toEqual([])
  })
  it('explain every refusal of the server', () => {
    expect(Object.keys(problems).filter((code) => !(code in problemKeys))).toEqual([])
    expect(Object.values(problemKeys).filter((key) => !zh.has(key))).toEqual([])
  })
})
