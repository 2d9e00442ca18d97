import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { Position } from '#geodata/model/geojson.ts'

/** What several journeys do: sign in by the demonstration's buttons, and touch the map by its own coordinates. */
export type Account = 'officer' | 'reviewer' | 'leader' | 'planner' | 'admin'

/** Two clicks sooner than this are one double click. */
const BETWEEN_CLICKS_MS = 450

type TestMap = {
  project(at: Position): { x: number; y: number }
  areTilesLoaded(): boolean
}
/** Where the page puts its map for tests (`expose-for-tests.ts`). */
const mapName = '__mujieMap'

/** As a person does it; ends on the page that the account starts with. */
export async function signInByButton(page: Page, account: Account): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('mujie.e2e', '1'))
  await page.goto('/sign-in')
  await page.locator('.sign-in-demo button', { hasText: account }).click()
  await expect(page).not.toHaveURL(/sign-in/)
}

export async function mapIsDrawn(page: Page): Promise<void> {
  await page.waitForFunction((name) => {
    const map = Reflect.get(window, name) as TestMap | undefined
    return map?.areTilesLoaded() === true
  }, mapName)
}

export async function clickMap(page: Page, at: Position): Promise<void> {
  const { x, y } = await page.evaluate(
    ([name, position]) => {
      const point = (Reflect.get(window, name) as TestMap).project(position)
      const { left, top } = document.querySelector('.map-canvas')!.getBoundingClientRect()
      return { x: point.x + left, y: point.y + top }
    },
    [mapName, at] as const,
  )
  await page.mouse.move(x, y, { steps: 4 })
  await page.mouse.down()
  await page.mouse.up()
  await page.waitForTimeout(BETWEEN_CLICKS_MS)
}

/** The number in a text of the page, whatever its spaces and units. */
export const numberIn = (text: string): number =>
  Number(/-?\d[\d\s]*(\.\d+)?/.exec(text)?.[0].replaceAll(/\s/g, ''))
