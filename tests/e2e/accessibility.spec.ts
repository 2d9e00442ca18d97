import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { mapIsDrawn, signInByButton } from './journey.ts'

const pages = [
  '/map',
  '/ledger',
  '/ledger/idle-land?state=disposed',
  '/overview',
  '/remediation/unsupplied',
  '/remediation/idle?part=disposed',
  '/remediation/account',
  '/remediation/supervision',
  '/remediation/parcels/1',
  '/remediation/batches',
  '/remediation/targets',
  '/cases',
  '/cases/1',
  '/reports',
  '/notices',
  '/remediation/claims',
  '/remediation/people',
  '/remediation/people?role=team&name=-',
  '/remediation/problems',
  '/remediation/problems?state=all',
  '/imports',
  '/imports/layers',
  '/records',
  '/watch',
  '/watch?list=coming',
  '/rules',
  '/account',
] as const

async function isReady(page: Page, path: string): Promise<void> {
  await expect(page.locator('main')).toBeVisible()
  await expect(page.locator('.loading-state')).toHaveCount(0)
  await expect(page.locator('.full-page-state'), 'a page of its own').toHaveCount(0)
  if (path.startsWith('/map')) await mapIsDrawn(page)
}

/** What axe calls serious or critical, named by rule and place. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    )
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('signing in has no serious finding', async ({ page }) => {
      await page.goto('/sign-in')
      await expect(page.locator('.sign-in-demo')).toBeVisible()
      expect(await findings(page)).toEqual([])
    })

    test('no page of an officer has a serious finding', async ({ page }) => {
      test.slow()
      await signInByButton(page, 'officer')
      for (const path of pages) {
        await test.step(path, async () => {
          await page.goto(path)
          await isReady(page, path)
          expect.soft(await findings(page), path).toEqual([])
        })
      }
    })

    test('no page of the administrator has a serious finding', async ({ page }) => {
      await signInByButton(page, 'admin')
      for (const path of ['/people', '/office', '/jobs']) {
        await test.step(path, async () => {
          await page.goto(path)
          await isReady(page, path)
          expect.soft(await findings(page), path).toEqual([])
        })
      }
    })
  })
}

/** Presses Tab until the focus is inside, and says whether it came there. */
async function tabsInto(page: Page, selector: string, most = 60): Promise<boolean> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector))
      return true
  }
  return false
}

test('Tab reaches the navigation, the tools of the map and the rows of the ledger', async ({ page }) => {
  await signInByButton(page, 'officer')
  await page.goto('/map')
  await isReady(page, '/map')
  expect(await tabsInto(page, 'nav.rail')).toBe(true)
  expect(await tabsInto(page, '.map-tools')).toBe(true)

  await page.goto('/ledger')
  await isReady(page, '/ledger')
  expect(await tabsInto(page, '.ledger-table')).toBe(true)
  await page.locator('.ledger-table').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.locator('.row-panel')).toBeVisible()

  await page.goto('/overview')
  await isReady(page, '/overview')
  expect(await tabsInto(page, '.figure-link')).toBe(true)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/ledger\//)
})

test.describe('at 390 pixels', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('no page is wider than the screen', async ({ page }) => {
    await signInByButton(page, 'officer')
    for (const path of pages) {
      await page.goto(path)
      await isReady(page, path)
      const width = await page.evaluate(() => {
        const stage = document.querySelector('main')
        return Math.max(document.documentElement.scrollWidth, stage?.scrollWidth ?? 0)
      })
      expect.soft(width, path).toBeLessThanOrEqual(390)
    }
  })
})
