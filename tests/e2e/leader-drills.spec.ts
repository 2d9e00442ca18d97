import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { numberIn, signInByButton } from './journey.ts'

/** Sums of the page are texts with two decimals; they have to agree in hundredths. */
const hundredths = (mu: number): number => Math.round(mu * 100)
const sumOf = async (page: Page, selector: string): Promise<number> =>
  (await page.locator(selector).allInnerTexts()).reduce((sum, text) => sum + hundredths(numberIn(text)), 0)

test('a leader opens 616.75 亩 down to a parcel, its facts and its papers', async ({ page }) => {
  await signInByButton(page, 'leader')
  await expect(page).toHaveURL(/\/overview/)
  await expect(page.getByRole('heading', { name: '处置总览' })).toBeVisible()
  for (const figure of [/^1\s952\.98/, /^616\.75/, /^283\.69/, /^11\.50/, /^41\.10/])
    await expect(page.getByRole('link', { name: figure }).first()).toBeVisible()

  await page
    .getByRole('link', { name: /^616\.75/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/remediation\/idle\?part=disposed/)
  await expect(page.locator('.drill-figure b')).toHaveText('616.75')
  await expect(page.locator('.division-sum .is-whole')).toBeVisible()

  const group = page.locator('.bar-row').first()
  const groupMu = numberIn(await group.locator('.bar-value b').innerText())
  await group.click()
  await expect(page).toHaveURL(/cause=/)
  await expect(page.locator('.drill-figure b')).toHaveText(groupMu.toFixed(2))
  await expect(page.locator('.division-sum .is-whole')).toBeVisible()
  await expect(page.locator('.parcels-sum b')).toHaveText(groupMu.toFixed(2))

  const reopened = page.url()
  await page.reload()
  await expect(page.locator('.drill-figure b')).toHaveText(groupMu.toFixed(2))
  expect(page.url()).toBe(reopened)

  const first = page.locator('.parcel-table tbody tr').first()
  const code = await first.locator('a').innerText()
  await first.locator('a').click()
  await expect(page).toHaveURL(/\/remediation\/parcels\/\d+/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(code)
  await expect(page.locator('.life-facts')).toContainText('晋政地字')
  await expect(page.locator('.life-main')).toContainText('运示闲办')
})

test('a leader compares two days: the account closes and each bar opens its parcels', async ({ page }) => {
  await signInByButton(page, 'leader')
  await page.goto('/remediation/account?than=2020-12-31&on=2022-09-15')
  await expect(page.locator('.account-check')).toHaveCount(2)
  await expect(page.locator('.account-check.is-wrong')).toHaveCount(0)

  const bars = page.locator('.waterfall.is-unsupplied .waterfall-bar')
  await expect(bars.first()).toContainText('期初')
  const texts = await bars.locator('.waterfall-value').allInnerTexts()
  const values = texts.map((text) => hundredths(numberIn(text.replace('−', '-').replace('+', ''))))
  const moved = values.slice(1, -1).reduce((sum, value) => sum + value, values[0]!)
  // Each bar is rounded for itself, the account is not.
  expect(Math.abs(moved - values.at(-1)!)).toBeLessThanOrEqual(values.length)

  await bars.filter({ hasText: '供应' }).first().click()
  await expect(page).toHaveURL(/kind=unsupplied&movement=supply/)
  const list = page.locator('.moved')
  await expect(list.locator('.moved-sum')).toBeVisible()
  const listed = await sumOf(page, '.moved-list b')
  const bar = hundredths(numberIn(await list.locator('.moved-sum b').innerText()))
  expect(Math.abs(listed - bar)).toBeLessThanOrEqual(await list.locator('li').count())
  await list.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/remediation\/parcels\/\d+\?.*on=2022-09-15/)
})

test('the map and the bars of the overview are one: a group narrows the others', async ({ page }) => {
  await signInByButton(page, 'leader')
  const condition = page.locator('.group-card').first()
  await condition.locator('.bar-row').first().click()
  await expect(page).toHaveURL(/group=condition(:|%3A)/)
  await expect(page.locator('.distribution-chosen')).toBeVisible()
  const chosen = await condition.locator('.bar-row.is-chosen .bar-value b').innerText()
  const years = page.locator('.group-card').nth(1)
  await expect
    .poll(async () => {
      const values = await years.locator('.bar-value b').allInnerTexts()
      return Math.abs(values.reduce((sum, text) => sum + numberIn(text), 0) - numberIn(chosen))
    })
    .toBeLessThan(0.05)
  await page.locator('.distribution-chosen').click()
  await expect(page).not.toHaveURL(/group=/)
})

test('the months play on the map and the figures follow', async ({ page }) => {
  await signInByButton(page, 'leader')
  const figure = page.locator('.stock-figure').first().locator('.stock-figure-line').last()
  await expect(figure).toBeVisible()
  const today = await figure.innerText()
  const strip = page.getByRole('slider', { name: '月份' })
  await strip.focus()
  await page.keyboard.press('Home')
  await expect(page).toHaveURL(/on=2009-01-31/)
  await expect(figure).not.toHaveText(today)
  await page.goto(page.url())
  await expect(page.locator('.time-here b')).toHaveText('2009-01')
})

test('every figure of the overview opens rows', async ({ page }) => {
  await signInByButton(page, 'leader')
  await expect(page.locator('.overview-grid')).toBeVisible()
  await expect(page.locator('.deadline-code').first()).toBeVisible()
  const links = await page
    .locator('.figure-link > a:first-child')
    .evaluateAll((anchors) => [...new Set(anchors.map((anchor) => (anchor as HTMLAnchorElement).href))])
  expect(links.length).toBeGreaterThan(12)
  for (const link of links) {
    const { pathname, search } = new URL(link)
    const answer = await page.request.get(`/api${pathname}/summary${search}`)
    expect(answer.status(), link).toBe(200)
    expect((await answer.json()) as { count: number }, link).toMatchObject({ count: expect.any(Number) })
  }
})

/** Follows a download link as the browser does, and reads what it was given. */
async function download(page: Page, link: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}
const magicOf = (bytes: Buffer): string => bytes.subarray(0, 4).toString('latin1')

test('a leader exports the monthly report: a draft, then frozen for ever', async ({ page }) => {
  await signInByButton(page, 'leader')
  await page.getByRole('link', { name: '导出月报' }).click()
  await expect(page).toHaveURL(/\/reports\?month=20\d{2}-\d{2}$/)
  const month = /month=([\d-]+)/.exec(page.url())![1]!
  await expect(page.getByRole('combobox', { name: '月份' })).toHaveValue(month)
  await expect(page.locator('.report-view')).toContainText('616.75')

  const workbook = await download(page, page.getByRole('link', { name: '草稿 XLSX' }))
  expect(workbook.name).toMatch(/\.xlsx$/)
  expect(magicOf(workbook.bytes)).toBe('PK\x03\x04')
  const paper = await download(page, page.getByRole('link', { name: '草稿 PDF' }))
  expect(paper.name).toMatch(/\.pdf$/)
  expect(magicOf(paper.bytes)).toBe('%PDF')

  await page.locator('.reports-freeze [name="note"]').fill('月度例会')
  await page.getByRole('button', { name: '冻结本月' }).click()
  await expect(page).toHaveURL(/\/reports\/\d+$/)
  await expect(page.locator('.report-imprint')).toContainText('内容与冻结时一致')
  await expect(page.locator('.report-imprint')).toContainText('月度例会')
  await expect(page.locator('.report-hash code')).toHaveText(/^[0-9a-f]{64}$/)
  await expect(page.locator('.report-view')).toContainText('616.75')
  const frozen = await download(page, page.getByRole('link', { name: 'XLSX', exact: true }))
  expect(magicOf(frozen.bytes)).toBe('PK\x03\x04')
  const again = await download(page, page.getByRole('link', { name: 'XLSX', exact: true }))
  expect(again.bytes.equals(frozen.bytes)).toBe(true)

  const address = new URL(page.url()).pathname
  await page.getByRole('link', { name: '全部月报' }).click()
  await expect(page.locator(`.reports-list a[href="${address}"]`)).toBeVisible()
})

test('the big screen turns by itself and Escape leaves it', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await signInByButton(page, 'leader')
  await page.getByRole('link', { name: '大屏' }).click()
  await expect(page).toHaveURL(/\/screen/)
  await expect(page.locator('.rail')).toHaveCount(0)
  await expect(page.locator('.screen-loud').first()).toContainText('952.98')
  const title = page.locator('.screen-panel h2').first()
  const before = await title.innerText()
  await expect(title).not.toHaveText(before, { timeout: 30_000 })
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/overview/)
})
