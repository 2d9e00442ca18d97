import { strFromU8, unzipSync } from 'fflate'
import readExcel from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import type { MonthReport } from '#geodata/papers/reports/report-contents.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openRecord, save } from '../changes/land.ts'

const today = '2026-11-22'
const month = '2026-10'
let test: TestApp
let recordId: number

beforeAll(async () => {
  test = await openTestApp({ today: () => today, prepare: (database) => seedDemo(database, today) })
  recordId = await openRecord(test)
}, 300_000)

const freeze = async (caller: 'leader' | 'officer' = 'leader', body: object = { month }) =>
  test.post(caller, '/api/reports', body)
const fileOf = async (id: number, format: string) => {
  const answer = await test.get('planner', `/api/reports/${id}/file?format=${format}`)
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
  return answer
}
const muOf = (areaM2: number) => Math.round((areaM2 / (2000 / 3)) * 100) / 100

describe('the draft of a month', () => {
  it('says what the account says, of the last day of the month, for both kinds', async () => {
    const { contents } = (await test.get('planner', `/api/reports/draft?month=${month}`)).json<{
      contents: MonthReport
    }>()
    expect(contents.on).toBe('2026-10-31')
    for (const kind of ['unsupplied', 'idle'] as const) {
      const url = `/api/stock/account?kind=${kind}&from=2026-09-30&to=2026-10-31`
      const account = (await test.get('planner', url)).json()
      expect(contents[kind].month.opening).toEqual(account.opening)
      expect(contents[kind].month.closing).toEqual(account.closing)
      const { parcels, level, moreParcels } = contents[kind]
      expect(parcels.length + moreParcels).toBe(level.count)
      expect(parcels.reduce((sum, { areaM2 }) => sum + areaM2, 0)).toBeCloseTo(level.areaM2, 3)
    }
    expect(muOf(contents.unsupplied.disposed.total.areaM2)).toBe(1952.98)
    expect(muOf(contents.idle.disposed.total.areaM2)).toBe(616.75)
    expect(contents.map.land.length).toBe(contents.unsupplied.level.count + contents.idle.level.count)
  })

  it('ends today in a month that is not over, and is refused for one that has not begun', async () => {
    const now = (await test.get('planner', '/api/reports/draft?month=2026-11')).json()
    expect(now.contents.on).toBe(today)
    expect((await test.get('planner', '/api/reports/draft?month=2026-12')).statusCode).toBe(400)
    expect((await test.get('planner', '/api/reports/draft?month=2026-13')).statusCode).toBe(400)
  })
})

describe('a frozen report', () => {
  it('is signed for by leaders and reviewers, not by officers', async () => {
    expect((await freeze('officer')).statusCode).toBe(403)
    expect((await freeze('leader', { month: '2026-12' })).statusCode).toBe(400)
  })

  it('is numbered within its month and found in the list, the newest first', async () => {
    const first = (await freeze()).json()
    const second = (await freeze()).json()
    expect([second.report.ordinal - first.report.ordinal, second.isIntact]).toEqual([1, true])
    const { reports } = (await test.get('officer', '/api/reports')).json()
    expect(reports[0]).toMatchObject({ id: second.report.id, period: month, onDate: '2026-10-31' })
    expect((await test.get('stranger', `/api/reports/${second.report.id}`)).statusCode).toBe(404)
  })

  it('gives the same bytes for ever, and says what would be written otherwise after a correction', async () => {
    const { report, contents } = (await freeze()).json()
    const files = [await fileOf(report.id, 'xlsx'), await fileOf(report.id, 'pdf')]
    const { rows } = (
      await test.get('officer', '/api/stock/parcels?kind=idle&on=2026-10-31&state=waiting')
    ).json()
    const remediationId = rows.find(
      (row: { remediationId: number | null }) => row.remediationId,
    )?.remediationId
    const [found] = (await test.get('officer', `/api/ledger/remediations?ids=${remediationId}`)).json().rows
    await save(
      test,
      recordId,
      [
        {
          op: 'attributes',
          collection: 'remediations',
          id: remediationId,
          version: found.version,
          properties: { area_m2: found.area_m2 - 100 },
        },
      ],
      { effectiveOn: found.found_on },
    )
    const again = [await fileOf(report.id, 'xlsx'), await fileOf(report.id, 'pdf')]
    expect(again[0]!.rawPayload.equals(files[0]!.rawPayload)).toBe(true)
    expect(again[1]!.rawPayload.equals(files[1]!.rawPayload)).toBe(true)
    expect((await test.get('leader', `/api/reports/${report.id}`)).json().contents).toEqual(contents)
    const { differences } = (await test.get('leader', `/api/reports/${report.id}/changes`)).json()
    expect(differences.map(({ kind }: { kind: string }) => kind)).toContain('idle')
  })

  it('is a workbook like the form on paper, its sums agreeing with the figures', async () => {
    const { report, contents } = (await freeze()).json()
    const bytes = (await fileOf(report.id, 'xlsx')).rawPayload
    const sheets = await readExcel(bytes)
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      '汇总',
      '收支',
      '分类',
      '任务与公布数',
      '案件',
      '批而未供土地台账',
      '闲置土地台账',
    ])
    const ledger = sheets.at(-1)!.data
    const place = ledger[2]!.indexOf('面积（亩）')
    expect(ledger.at(-1)![place]).toBe(muOf(contents.idle.level.areaM2))
    expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet7.xml']!)).toContain('orientation="landscape"')
  })

  it('is a paper with a map', async () => {
    const { report } = (await freeze()).json()
    const { rawPayload, headers } = await fileOf(report.id, 'pdf')
    expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect(headers['content-disposition']).toContain(encodeURIComponent('土地处置月报'))
  })

  it('is not given out when somebody has altered it in the database', async () => {
    const { report } = (await freeze()).json()
    await test.database.query(
      '',
      `update report_snapshot set contents = jsonb_set(contents, '{idle,level,areaM2}', '1')
       where zone_id = $1 and id = $2`,
      [test.zoneId, report.id],
    )
    expect((await test.get('leader', `/api/reports/${report.id}`)).json().isIntact).toBe(false)
    expect((await test.get('leader', `/api/reports/${report.id}/file?format=xlsx`)).statusCode).toBe(409)
  })
})

describe('the ledger of a kind of land', () => {
  it('lists the stock of the day in the columns of the form', async () => {
    const answer = await test.get('planner', '/api/reports/ledgers/unsupplied?on=2022-09-15')
    expect(answer.statusCode).toBe(200)
    const [sheet] = await readExcel(answer.rawPayload)
    const level = (await test.get('planner', '/api/stock/summary?on=2022-09-15')).json().kinds.unsupplied.now
    const place = sheet!.data[2]!.indexOf('面积（亩）')
    expect(sheet!.data.at(-1)![place]).toBe(muOf(level.areaM2))
    expect(sheet!.data.length).toBe(level.count + 4)
  })
})
