import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']

export type DrawTimes = { scriptKb: number; workerKb: number; drawnS: number[] }

/**
 * Opens the map as an officer in a browser that knows nothing yet. `drawnS`: from the click on sign-in until
 * parcels are on the screen; `scriptKb`: all script of the page that was fetched till then, gzip; `workerKb`: that of MapLibre's worker.
 */
export async function drawTimes(origin: string, rounds: number): Promise<DrawTimes | undefined> {
  if (!existsSync(executablePath)) {
    console.log('left out: the map page (no Chromium on this machine)')
    return undefined
  }
  const browser = await chromium.launch({ executablePath, args })
  try {
    const drawnS: number[] = []
    let [scriptKb, workerKb] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      const found = await openOnce(browser, origin)
      drawnS.push(found.tookS)
      ;({ scriptKb, workerKb } = found)
    }
    return { scriptKb, workerKb, drawnS }
  } finally {
    await browser.close()
  }
}

async function openOnce(
  browser: Browser,
  origin: string,
): Promise<Omit<DrawTimes, 'drawnS'> & { tookS: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    const scripts = new Map<string, Promise<number>>()
    context.on('response', (response) => {
      if (!/javascript/.test(response.headers()['content-type'] ?? '')) return
      scripts.set(
        response.url(),
        response.body().then((body) => gzipSync(body).length),
      )
    })
    await page.addInitScript(() => localStorage.setItem('mujie.e2e', '1'))
    await page.goto(`${origin}/sign-in?next=%2Fmap`)
    const button = page.locator('.sign-in-demo button', { hasText: 'officer' })
    await button.waitFor()
    const began = performance.now()
    await button.click()
    await page.waitForFunction(() => {
      const map = Reflect.get(window, '__mujieMap') as
        | { isStyleLoaded(): boolean; queryRenderedFeatures(): { sourceLayer?: string }[] }
        | undefined
      return (
        map?.isStyleLoaded() &&
        map.queryRenderedFeatures().some(({ sourceLayer }) => sourceLayer === 'parcels')
      )
    })
    const tookS = (performance.now() - began) / 1000
    await page.waitForLoadState('networkidle')
    const sizes = await Promise.all([...scripts].map(async ([url, size]) => ({ url, size: await size })))
    const kilobytes = (isWorker: boolean) =>
      sizes.reduce((sum, { url, size }) => sum + (url.includes('worker') === isWorker ? size : 0), 0) / 1000
    return { tookS, scriptKb: kilobytes(false), workerKb: kilobytes(true) }
  } finally {
    await context.close()
  }
}
