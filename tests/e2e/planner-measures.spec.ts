import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import readXlsxFile from 'read-excel-file/node'
import type { Position } from '#geodata/model/geojson.ts'
import { clickMap, mapIsDrawn, numberIn, signInByButton } from './journey.ts'

/** A place in the middle of the zone where there are parcels of several kinds. */
async function builtUpPlace(page: Page): Promise<Position> {
  const answer = await page.request.get('/api/ledger/idle-land?limit=1&sort=code')
  const { rows } = (await answer.json()) as { rows: { point: Position }[] }
  return rows[0]!.point
}

test('a planner measures a drawn area by category and opens the parcels behind a row', async ({ page }) => {
  await signInByButton(page, 'planner')
  const [lng, lat] = await builtUpPlace(page)
  await page.goto(`/map?view=${lng.toFixed(6)},${lat.toFixed(6)},15.4`)
  await mapIsDrawn(page)
  await page.keyboard.press('c')
  const corners: Position[] = [
    [lng - 0.004, lat - 0.003],
    [lng + 0.004, lat - 0.003],
    [lng + 0.004, lat + 0.003],
    [lng - 0.004, lat + 0.003],
  ]
  for (const corner of corners) await clickMap(page, corner)
  await page.keyboard.press('Enter')

  const panel = page.locator('.measure-panel')
  await expect(panel.locator('tfoot')).toBeVisible()
  const areas = await panel.locator('tbody td:last-child').allInnerTexts()
  expect(areas.length).toBeGreaterThan(2)
  const sum = areas.map(numberIn).reduce((total, area) => total + area, 0)
  const total = numberIn(await panel.locator('tfoot td:last-child').innerText())
  expect(sum).toBeCloseTo(total, 2)
  const drawn = numberIn(await panel.locator('.acreage-value b').innerText())
  expect(Math.abs(drawn - total)).toBeLessThan(0.02)

  const row = panel.locator('tbody tr').first()
  const count = numberIn(await row.locator('td').nth(1).innerText())
  await row.getByRole('button').click()
  const inspector = page.locator('.inspector')
  await expect(inspector).toBeVisible()
  await expect
    .poll(() => new URL(page.url()).searchParams.get('selected')?.split(',').length ?? 0)
    .toBe(count)
})

test('a planner exports what the ledger shows, and the file has the same rows and sum', async ({ page }) => {
  await signInByButton(page, 'planner')
  await page.goto('/ledger/unsupplied-land?state=disposed')
  const foot = page.locator('.ledger-foot')
  await expect(foot).toContainText(/1\s952\.98/)
  const rowCount = numberIn(await page.locator('.ledger-count').innerText())
  const codes = await page.locator('.ledger-row .is-title').allInnerTexts()

  await page.getByRole('button', { name: '导出' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('radio', { name: /XLSX|Excel/i })).toBeChecked()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: '下载' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)

  const [sheet] = await readXlsxFile(await readFile(await download.path()))
  const [head = [], ...rows] = sheet!.data
  const place = head.findIndex((title) => String(title).startsWith('申报面积'))
  expect(place).toBeGreaterThan(-1)
  const data = rows.slice(0, rowCount)
  expect(rows.length).toBe(rowCount + 1)
  for (const code of codes) expect(data.map(([first]) => first)).toContain(code)
  const sum = data.reduce((total, row) => total + Number(row[place]), 0)
  expect(sum).toBeCloseTo(1952.98, 1)
  expect(Number(rows.at(-1)?.[place])).toBeCloseTo(1952.98, 2)
})
