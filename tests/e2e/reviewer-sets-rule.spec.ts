import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { components } from '#api/contract/openapi.d.ts'
import { mapIsDrawn, signInByButton } from './journey.ts'

type Schemas = components['schemas']
type Found = { code: string; parcelId: number; idleFrom: string }

async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const answer = await page.request.get(path)
  expect(answer.ok(), path).toBe(true)
  return (await answer.json()) as Answer
}

/** Idle land whose clock stood still for force majeure. */
async function pausedByForceMajeure(page: Page): Promise<Found> {
  const { clocks } = await read<Schemas['ClockList']>(page, '/api/clocks?kind=not_started')
  for (const { code, parcelId, idleFrom } of clocks) {
    const parcel = await read<Schemas['ParcelClock']>(page, `/api/parcels/${parcelId}/clock`)
    const isPaused = parcel.clocks.some(({ because }) =>
      because.some(({ fact, values }) => fact === 'pause' && values['cause'] === 'g7'),
    )
    if (isPaused && idleFrom) return { code, parcelId, idleFrom }
  }
  throw new Error('no idle land of the demonstration was paused by force majeure')
}

/** The day of the headline that says since when land is idle. */
async function idleSince(page: Page): Promise<string> {
  const headline = page.locator('.clock-headline').first()
  await expect(headline).toContainText('起构成闲置')
  return /\d{4}-\d{2}-\d{2}/.exec(await headline.innerText())![0]
}

async function openClock(page: Page, { parcelId }: Found): Promise<void> {
  await page.goto(`/map?selected=parcels:${parcelId}&tab=clock`)
  await expect(page.locator('.clock-card').first()).toBeVisible()
}

test('a reviewer reads why land is idle, changes a rule, sees the impact, and takes it back', async ({
  page,
}) => {
  test.slow()
  await signInByButton(page, 'reviewer')
  const found = await pausedByForceMajeure(page)

  await test.step('the watch list opens the clock of the parcel', async () => {
    await page.getByRole('link', { name: '处置', exact: true }).click()
    await page.getByRole('link', { name: '闲置监测' }).click()
    await expect(page.locator('.watch-count').first()).toContainText('亩')
    await page.locator('.watch-row', { hasText: found.code }).first().click()
    await expect(page).toHaveURL(/tab=clock/)
    await mapIsDrawn(page)
    await expect(page.locator('.inspector')).toContainText(found.code)
    await expect(page.getByRole('tab', { name: '时钟' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('the clock says why: fact, article, result', async () => {
    expect(await idleSince(page)).toBe(found.idleFrom)
    const pause = page.locator('.clock-reasons li', { hasText: '不可抗力' })
    await expect(pause).toContainText('《闲置土地处置办法》第八条')
    await expect(pause).toContainText('这段时间不计入')
    await expect(page.locator('.clock-reasons li', { hasText: '构成闲置土地' })).toContainText('第二条')
    await expect(page.locator('.clock-settings')).toContainText('停算顺延哪些期限')
  })

  await test.step('a rule can be saved only after its impact was seen', async () => {
    await page.getByRole('link', { name: '规则', exact: true }).click()
    await page.getByRole('button', { name: '设定“哪些原因停算”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: '不可抗力', exact: true }).uncheck()
    await dialog.getByLabel('从哪天起').fill('2012-07-01')
    await expect(dialog.getByRole('button', { name: '保存设定' })).toBeDisabled()
    await dialog.getByRole('button', { name: '查看影响' }).click()
    await expect(dialog).toContainText('请写明依据')
    await dialog.getByLabel('依据').fill('管委会纪要〔2026〕12号')
    await dialog.getByRole('button', { name: '查看影响' }).click()

    // Below the clocks the dialog lists the cases that would come out differently.
    const changed = dialog
      .locator('.rule-impact li', { hasText: found.idleFrom })
      .filter({ has: page.locator('a[href^="/map"]') })
    await expect(changed.getByRole('link')).toHaveAttribute(
      'href',
      new RegExp(`selected=parcels:${found.parcelId}.*tab=clock`),
    )
    await expect(changed.locator('del').first()).toHaveText(found.idleFrom)
    await dialog.getByRole('button', { name: '保存设定' }).click()
    await expect(page.locator('.toast')).toContainText('已设定')
  })

  const rule = page.locator('#rule-pausingCauses')
  await test.step('the rule shows who set it and on what it rests', async () => {
    await expect(rule).toContainText('本区设定')
    await expect(rule).toContainText('管委会纪要〔2026〕12号')
    await expect(rule).toContainText('王审核')
  })

  await test.step('the clock comes out differently and says so', async () => {
    await openClock(page, found)
    expect((await idleSince(page)) < found.idleFrom).toBe(true)
    await expect(page.locator('.clock-reasons')).toContainText('不属于停算原因')
    await expect(page.locator('.clock-settings')).toContainText('管委会纪要〔2026〕12号')
  })

  await test.step('taken back, the clock is what it was', async () => {
    await page.goto('/rules?rule=pausingCauses')
    await rule.getByRole('button', { name: '收回 2012-07-01 起的设定' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '收回', exact: true }).click()
    await expect(page.locator('.toast')).toContainText('已收回')
    await expect(rule).not.toContainText('本区设定')
    await openClock(page, found)
    expect(await idleSince(page)).toBe(found.idleFrom)
  })
})

test('who only reads the rules can not set them', async ({ page }) => {
  await signInByButton(page, 'officer')
  await page.goto('/rules')
  await expect(page.locator('.rule-card').first()).toContainText('闲置期限')
  await expect(page.getByRole('button', { name: /^设定/ })).toHaveCount(0)
})
