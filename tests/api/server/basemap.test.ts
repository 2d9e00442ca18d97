import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { basemapOf, basemapOrigins } from '#api/config/basemap.ts'
import { openTestApp } from '#tests/support/app.ts'

const folder = mkdtempSync(join(tmpdir(), 'mujie-basemap-'))
const file = join(folder, '底图 1.pmtiles')
writeFileSync(file, Buffer.from(Array.from({ length: 64 }, (_, i) => i)))
afterAll(() => rmSync(folder, { recursive: true }))

const settle = (url?: string, tiandituKey?: string) => basemapOf({ url, tiandituKey })

describe('the basemap settings', () => {
  it('without any, nothing outside is asked for', () => {
    expect(settle()).toBeNull()
    expect(basemapOrigins(null)).toEqual([])
  })

  it('a key of 天地图 is enough', () => {
    const basemap = settle(undefined, 'k&1')
    if (!basemap || typeof basemap === 'string') throw new Error('no basemap')
    expect(basemap.tiles).toHaveLength(8)
    expect(basemap.tiles[0]).toContain('tk=k%261')
    expect(basemapOrigins(basemap)).toContain('https://t7.tianditu.gov.cn')
  })

  it('a template may ask for the key, and is the only server that the page may call', () => {
    const basemap = settle('https://tiles.example.cn/{z}/{x}/{y}.png?k={key}', 'abc')
    expect(basemap).toMatchObject({ tiles: ['https://tiles.example.cn/{z}/{x}/{y}.png?k=abc'] })
    expect(basemapOrigins(basemap as never)).toEqual(['https://tiles.example.cn'])
  })

  it.each([
    'https://tiles.example.cn/',
    'ftp://x/{z}/{x}/{y}',
    'https://x/{z}/{x}',
    'maps.pmtiles',
    'nonsense',
  ])('%s is refused with what is expected instead', (url) =>
    expect(settle(url)).toContain('BASEMAP_URL must be'),
  )

  it('an archive elsewhere is asked by the page itself', () => {
    const basemap = settle('pmtiles://https://tiles.example.cn/a.pmtiles')
    expect(basemap).toMatchObject({ archive: 'https://tiles.example.cn/a.pmtiles', file: null })
    expect(basemapOrigins(basemap as never)).toEqual(['https://tiles.example.cn'])
  })
})

describe('a basemap file of this machine', async () => {
  const basemap = settle(file)
  if (!basemap || typeof basemap === 'string') throw new Error('no basemap')
  const test = await openTestApp({ basemap })
  const url = '/tiles/basemap.pmtiles'

  it('is read by ranges, by people who are signed in', async () => {
    const headers = { range: 'bytes=8-11' }
    const answer = await test.as('leader', { url, headers })
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([206, 'bytes 8-11/64'])
    expect([...answer.rawPayload]).toEqual([8, 9, 10, 11])
    expect((await test.as('nobody', { url, headers })).statusCode).toBe(401)
  })

  it('beyond its end there is nothing', async () => {
    const answer = await test.as('leader', { url, headers: { range: 'bytes=900-911' } })
    expect(answer.statusCode).toBe(416)
  })

  it('is told to the page, without the place where it lies', async () => {
    const { basemap: told } = (await test.get('leader', '/api/session')).json<{ basemap: object }>()
    expect(told).toEqual({ tiles: [], maxZoom: 18, archive: url, attribution: null })
  })
})
