import { expect, test } from '@playwright/test'
import { mapIsDrawn, signInByButton } from './journey.ts'

test('a leader opens a published figure down to one parcel on the map', async ({ page }) => {
  await signInByButton(page, 'leader')
  await expect(page).toHaveURL(/\/overview/)
  await expect(page.getByRole('heading', { name: '总览' })).toBeVisible()
  await expect(page.getByText(/截至 \d{4}-\d{2}-\d{2}/)).toBeVisible()
  for (const figure of [/^1\s952\.98/, /^616\.75/, /^283\.69/, /^11\.50/, /^41\.10/])
    await expect(page.getByRole('link', { name: figure }).first()).toBeVisible()

  await page.getByRole('link', { name: /^616\.75/ }).click()
  await expect(page).toHaveURL(/\/ledger\/idle-land\?state=disposed/)
  await expect(page.locator('.ledger-foot')).toContainText('616.75')
  await expect(page.locator('.ledger-count')).toContainText('18')

  const row = page.locator('.ledger-row').first()
  const code = await row.locator('.is-title').innerText()
  await row.locator('.is-title').click()
  const panel = page.locator('.row-panel')
  await expect(panel).toContainText(code)
  await panel.getByRole('button', { name: '在地图上查看' }).click()

  await expect(page).toHaveURL(/\/map\?.*selected=parcels/)
  await mapIsDrawn(page)
  await expect(page.locator('.inspector')).toContainText(code)
})

test('a figure shows its land on the map, and a deadline its parcel', async ({ page }) => {
  await signInByButton(page, 'leader')
  await page.getByRole('link', { name: '在地图上看“闲置土地 已处置”' }).click()
  await expect(page).toHaveURL(/\/map\?/)
  await expect(page.locator('.filter-chip')).toContainText('18')

  await page.goto('/overview')
  const due = page.locator('.deadline-list li').first()
  await expect(due.locator('.due-chip')).toHaveText(/逾期 \d+ 天|今天到期|还有 \d+ 天/)
  const code = await due.locator('.deadline-code').innerText()
  await due.locator('.figure-map').click()
  await expect(page.locator('.inspector')).toContainText(code)
})

test('every figure of the overview opens rows', async ({ page }) => {
  await signInByButton(page, 'leader')
  await expect(page.locator('.overview-grid')).toBeVisible()
  await expect(page.locator('.deadline-code').first()).toBeVisible()
  const links = await page
    .locator('.figure-link > a:first-child, .deadline-code')
    .evaluateAll((anchors) => [...new Set(anchors.map((anchor) => (anchor as HTMLAnchorElement).href))])
  expect(links.length).toBeGreaterThan(20)
  for (const link of links) {
    const { pathname, search } = new URL(link)
    const answer = await page.request.get(`/api${pathname}/summary${search}`)
    expect(answer.status(), link).toBe(200)
    expect((await answer.json()) as { count: number }, link).toMatchObject({ count: expect.any(Number) })
  }
})
