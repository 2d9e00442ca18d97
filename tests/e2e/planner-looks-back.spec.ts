import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { mapIsDrawn, numberIn, signInByButton } from './journey.ts'

const parameters = (page: Page) => new URL(page.url()).searchParams

/** How many supplied parcels the legend counts. */
const suppliedOf = async (page: Page): Promise<number> =>
  numberIn(
    await page
      .locator('.layer-row', { hasText: /已供应|Supplied/ })
      .first()
      .innerText(),
  )

/** What the map draws of parcels, by state. */
const drawnStates = (page: Page) =>
  page.evaluate(() => {
    type Drawn = { id: number; properties: Record<string, unknown> }
    const map = Reflect.get(window, '__mujieMap') as {
      queryRenderedFeatures(options: { layers: string[] }): Drawn[]
    }
    const states = new Map(
      map
        .queryRenderedFeatures({ layers: ['parcels-fill'] })
        .map(({ id, properties }) => [id, properties['status']]),
    )
    return [...states].toSorted(([a], [b]) => a - b).map(([id, status]) => `${id} ${String(status)}`)
  })

test('a planner looks at the land of a past day, compares it, and the link shows the same again', async ({
  page,
}) => {
  await signInByButton(page, 'planner')
  await page.goto('/map')
  await mapIsDrawn(page)
  const present = await drawnStates(page)

  await page.keyboard.press('t')
  await page.locator('.as-of-pill').click()
  const panel = page.locator('.as-of-panel:popover-open')
  await panel.locator('input[name=on]').fill('2019-06-30')
  await panel.locator('input[name=freeze]').check()
  await panel.locator('button[type=submit]').click()
  await expect.poll(() => parameters(page).get('on')).toBe('2019-06-30')
  const known = parameters(page).get('known')
  expect(Date.parse(known!)).toBeLessThanOrEqual(Date.now())
  await expect.poll(() => drawnStates(page)).not.toEqual(present)
  await mapIsDrawn(page)
  const then = await drawnStates(page)
  await expect(page.locator('.day-banner')).toContainText('2019-06-30')

  const link = page.url()
  await page.goto('/ledger')
  await page.goto(link)
  await mapIsDrawn(page)
  await expect.poll(() => drawnStates(page)).toEqual(then)

  await page.locator('.as-of-pill').click()
  await panel.locator('input[name=than]').fill('2015-06-30')
  await panel.locator('button[type=submit]').click()
  const compared = page.locator('.compare-panel')
  await expect(compared.locator('.compare-counts button').first()).toBeVisible()
  const counted = (await compared.locator('.compare-counts b').allInnerTexts()).map(numberIn)
  const answer = await page.request.get(`/api/compare/parcels?on=2019-06-30&than=2015-06-30&known=${known}`)
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(
    ((await answer.json()) as { total: number }).total,
  )

  await compared.locator('.compare-list button').first().click()
  await expect(page.locator('.inspector')).toBeVisible()
  await page.locator('.day-banner').getByRole('button').last().click()
  await expect.poll(() => parameters(page).get('on')).toBeNull()
})

test('a planner plays the remediation month by month', async ({ page }) => {
  await signInByButton(page, 'planner')
  await page.goto('/map?on=2018-01-31')
  await mapIsDrawn(page)
  const before = await suppliedOf(page)
  await page.keyboard.press('t')
  const slider = page.locator('.time-slider')
  await slider.locator('input[type=range]').focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => parameters(page).get('on')).toBe('2018-02-28')
  await slider.locator('.time-speed').click()
  await page.keyboard.press('Shift+Tab')
  await slider
    .getByRole('button', { name: /播放|Play/ })
    .first()
    .click()
  await expect
    .poll(async () => (await slider.locator('output').innerText()) >= '2018-05-31', { timeout: 20_000 })
    .toBe(true)
  await slider.getByRole('button', { name: /暂停|Pause/ }).click()
  await expect.poll(() => suppliedOf(page)).toBeGreaterThanOrEqual(before)
  await expect.poll(() => (parameters(page).get('on') ?? '') >= '2018-05-31').toBe(true)
})

test('an officer cannot edit the past, and reads why', async ({ page }) => {
  await signInByButton(page, 'officer')
  await page.goto('/map?on=2020-06-30')
  await mapIsDrawn(page)
  const draw = page.locator('.map-tools button', { hasText: /绘制|Draw/ })
  await expect(draw).toBeDisabled()
  await expect(draw).toHaveAttribute('title', /历史|past/)
  await page.keyboard.press('d')
  await expect(draw).toHaveAttribute('aria-pressed', 'false')
})

test('the ledger of two days shows what was before, and its file carries the day', async ({ page }) => {
  await signInByButton(page, 'planner')
  await page.goto('/ledger/parcels?on=2022-09-15&than=2021-09-15')
  const rows = page.locator('.ledger-compare-rows tbody tr')
  await expect(rows.first()).toBeVisible()
  await expect(rows.locator('del').first()).toBeVisible()
  await page.getByRole('button', { name: /导出|Export/ }).click()
  const download = page.waitForEvent('download')
  await page.locator('.ui-dialog button[type=submit]').click()
  expect((await download).suggestedFilename()).toContain('2022-09-15')
})

test('the watch list of a past day shows what was idle then and what was to come', async ({ page }) => {
  await signInByButton(page, 'planner')
  await page.goto('/watch')
  const rows = page.locator('.watch-table tbody tr')
  await expect(rows.first()).toBeVisible()
  const present = await rows.count()

  await page.locator('.as-of-pill').click()
  const panel = page.locator('.as-of-panel:popover-open')
  await panel.locator('input[name=on]').fill('2024-06-30')
  await panel.locator('button[type=submit]').click()
  await expect.poll(() => parameters(page).get('on')).toBe('2024-06-30')
  await expect(
    page.locator('.page-hint, .as-of-pill').filter({ hasText: '2024-06-30' }).first(),
  ).toBeVisible()
  await expect.poll(() => rows.count()).not.toBe(present)
  const { clocks } = (await (await page.request.get('/api/clocks?kind=idle&on=2024-06-30')).json()) as {
    clocks: { code: string }[]
  }
  expect(clocks.length).toBeGreaterThan(0)
  await expect(rows).toHaveCount(clocks.length)
  await expect(rows.first()).toContainText(clocks[0]!.code)

  await page.getByRole('tab', { name: /即将到期|Coming/ }).click()
  await expect(page.locator('input[name=until]')).toHaveValue('2024-09-28')
  expect(parameters(page).get('on')).toBe('2024-06-30')
})
