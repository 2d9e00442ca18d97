import { unzipSync, strFromU8 } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { png } from '#tests/support/evidence-files.ts'
import { pdfText } from '#tests/support/pdf-text.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const landRecord = await openRecord(test)
const dossier = await openRecord(test)

type Finding = { field: string; article: string; item: number | null; enteredIn: string }
type Entry = {
  stepN: number
  step: string
  kind: string
  number: string
  holder: string | null
  isVoid: boolean
  voidReason: string | null
  isIntact: boolean
  contentsSha256: string
  findings: Finding[]
}
type Case = {
  case: { id: number; version: number }
  steps: { n: number; step: string; documentNo: string | null }[]
}

let place = 0
async function idleLand(code: string) {
  const at = (place += 2)
  const parcelId = (await save(test, landRecord, [newParcel(code, square(at, 0))])).results[0]!.id
  await save(test, landRecord, [newParcel(`${code}-邻`, square(at + 1, 0))])
  const contract = {
    contract_no: `HT-${code}`,
    mode: 'listing',
    holder: `${code} 公司`,
    signed_on: '2022-06-01',
    area_m2: 9_000,
    price_wan: 500,
  }
  const supply = await save(test, landRecord, [
    { op: 'create', collection: 'supplies', properties: { parcel_id: parcelId, ...contract } },
  ])
  const supplyId = supply.results[0]!.id
  const start = { supply_id: supplyId, set_on: '2022-06-01', start_on: '2023-03-01', cause: 'contract' }
  await save(test, landRecord, [{ op: 'create', collection: 'supply-starts', properties: start }])
  return { parcelId, supplyId }
}

async function opened(code: string): Promise<Case & { parcelId: number }> {
  const { parcelId } = await idleLand(code)
  const body = { parcelId, recordId: dossier, foundOn: '2024-03-04', source: 'patrol' }
  const answer = await test.post('officer', '/api/cases', body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { ...answer.json<Case>(), parcelId }
}
type Move = [step: string, doneOn: string, values?: object]
async function go(found: Case, moves: Move[]): Promise<Case> {
  let now = found
  for (const [step, doneOn, values] of moves) {
    const body = { step, doneOn, version: now.case.version, ...(values && { values }) }
    const answer = await test.post('officer', `/api/cases/${now.case.id}/steps`, body)
    if (answer.statusCode !== 201) throw new Error(`${step}: ${answer.body}`)
    now = answer.json<Case>()
  }
  return now
}
const notice: Move = ['investigation_notice', '2024-03-20']
const determined: Move[] = [
  notice,
  ['statement', '2024-04-10', { claimedCause: 'enterprise' }],
  [
    'determination',
    '2024-04-20',
    { kind: 'not_started', cause: 'enterprise', idleFrom: '2024-03-01', areaM2: 9_000 },
  ],
]
const documentsOf = async (id: number, query = '', caller: 'leader' | 'stranger' = 'leader') =>
  (await test.get(caller, `/api/cases/${id}/documents${query}`)).json<{ documents: Entry[] }>().documents
const fileOf = (id: number, n: number, kind: string, format: string) =>
  test.get('leader', `/api/cases/${id}/documents/${n}/${kind}?format=${format}`)
const refusal = (answer: { statusCode: number; json<T>(): T }) => {
  const { errors } = answer.json<{ errors?: { path: string; rule: string }[] }>()
  return [answer.statusCode, errors?.[0]?.path, errors?.[0]?.rule]
}
const setOffice = (
  values: object,
  from = '2020-01-01',
  caller: 'administrator' | 'officer' = 'administrator',
) => test.as(caller, { method: 'PUT', url: '/api/office', payload: { from, source: '三定方案', values } })

beforeAll(async () => {
  await setOffice({
    authority: '示范区自然资源局',
    numberPrefix: '运示闲',
    contact: '任立言',
    phone: '0359-1',
    reviewBody: '市政府',
    court: '区法院',
  })
})

describe('a step with a document', () => {
  it('issues it in the same act: numbered by kind and year, named by the step', async () => {
    const [one, two] = [await go(await opened('D-1'), [notice]), await go(await opened('D-2'), determined)]
    const [first] = await documentsOf(one.case.id)
    expect(first).toMatchObject({
      stepN: 2,
      kind: 'investigation_notice',
      number: '运示闲调〔2024〕1号',
      holder: 'D-1 公司',
      isVoid: false,
      isIntact: true,
    })
    expect((await documentsOf(two.case.id)).map(({ number }) => number)).toEqual([
      '运示闲调〔2024〕2号',
      '运示闲认〔2024〕1号',
    ])
    expect(one.steps.at(-1)).toMatchObject({
      step: 'investigation_notice',
      documentNo: '运示闲调〔2024〕1号',
    })
    expect(await documentsOf(two.case.id, '?stepN=4')).toHaveLength(1)
  })

  it('leaves no gap when the step is refused, and no twin when many are taken at once', async () => {
    const cases = await Promise.all(['D-3', 'D-4', 'D-5'].map((code) => opened(code)))
    const refused = await test.post('officer', `/api/cases/${cases[0]!.case.id}/steps`, {
      step: 'investigation_notice',
      doneOn: '2027-01-01',
      version: 1,
    })
    expect(refused.statusCode).toBe(422)
    const answers = await Promise.all(
      cases.map((one) =>
        test.post('officer', `/api/cases/${one.case.id}/steps`, {
          step: 'investigation_notice',
          doneOn: '2025-05-05',
          version: 1,
        }),
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
    const numbers = await Promise.all(cases.map(async (one) => (await documentsOf(one.case.id))[0]!.number))
    expect(numbers.toSorted()).toEqual(['运示闲调〔2025〕1号', '运示闲调〔2025〕2号', '运示闲调〔2025〕3号'])
  })

  it('is downloaded as PDF and DOCX with what the law asks for, the land on a map beside', async () => {
    const { case: found } = await go(await opened('D-6'), determined)
    const pdf = await fileOf(found.id, 4, 'determination', 'pdf')
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
    })
    expect(decodeURIComponent(String(pdf.headers['content-disposition']))).toMatch(
      /闲置土地认定书 运示闲认〔2024〕\d+号\.pdf/,
    )
    const text = pdfText(pdf.rawPayload)
    for (const part of [
      '闲置土地认定书',
      'D-6 公司',
      '9000.00平方米（13.50亩）',
      '2024年3月1日',
      'J4',
      'D-6-邻',
      '任立言',
    ])
      expect(text.replaceAll(/\s/g, '')).toContain(part.replaceAll(/\s/g, ''))
    const docx = await fileOf(found.id, 4, 'determination', 'docx')
    expect(strFromU8(unzipSync(docx.rawPayload)['word/document.xml']!)).toContain('D-6 公司')
    expect((await fileOf(found.id, 4, 'fee_decision', 'pdf')).statusCode).toBe(404)
  })

  it('says the same for ever, whatever changes of land, holder and office', async () => {
    const { case: found, parcelId } = await opened('D-7')
    await go({ case: found, steps: [] }, [notice])
    const read = async () =>
      (await test.get('leader', `/api/cases/${found.id}/documents/2/investigation_notice`)).body
    const before = await read()
    await test.as('officer', {
      method: 'PUT',
      url: '/api/holder-contacts',
      payload: { holder: 'D-7 公司', address: '新址', contact: null, phone: null, version: 0 },
    })
    await setOffice({ phone: '0359-2' }, '2020-02-02')
    await save(test, landRecord, [
      { op: 'attributes', collection: 'parcels', id: parcelId, version: 1, properties: { name: '新名' } },
    ])
    expect(await read()).toBe(before)
  })

  it('shows that its contents were tampered with', async () => {
    const { case: found } = await go(await opened('D-8'), [notice])
    await test.database.db
      .updateTable('caseDocument')
      .set(({ fn, val }) => ({
        contents: fn<string>('jsonb_set', ['contents', val('{holder,name}'), val('"别人"')]),
      }))
      .where('caseId', '=', found.id)
      .execute()
    expect(await documentsOf(found.id)).toMatchObject([{ isIntact: false }])
  })

  it('is marked when its step is voided, and stays; the next one has the next number', async () => {
    const { case: found } = await go(await opened('D-9'), [notice])
    const known = new Date(Date.now() + 5).toISOString()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const voided = await test.post('reviewer', `/api/cases/${found.id}/steps/2/void`, {
      reason: '送达错误',
      version: found.version,
    })
    expect(voided.statusCode).toBe(201)
    const again = await go(voided.json<Case>(), [['investigation_notice', '2024-03-25']])
    const [first, second] = await documentsOf(found.id)
    expect(first).toMatchObject({ stepN: 2, isVoid: true, voidReason: '送达错误', isIntact: true })
    expect(second).toMatchObject({ stepN: 4, isVoid: false })
    expect(Number(/(\d+)号/.exec(second!.number)![1])).toBe(Number(/(\d+)号/.exec(first!.number)![1]) + 1)
    expect(again.steps.at(-1)!.documentNo).toBe(second!.number)
    expect(pdfText((await fileOf(found.id, 2, 'investigation_notice', 'pdf')).rawPayload)).toContain('作废')
    expect(await documentsOf(found.id, `?known=${known}`)).toMatchObject([{ stepN: 2, isVoid: false }])
    expect(await documentsOf(found.id, '?on=2024-03-19')).toEqual([])
  })

  it('names what is missing on it, with the article and where to enter it', async () => {
    const { case: found } = await go(await opened('D-10'), [notice])
    const [{ findings }] = (await documentsOf(found.id)) as [Entry]
    expect(findings).toEqual(
      expect.arrayContaining([
        { field: 'holder.address', article: 'order53_art6', item: 1, enteredIn: 'holder' },
        { field: 'office.address', article: 'order53_art6', item: null, enteredIn: 'office' },
      ]),
    )
    expect(findings.map(({ field }) => field)).not.toContain('office.authority')
  })

  it('names the evidence that was attached by then', async () => {
    const found = await opened('D-11')
    const about = JSON.stringify({ subject: 'parcel', subjectId: found.parcelId, observedOn: '2024-03-02' })
    const boundary = '----x'
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="about"\r\n\r\n${about}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="现场.png"\r\n\r\n`
    const payload = Buffer.concat([Buffer.from(head), png(), Buffer.from(`\r\n--${boundary}--\r\n`)])
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    expect(
      (await test.as('officer', { method: 'POST', url: '/api/attachments', headers, payload })).statusCode,
    ).toBe(201)
    const { case: now } = await go(found, determined)
    const answer = await test.get('leader', `/api/cases/${now.id}/documents/4/determination`)
    expect(answer.body).toContain('现场照片：现场.png（2024年3月2日）')
  })

  it('is nobody else’s', async () => {
    const { case: found } = await go(await opened('D-12'), [notice])
    expect((await test.get('stranger', `/api/cases/${found.id}/documents`)).statusCode).toBe(404)
    expect(
      (await test.get('stranger', `/api/cases/${found.id}/documents/2/investigation_notice`)).statusCode,
    ).toBe(404)
  })
})

describe('a preview', () => {
  const preview = (id: number, body: object, query = '', caller: 'officer' | 'leader' = 'officer') =>
    test.post(caller, `/api/cases/${id}/documents/preview${query}`, body)

  it('is the paper as a draft without a number, and stores nothing', async () => {
    const { case: found } = await opened('P-1')
    const answer = await preview(found.id, { step: 'investigation_notice', doneOn: '2024-03-20' })
    expect(answer.json()).toMatchObject({
      kind: 'investigation_notice',
      refusals: [],
      paper: { watermark: 'draft' },
    })
    expect(answer.body).toContain('30日内（至2024年4月19日止）')
    expect(answer.body).not.toContain('〔2024〕')
    const pdf = await preview(found.id, { step: 'investigation_notice', doneOn: '2024-03-20' }, '?format=pdf')
    expect(pdfText(pdf.rawPayload)).toContain('草稿')
    expect(await documentsOf(found.id)).toEqual([])
  })

  it('is drawn for a step that is refused as well, and says why it would be', async () => {
    const { case: found } = await opened('P-2')
    const body = { step: 'determination', doneOn: '2024-03-20', values: { cause: 'enterprise', areaM2: -1 } }
    const answer = (await preview(found.id, body)).json<{ refusals: { code: string }[]; paper: unknown }>()
    expect(answer.refusals.map(({ code }) => code)).toEqual(['notice_missing'])
    expect(JSON.stringify(answer.paper)).toContain('土地使用权人自身原因')
  })

  it('is not for steps without a document, nor for leaders', async () => {
    const { case: found } = await opened('P-3')
    expect((await preview(found.id, { step: 'filing', doneOn: '2024-03-20' })).statusCode).toBe(400)
    expect(
      (await preview(found.id, { step: 'investigation_notice', doneOn: '2024-03-20' }, '', 'leader'))
        .statusCode,
    ).toBe(403)
    expect(
      (await preview(9_999_999, { step: 'investigation_notice', doneOn: '2024-03-20' })).statusCode,
    ).toBe(404)
    expect(refusal(await preview(found.id, { step: 'investigation_notice', doneOn: '2012-01-01' }))).toEqual([
      422,
      'doneOn',
      'before_order',
    ])
  })
})

describe('what the office says of itself', () => {
  it('is set by administrators from a day on, with its source, and read by everybody', async () => {
    expect((await setOffice({ bank: '甲银行' }, '2024-01-01', 'officer')).statusCode).toBe(403)
    expect((await setOffice({ bank: '甲银行' }, '2024-01-01')).statusCode).toBe(204)
    expect((await setOffice({ bank: '乙银行' }, '2025-01-01')).statusCode).toBe(204)
    const valueOn = async (on: string) => {
      const { fields } = (await test.get('leader', `/api/office?on=${on}`)).json<{
        fields: { name: string; value: string | null; entries: object[] }[]
      }>()
      return fields.find(({ name }) => name === 'bank')
    }
    expect((await valueOn('2024-06-01'))?.value).toBe('甲银行')
    expect(await valueOn('2025-06-01')).toMatchObject({
      value: '乙银行',
      entries: [{ from: '2024-01-01', source: '三定方案', setBy: 'administrator' }, { from: '2025-01-01' }],
    })
    expect((await valueOn('2023-06-01'))?.value).toBeNull()
  })

  it('refuses fields that it does not know, and nothing at all', async () => {
    expect((await setOffice({ mayor: 'x' })).statusCode).toBe(400)
    expect(refusal(await setOffice({}))).toEqual([422, 'values', 'required'])
  })
})

describe('where a holder is served', () => {
  const put = (payload: object, caller: 'officer' | 'leader' = 'officer') =>
    test.as(caller, { method: 'PUT', url: '/api/holder-contacts', payload })
  const entered = { holder: '某公司', address: '某路1号', contact: '某人', phone: ' ' }

  it('is entered by officers on the version that they have seen', async () => {
    const empty = (
      await test.get('leader', `/api/holder-contacts?holder=${encodeURIComponent('某公司')}`)
    ).json()
    expect(empty).toMatchObject({ holder: '某公司', version: 0, address: null })
    expect((await put({ ...entered, version: 0 }, 'leader')).statusCode).toBe(403)
    expect((await put({ ...entered, version: 0 })).json()).toMatchObject({
      version: 1,
      address: '某路1号',
      phone: null,
      updatedBy: 'officer',
    })
    expect((await put({ ...entered, version: 0 })).statusCode).toBe(409)
    expect((await put({ ...entered, address: '某路2号', version: 1 })).json()).toMatchObject({
      version: 2,
      address: '某路2号',
    })
  })
})
