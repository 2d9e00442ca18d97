import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const rooms = ['geodata', 'migrations', 'api', 'web', 'tests'] as const
type Room = (typeof rooms)[number]

/** Who may import whom; `types` means `import type` only. */
const direction: Record<Room, Partial<Record<Room, 'all' | 'types'>>> = {
  geodata: {},
  migrations: {},
  api: { geodata: 'all', migrations: 'all' },
  web: { geodata: 'all', api: 'types' },
  tests: { geodata: 'all', migrations: 'all', api: 'all', web: 'all' },
}

/** Packages that only some files may name. */
const reserved: { pattern: RegExp; allowed: RegExp; why: string }[] = [
  {
    pattern: /^(pg$|@electric-sql\/)/,
    allowed: /^api\/db\/(pglite|postgres|image)|^tests\//,
    why: 'drivers stay in api/db',
  },
  { pattern: /^pg-boss/, allowed: /^api\/jobs\//, why: 'the queue stays in api/jobs' },
  { pattern: /^maplibre-gl/, allowed: /^web\/map\/|^tests\//, why: 'the map library stays in web/map' },
  { pattern: /^node:/, allowed: /^(api|tests|migrations)\//, why: 'geodata and web run without Node' },
  { pattern: /^vue$|^pinia|^vue-/, allowed: /^(web|tests)\//, why: 'screens stay in web' },
]

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(join(root, path)).isDirectory()) return filesIn(path)
    return /\.(ts|vue)$/.test(name) && !name.endsWith('.d.ts') ? [path] : []
  })
}

type Import = { from: string; to: string; typeOnly: boolean }

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  const pattern =
    /(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  for (const match of text.matchAll(pattern)) {
    found.push({ from: file, to: match[2] ?? match[3] ?? '', typeOnly: Boolean(match[1]) })
  }
  return found
}

/** Where an import leads, from the root of the checkout; undefined for packages. */
function targetOf({ from, to }: Import): string | undefined {
  const path = to.startsWith('#')
    ? to.slice(1)
    : to.startsWith('.')
      ? relative(root, resolve(root, dirname(from), to))
      : undefined
  return path
}

function roomOf(one: Import): Room | undefined {
  const path = targetOf(one)
  return rooms.find((room) => path === room || path?.startsWith(`${room}/`))
}

const imports = rooms.flatMap(filesIn).flatMap(importsOf)

describe('the rooms', () => {
  test('import only in the drawn direction', () => {
    const wrong = imports.filter((one) => {
      const from = rooms.find((room) => one.from.startsWith(`${room}/`))!
      const to = roomOf(one)
      if (!to || to === from) return false
      const allowed = direction[from][to]
      return allowed !== 'all' && !(allowed === 'types' && one.typeOnly)
    })
    expect(wrong).toEqual([])
  })

  test('keep drivers, map library, Node and screens where they belong', () => {
    const wrong = imports.flatMap((one) =>
      reserved
        .filter(({ pattern, allowed }) => !one.typeOnly && pattern.test(one.to) && !allowed.test(one.from))
        .map(({ why }) => ({ ...one, why })),
    )
    expect(wrong).toEqual([])
  })

  test('a feature of the API calls another feature’s service, never its queries', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const own = /^api\/features\/([^/]+)\//.exec(from)?.[1]
      const other = /\.\.\/([^/]+)\/[^/]+\.queries\.ts$/.exec(to)?.[1]
      return !typeOnly && own !== undefined && other !== undefined && own !== other && other !== 'zones'
    })
    expect(wrong).toEqual([])
  })

  test('web keeps its order: stores, ui, i18n, api-client ← map ← editing ← features ← app', () => {
    const order = ['ground', 'map', 'editing', 'features', 'app']
    // Stores hold truth and know no screen; the map follows them, so they lie below everything that shows.
    const isGround = (path: string) =>
      /^web\/(ui|i18n|api-client)\/|^web\/app\/([\w-]+\.store|url-state)\.ts$/.test(path)
    const rank = (path: string) =>
      order.indexOf(isGround(path) ? 'ground' : (/^web\/([^/]+)\//.exec(path)?.[1] ?? ''))
    const wrong = imports.filter((one) => {
      const target = targetOf(one)
      if (!one.from.startsWith('web/') || one.typeOnly || target === undefined) return false
      return rank(one.from) >= 0 && rank(target) > rank(one.from)
    })
    expect(wrong).toEqual([])
  })

  test('each has a README of at most 40 lines', () => {
    for (const room of rooms) {
      const file = join(root, room, 'README.md')
      expect(existsSync(file), `${room}/README.md`).toBe(true)
      expect(readFileSync(file, 'utf8').split('\n').length, `${room}/README.md`).toBeLessThanOrEqual(41)
    }
  })

  test('no import leads nowhere', () => {
    const lost = imports.filter(({ from, to }) => {
      const clean = to.replace(/\?.*$/, '')
      if (clean.startsWith('#')) return !existsSync(join(root, clean.slice(1)))
      return clean.startsWith('.') && !existsSync(resolve(root, dirname(from), clean))
    })
    expect(lost).toEqual([])
  })
})
