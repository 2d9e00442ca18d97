import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { components } from '#api/contract/openapi.d.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { signInByButton } from './journey.ts'

type Schemas = components['schemas']

async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const answer = await page.request.get(path)
  expect(answer.ok(), path).toBe(true)
  return (await answer.json()) as Answer
}

/** Land that the rule alone has found: idle by the clock, without a case. */
async function clueWithoutCase(page: Page) {
  const { clocks } = await read<Schemas['ClockList']>(page, '/api/clocks?kind=not_started&limit=500')
  const found = clocks.find(({ openCase, idleFrom }) => openCase === null && idleFrom !== null)
  if (!found) throw new Error('every idle parcel of the demonstration has a case')
  return found
}

type Fields = Record<string, string>
/** Takes a step by its form, and waits until the page shows it as done. */
async function take(page: Page, step: string, doneOn: string, fields: Fields = {}): Promise<void> {
  await page.getByRole('button', { name: `办理“${step}”` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('[name="doneOn"]').fill(doneOn)
  for (const [name, value] of Object.entries(fields)) {
    const field = dialog.locator(`[name="${name}"]`)
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
  }
  await dialog.getByRole('button', { name: '确认办理' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.locator('.way-step.is-taken', { hasText: step }).last()).toContainText(doneOn)
}

const numberOf = async (page: Page): Promise<string> =>
  /\d{4}-\d{4}/.exec(await page.getByRole('heading', { level: 1 }).innerText())![0]

test('an officer takes a clue to a closed case; a reviewer sees what another rule would have said of it', async ({
  page,
}) => {
  test.slow()
  await signInByButton(page, 'officer')
  const session = await read<Schemas['Session']>(page, '/api/session')
  const today = session.zone!.today
  const found = await clueWithoutCase(page)
  const day = (days: number): string => addDays(found.idleFrom! < today ? today : found.idleFrom!, days)

  await test.step('the watch list opens a case of what the rule has found', async () => {
    await page.goto('/watch')
    await page.getByRole('link', { name: `为 ${found.code} 立案` }).click()
    await expect(page.locator('.new-case-parcel')).toContainText(found.code)
    await page.locator('[name="foundOn"]').fill(day(-26))
    await page.getByRole('button', { name: '立案' }).click()
    await expect(page.locator('.record-picker')).toContainText('请选择依据')
    await page.getByRole('combobox', { name: '按文号或名称查找依据' }).click()
    await page.locator('.record-picker [role="option"]').first().click()
    await page.getByRole('button', { name: '立案' }).click()
    await expect(page).toHaveURL(/\/cases\/\d+$/)
    await expect(page.locator('.case-head')).toContainText('线索')
  })
  const number = await numberOf(page)
  const id = Number(/\d+$/.exec(page.url())![0])

  await test.step('the way says what is possible and which article forbids the rest', async () => {
    const recovery = page.locator('.way-step.is-closed', { hasText: '无偿收回' })
    await expect(recovery).toContainText('尚未认定为闲置土地')
    await expect(recovery).toContainText('第九条')
    await expect(page.locator('.deadlines')).toContainText('调查通知书')
  })

  await test.step('notice, statement and determination, with what the clock has computed', async () => {
    await take(page, '调查通知书', day(-24))
    await take(page, '情况说明', day(-22), { claimedCause: 'government' })
    await page.getByRole('button', { name: '办理“闲置认定”' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.locator('[name="kind"]')).toHaveValue('not_started')
    await expect(dialog.locator('[name="idleFrom"]')).toHaveValue(found.idleFrom!)
    await dialog.getByRole('button', { name: '确认办理' }).click()
    await expect(dialog).toContainText('必填（第十条）')
    await dialog.getByRole('button', { name: '取消' }).click()
    await take(page, '闲置认定', day(-20), { cause: 'government', art8Item: 'g1' })
    await expect(page.locator('.case-head')).toContainText('已认定')
  })

  await test.step('the parcel and its account follow from the determination', async () => {
    const details = await read<Schemas['FeatureDetail']>(page, `/api/features/parcels/${found.parcelId}`)
    expect(JSON.stringify(details.facts)).toContain(day(-20))
  })

  await test.step('what the law does not allow is refused at its field, with the article', async () => {
    await take(page, '公示', day(-18), { place: '开发区门户网站', notifiedBody: '规划建设部' })
    await take(page, '系统备案', day(-16), { filingNo: '140800X0099' })
    await page.getByRole('button', { name: '办理“延长动工期限”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('[name="doneOn"]').fill(day(-10))
    await dialog.locator('[name="approvalNo"]').fill('运政〔示范〕31号')
    await dialog.locator('[name="newStartOn"]').fill(day(500))
    await dialog.getByRole('button', { name: '确认办理' }).click()
    await expect(dialog.locator('.has-fault')).toContainText('最长延期 1 年')
    await expect(dialog.locator('.has-fault')).toContainText('第十二条')
    await dialog.locator('[name="newStartOn"]').fill(day(180))
    await dialog.getByRole('button', { name: '确认办理' }).click()
    await expect(dialog).toHaveCount(0)
  })

  await test.step('the new start ends the clock, and the case is closed', async () => {
    await expect(page.locator('.case-head-clock')).toContainText('时钟不显示闲置')
    await take(page, '结案', day(-5))
    await expect(page.locator('.case-head')).toContainText('已结案')
    await page.goto(`/cases?state=closed&q=${number}`)
    await expect(page.locator('.case-row')).toHaveCount(1)
    await page.goto(`/cases/${id}?on=${day(-17)}`)
    await expect(page.locator('.case-head')).toContainText('已认定')
    await expect(page.getByRole('button', { name: /^办理/ })).toHaveCount(0)
  })

  await test.step('its documents are there as PDF and DOCX', async () => {
    await page.goto(`/cases/${id}`)
    const { documents } = await read<{ documents: { stepN: number; kind: string; number: string }[] }>(
      page,
      `/api/cases/${id}/documents`,
    )
    expect(documents.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['investigation_notice', 'determination', 'publication', 'disposal_plan']),
    )
    for (const [format, magic] of [
      ['pdf', '%PDF'],
      ['docx', 'PK'],
    ] as const) {
      const { stepN, kind } = documents[0]!
      const answer = await page.request.get(`/api/cases/${id}/documents/${stepN}/${kind}?format=${format}`)
      expect((await answer.body()).subarray(0, magic.length).toString()).toBe(magic)
    }
  })

  await test.step('a reviewer sees before a rule is set that this case would come out differently', async () => {
    await page.context().clearCookies()
    await signInByButton(page, 'reviewer')
    await page.goto('/rules?rule=art8Causes')
    await page.getByRole('button', { name: '设定“按第十二条处置的原因”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: '政府原因' }).uncheck()
    await dialog.getByLabel('从哪天起').fill('2012-07-01')
    await dialog.getByLabel('依据').fill('管委会纪要〔2026〕15号')
    await dialog.getByRole('button', { name: '查看影响' }).click()
    const changed = dialog.locator('.case-impact li', { hasText: number })
    await expect(changed).toContainText('延长动工期限')
    await expect(changed).toContainText('不适用第十二条')
    await expect(dialog).toContainText('已作出的决定不变')
    await dialog.getByRole('button', { name: '保存设定' }).click()
    await expect(page.locator('.toast')).toContainText('已设定')
  })

  await test.step('the decision stands, and the rule is taken back', async () => {
    await page.goto(`/cases/${id}`)
    await expect(page.locator('.case-head')).toContainText('已结案')
    await page.goto('/rules?rule=art8Causes')
    const rule = page.locator('#rule-art8Causes')
    await rule.getByRole('button', { name: '收回 2012-07-01 起的设定' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '收回', exact: true }).click()
    await expect(rule).not.toContainText('本区设定')
  })
})

test('a reviewer voids a step with its reason; who only reads sees no act', async ({ page }) => {
  test.slow()
  await signInByButton(page, 'reviewer')
  const { cases } = await read<Schemas['CaseList']>(page, '/api/cases?state=executing')
  const extended = cases.find(({ measure }) => measure === 'extension')!
  await page.goto(`/cases/${extended.id}`)
  const step = page.locator('.way-step.is-taken', { hasText: '延长动工期限' })
  await step.locator('summary').click()
  await step.getByRole('button', { name: '作废…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '作废', exact: true }).click()
  await expect(dialog).toContainText('必填')
  await dialog.locator('[name="reason"]').fill('补充协议未签字')
  await dialog.getByRole('button', { name: '作废', exact: true }).click()
  await expect(page.locator('.way-step.is-void')).toContainText('延长动工期限')
  await expect(page.locator('.case-head')).toContainText('已认定')

  await page.context().clearCookies()
  await signInByButton(page, 'leader')
  await page.goto(`/cases/${extended.id}`)
  await expect(page.locator('.way-step.is-open').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^(办理|作废)/ })).toHaveCount(0)
})
