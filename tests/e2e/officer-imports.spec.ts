import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { transform } from '#geodata/crs/transform.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { ArealGeometry, BBox, Feature, Position } from '#geodata/model/geojson.ts'
import { numberIn, signInByButton } from './journey.ts'

/** The published area of the 228 survey adjustments, ellipsoidal m² (tests/fixtures/formats/README.md). */
const PUBLISHED_AREA_M2 = 1_094_636_353.834
const PUBLISHED_COUNT = 228
const NZ = fileURLToPath(new URL('../fixtures/formats/nz-survey-adjustments.zip', import.meta.url))
/** CGCS2000, 3° zone 37, the zone number before the easting. */
const ZONE_37 = 4525

type Items = { features: Feature[]; links: { rel: string; href: string }[] }

/** Every feature of a collection, page by page, as a GIS would read it. */
async function readAll(page: Page, collection: string, query = ''): Promise<Feature[]> {
  const features: Feature[] = []
  let address: string | undefined = `/ogc/collections/${collection}/items?limit=100${query}`
  while (address) {
    const answer = await page.request.get(address)
    expect(answer.ok(), address).toBe(true)
    const items = (await answer.json()) as Items
    features.push(...items.features)
    address = items.links.find(({ rel }) => rel === 'next')?.href
  }
  return features
}

/** South-west corner of a square in which nobody has a parcel yet. */
async function freeLand(page: Page, sizeDegrees: number): Promise<Position> {
  const session = (await (await page.request.get('/api/session')).json()) as { zone: { extent: BBox } }
  const [west, south, east, north] = session.zone.extent
  for (let lat = (south + north) / 2; lat < north - 0.01; lat += sizeDegrees) {
    for (let lng = west + 0.01; lng < east - 0.01; lng += sizeDegrees) {
      const bbox = [lng, lat, lng + sizeDegrees, lat + sizeDegrees].join(',')
      const answer = await page.request.get(`/ogc/collections/parcels/items?limit=1&bbox=${bbox}`)
      if (((await answer.json()) as Items).features.length === 0) return [lng, lat]
    }
  }
  throw new Error('the zone has no free land of this size')
}

/** A coordinate text of squares with the given sides in metres; the last row has two points and cannot be stored. */
function coordinateText([lng, lat]: Position, codes: readonly string[], sideM: number): string {
  const [eastM, northM] = transform([lng, lat], 4490, ZONE_37)
  const blocks = codes.flatMap((code, index) => {
    const x = northM + 10
    const y = eastM + 10 + index * (sideM + 5)
    const corners = [
      [x, y],
      [x + sideM, y],
      [x + sideM, y + sideM],
      [x, y + sideM],
      [x, y],
    ]
    const rows = corners.map(
      ([north, east], at) => `J${(at % 4) + 1},1,${north!.toFixed(3)},${east!.toFixed(3)}`,
    )
    return [
      `5,${((sideM * sideM) / 10_000).toFixed(4)},${code},导入测试${index + 1}号,面,,工业用地,100102,@`,
      ...rows,
    ]
  })
  return [
    '[属性描述]',
    '格式版本号=1.01版本',
    '数据产生单位=测试测绘队',
    '数据产生日期=2022-6-15',
    '坐标系=2000国家大地坐标系',
    '几度分带=3',
    '投影类型=高斯克吕格',
    '计量单位=米',
    '带号=37',
    '精度=0.001',
    '转换参数=,,,,,,',
    '[地块坐标]',
    ...blocks,
    `2,0.1000,${codes[0]}-X,没有面积的一块,面,,工业用地,100102,@`,
    `J1,1,${northM.toFixed(3)},${eastM.toFixed(3)}`,
    `J2,1,${(northM + 5).toFixed(3)},${eastM.toFixed(3)}`,
    '',
  ].join('\r\n')
}

async function newRecord(page: Page, title: string): Promise<string> {
  const number = `导入〔2022〕${Date.now()}号`
  await page.getByRole('button', { name: '新建依据' }).click()
  await page.locator('[name=record-number]').fill(number)
  await page.locator('[name=record-title]').fill(title)
  await page.locator('.record-new').getByRole('button', { name: '建立', exact: true }).click()
  await expect(page.locator('.record-chosen')).toContainText(number)
  return number
}

/** read = stored + refused, as the page says it. */
async function account(page: Page): Promise<number[]> {
  await expect(page.getByRole('heading', { name: '入库完成' })).toBeVisible({ timeout: 60_000 })
  return (await page.locator('.account-equation b').allInnerTexts()).map(numberIn)
}

const areaOf = (features: readonly Feature[]): number =>
  features.reduce((sum, { geometry }) => sum + ellipsoidalAreaM2(geometry as ArealGeometry), 0)

test('an officer imports a survey file as a reference layer and reads it back', async ({ page }) => {
  await signInByButton(page, 'officer')
  await page.goto('/imports')
  await page.setInputFiles('input[name=file]', NZ)

  await expect(page.locator('.source-facts')).toContainText(String(PUBLISHED_COUNT), { timeout: 60_000 })
  await expect(page.locator('.source-facts')).toContainText('EPSG:4167')
  await expect(page.locator('.source-area')).toContainText('1 641 954.53'.replaceAll(' ', '\u202f'))
  await expect(page.locator('.findings-card')).toContainText('范围之外')

  await page.locator('[name=layer-title]').fill('新西兰测量平差区')
  await page.getByRole('radio', { name: /参考图层/ }).check()
  await page.getByRole('button', { name: '按此重新核对' }).click()
  await expect(page.getByRole('button', { name: '按此重新核对' })).toHaveCount(0, { timeout: 60_000 })
  await page.getByRole('button', { name: /^入库/ }).click()

  // Nothing is stored without a record, nor outside the zone without a reason.
  await page.getByRole('button', { name: '入库', exact: true }).click()
  await expect(page.getByText('没有依据不能改数据')).toBeVisible()
  await expect(page.getByText('请写明理由。', { exact: true })).toBeVisible()
  await newRecord(page, '外来测量成果')
  await page.locator('[name=reason]').fill('与本区资料对照用')
  await page.getByRole('button', { name: '入库', exact: true }).click()
  expect(await account(page)).toEqual([PUBLISHED_COUNT, PUBLISHED_COUNT, 0])

  const ledger = await page.getByRole('link', { name: '在台账里看' }).getAttribute('href')
  const collection = /reference-[a-z0-9-]+/.exec(ledger ?? '')?.[0] ?? ''
  const features = await readAll(page, collection)
  expect(features).toHaveLength(PUBLISHED_COUNT)
  expect(Math.abs(areaOf(features) - PUBLISHED_AREA_M2)).toBeLessThan(0.05)

  // The link shows the present state, and the layer is where others look for it.
  await page.reload()
  expect(await account(page)).toEqual([PUBLISHED_COUNT, PUBLISHED_COUNT, 0])
  await page.goto('/imports/layers')
  await expect(page.getByRole('row', { name: /新西兰测量平差区/ })).toContainText(String(PUBLISHED_COUNT))
})

test('an officer imports a coordinate text as parcels; what cannot be stored is named', async ({ page }) => {
  await signInByButton(page, 'officer')
  const sideM = 20
  const codes = [1, 2].map((n) => `IMP-${Date.now()}-${n}`)
  const corner = await freeLand(page, 0.0008)
  await page.goto('/imports')
  await page.setInputFiles('input[name=file]', {
    name: '界址点.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(coordinateText(corner, codes, sideM), 'utf8'),
  })

  await expect(page.locator('.source-facts')).toContainText('EPSG:4525', { timeout: 60_000 })
  await expect(page.locator('.field-mapping')).toContainText('地块编号')
  await expect(page.locator('.check-map .map-canvas')).toBeVisible()
  await page.getByRole('button', { name: /^入库/ }).click()
  await expect(page.locator('.refused-list li')).toHaveCount(1)
  await newRecord(page, '宗地测量成果')
  await page.getByRole('button', { name: '入库', exact: true }).click()
  await expect(page.getByText('请先确认不存的行')).toBeVisible()
  await page.locator('[name=knows-refused]').check()
  await page.getByRole('button', { name: '入库', exact: true }).click()
  expect(await account(page)).toEqual([3, 2, 1])

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 CSV' }).click(),
  ])
  const csv = await (await download.createReadStream()).toArray()
  expect(Buffer.concat(csv as Buffer[]).toString('utf8')).toContain(`${codes[0]}-X`)

  for (const code of codes) {
    const [feature, ...more] = await readAll(page, 'parcels', `&code=${code}`)
    expect(more).toEqual([])
    const areaM2 = Number(feature?.properties['area_ellipsoidal_m2'])
    expect(Math.abs(areaM2 - sideM * sideM)).toBeLessThan(0.1)
    expect(Number(feature?.properties['declared_area_m2'])).toBeCloseTo(sideM * sideM, 6)
  }

  // The map opens on what was imported.
  await page.getByRole('link', { name: '在图上看' }).click()
  await expect(page).toHaveURL(/\/map\?.*view=/)
})

test('cancelling an import leaves nothing', async ({ page }) => {
  await signInByButton(page, 'officer')
  await page.goto('/imports')
  await page.setInputFiles('input[name=file]', NZ)
  await expect(page.locator('.source-facts')).toBeVisible({ timeout: 60_000 })
  const address = page.url()
  await page.getByRole('button', { name: '取消导入' }).click()
  await page.locator('dialog.confirm-dialog').getByRole('button', { name: '取消导入' }).click()
  await expect(page).toHaveURL(/\/imports$/)
  await page.goto(address)
  await expect(page.locator('.error-state')).toBeVisible()
})
