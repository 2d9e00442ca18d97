import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { Feature } from '#geodata/model/geojson.ts'
import { signInByButton } from './journey.ts'

type Parcel = Feature & { id: number }

const OLD_HOLDER = '原权利人公司'
const NEW_HOLDER = '写错的权利人公司'

/** Signed in as a program, beside the page: what other people do. */
async function asOfficer<Answer>(
  page: Page,
  method: 'get' | 'post',
  path: string,
  data?: unknown,
): Promise<Answer> {
  const credentials = Buffer.from('officer:mujie-demo').toString('base64')
  const answer = await page.request[method](path, {
    data,
    headers: { authorization: `Basic ${credentials}` },
  })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as Answer
}

const holderOf = async (page: Page, id: number): Promise<unknown> =>
  (await asOfficer<Parcel>(page, 'get', `/ogc/collections/parcels/items/${id}`)).properties['holder']

/** An officer gives a parcel a holder, under a record, and gets its new version. */
async function setHolder(page: Page, parcel: Parcel, recordId: number, holder: string): Promise<void> {
  const { version } = (await asOfficer<Parcel>(page, 'get', `/ogc/collections/parcels/items/${parcel.id}`))
    .properties
  const operation = {
    op: 'attributes',
    collection: 'parcels',
    id: parcel.id,
    version,
    properties: { holder },
  }
  await asOfficer(page, 'post', '/api/changes', {
    recordId,
    label: `权利人改为${holder}`,
    operations: [operation],
  })
}

async function aParcel(page: Page): Promise<Parcel> {
  const { features } = await asOfficer<{ features: Parcel[] }>(
    page,
    'get',
    '/ogc/collections/parcels/items?limit=1&status=supplied',
  )
  return features[0]!
}

async function aRecord(page: Page, title: string): Promise<{ id: number; number: string }> {
  const number = `更正〔2022〕${Date.now()}号`
  return asOfficer(page, 'post', '/api/records', { number, title, kind: 'correction' })
}

test('a reviewer sees who changed a parcel, before and after, and undoes it', async ({ page }) => {
  const parcel = await aParcel(page)
  const record = await aRecord(page, '权利人更正')
  await setHolder(page, parcel, record.id, OLD_HOLDER)
  await setHolder(page, parcel, record.id, NEW_HOLDER)

  await signInByButton(page, 'reviewer')
  await page.goto(`/map?selected=parcels:${parcel.id}`)
  await page.getByRole('tab', { name: '历史' }).click()
  const newest = page.locator('.history > li').first()
  await expect(newest).toContainText('李经办')
  await expect(newest).toContainText(record.number)
  await expect(newest).toContainText(OLD_HOLDER)
  await expect(newest).toContainText(NEW_HOLDER)

  await page.goto(`/records/${record.id}`)
  const change = page.locator('.change-card').first()
  await expect(change).toContainText('李经办')
  await change.locator('.change-head').click()
  await expect(change.locator('del')).toHaveText(OLD_HOLDER)
  await expect(change.locator('ins')).toHaveText(NEW_HOLDER)
  await change.getByRole('button', { name: '撤销', exact: true }).click()
  await page.getByRole('button', { name: '撤销变更' }).click()
  await expect(page.locator('.toast')).toContainText('已撤销')

  expect(await holderOf(page, parcel.id)).toBe(OLD_HOLDER)
  await expect(page.locator('.change-card')).toHaveCount(3)
  await page.goto(`/map?selected=parcels:${parcel.id}`)
  await page.getByRole('tab', { name: '历史' }).click()
  const versions = page.locator('.history > li')
  await expect(versions.first()).toContainText('王审核')
  await expect(versions.first()).toContainText(OLD_HOLDER)
  await expect(versions.nth(1)).toContainText(NEW_HOLDER)
})

test('a change that somebody built on says who stands in the way', async ({ page }) => {
  const parcel = await aParcel(page)
  const record = await aRecord(page, '先后两次更正')
  await setHolder(page, parcel, record.id, NEW_HOLDER)
  await setHolder(page, parcel, record.id, '后来的权利人公司')

  await signInByButton(page, 'reviewer')
  await page.goto(`/records/${record.id}`)
  await page.locator('.change-card').nth(1).getByRole('button', { name: '撤销', exact: true }).click()
  await page.getByRole('button', { name: '撤销变更' }).click()
  const conflict = page.locator('.undo-conflicts')
  await expect(conflict).toContainText('李经办')
  await expect(conflict).toContainText(record.number)
  expect(await holderOf(page, parcel.id)).toBe('后来的权利人公司')
})
