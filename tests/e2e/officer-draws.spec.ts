import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { BBox, MultiPolygonGeometry, Position } from '#geodata/model/geojson.ts'

/** Two clicks sooner than this are one double click. */
const BETWEEN_CLICKS_MS = 450

type Screen = { x: number; y: number }
type TestMap = {
  project(at: Position): Screen
  areTilesLoaded(): boolean
}
/** A square of land that nobody has taken yet, as far inside the zone as there is one. */
async function freeLand(page: Page, sizeDegrees: number): Promise<Position> {
  const session = (await (await page.request.get('/api/session')).json()) as { zone: { extent: BBox } }
  const [west, south, east, north] = session.zone.extent
  const [midLng, midLat] = [(west + east) / 2, (south + north) / 2]
  for (let reach = 0.002; reach < (north - south) / 2; reach += 0.0015) {
    for (let turn = 0; turn < 16; turn++) {
      const angle = (turn / 16) * 2 * Math.PI
      const [lng, lat] = [midLng + reach * Math.cos(angle), midLat + reach * Math.sin(angle)]
      const half = sizeDegrees / 2
      const bbox = [lng - half, lat - half, lng + half, lat + half].join(',')
      const answer = await page.request.get(`/ogc/collections/parcels/items?limit=1&bbox=${bbox}`)
      const { features } = (await answer.json()) as { features: unknown[] }
      if (features.length === 0) return [lng, lat]
    }
  }
  throw new Error('the zone has no free land of this size')
}

async function mapIsDrawn(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (Reflect.get(window, '__mujieMap') as TestMap | undefined)?.areTilesLoaded() === true,
  )
}

const onScreen = (page: Page, at: Position): Promise<Screen> =>
  page.evaluate((position) => {
    const { x, y } = (Reflect.get(window, '__mujieMap') as TestMap).project(position)
    const { left, top } = document.querySelector('.map-canvas')!.getBoundingClientRect()
    return { x: x + left, y: y + top }
  }, at)

async function hover(page: Page, at: Position): Promise<void> {
  const { x, y } = await onScreen(page, at)
  await page.mouse.move(x, y, { steps: 6 })
}

async function click(page: Page, at: Position): Promise<void> {
  await hover(page, at)
  await page.mouse.down()
  await page.mouse.up()
  await page.waitForTimeout(BETWEEN_CLICKS_MS)
}

const liveMu = async (page: Page): Promise<number> => {
  const text = await page.locator('.draft-acreage .acreage-value b').innerText()
  return Number(text.replaceAll(/[^\d.]/g, ''))
}

test('an officer draws a parcel with a hole, saves it under a record and finds it again', async ({
  page,
}) => {
  // Clicks are paced by the clock, and a loaded machine draws the map in software.
  test.slow()
  await page.addInitScript(() => localStorage.setItem('mujie.e2e', '1'))
  await page.goto('/sign-in')
  await page.getByRole('button', { name: /经办/ }).click()
  await expect(page).not.toHaveURL(/sign-in/)

  const [lng, lat] = await freeLand(page, 0.0011)
  const corner = (x: number, y: number): Position => [lng + x * 0.0004, lat + y * 0.0004]
  const shell = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
  const hole = [corner(-0.4, -0.4), corner(0.4, -0.4), corner(0.4, 0.4)]

  await page.goto(`/map?view=${lng.toFixed(6)},${lat.toFixed(6)},17.6`)
  await mapIsDrawn(page)
  await page.getByRole('button', { name: '绘制' }).click()
  await expect(page.locator('.hint-bar')).toContainText('Esc 取消')

  for (const at of shell.slice(0, 3)) await click(page, at)
  await hover(page, shell[3]!)
  const expectedM2 = ellipsoidalAreaM2({ type: 'Polygon', coordinates: [[...shell, shell[0]!]] })
  const expectedMu = (expectedM2 * 3) / 2000
  await expect.poll(() => liveMu(page), 'acreage before the last click').toBeGreaterThan(expectedMu * 0.97)
  expect(await liveMu(page)).toBeLessThan(expectedMu * 1.03)

  await click(page, shell[3]!)
  await click(page, shell[0]!)
  const whole = await liveMu(page)
  await page.keyboard.press('d')
  for (const at of hole) await click(page, at)
  await page.keyboard.press('Enter')
  await expect(page.locator('.draft-acreage')).toContainText('1 个洞')
  expect(await liveMu(page)).toBeLessThan(whole * 0.95)

  const code = `E2E-${Date.now()}`
  await page.getByRole('button', { name: '新建依据' }).click()
  await page.locator('[name=record-number]').fill(`测试〔2022〕${Date.now()}号`)
  await page.locator('[name=record-title]').fill('绘制测试用地的批复')
  await page.getByRole('button', { name: '建立', exact: true }).click()
  await page.locator('.edit-panel [name=code]').fill(code)
  await page.getByRole('button', { name: /^保存/ }).click()

  const inspector = page.locator('.inspector')
  await expect(inspector).toContainText(code)
  await expect(inspector).toContainText('没有申报面积')

  const found = await page.request.get(`/ogc/collections/parcels/items?code=${code}`)
  const { features } = (await found.json()) as { features: { geometry: MultiPolygonGeometry }[] }
  expect(features).toHaveLength(1)
  expect(features[0]!.geometry.coordinates.map((rings) => rings.length)).toEqual([2])

  await expect(page).toHaveURL(/selected=parcels/)
  await page.reload()
  await mapIsDrawn(page)
  await expect(page.locator('.inspector')).toContainText(code)
})
