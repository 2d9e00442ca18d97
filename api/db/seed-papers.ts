import { createHash } from 'node:crypto'
import type { Gathered } from '#api/features/documents/document.issue.ts'
import { contentsOf, documentRow, gather } from '#api/features/documents/document.issue.ts'
import type { NewDocument } from '#api/features/documents/document.queries.ts'
import { insertDocuments } from '#api/features/documents/document.queries.ts'
import { demoEvidence, demoVisitText } from '#geodata/demo/evidence.ts'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import type { CaseDeadline, StepValues } from '#geodata/rules/case/case-state.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { stepSpecs } from '#geodata/rules/case/case-steps.ts'
import type { Db } from './database.ts'
import type { DemoMaterial } from './demo-material.ts'
import { run } from './raw.ts'

const author = '示范数据'

/** What the demonstration's office says of itself; the account of the bank is left open, so that a finding shows. */
const office = {
  numberPrefix: '运示闲',
  authority: '运城示范开发区自然资源局（演示）',
  government: '运城示范开发区管理委员会',
  address: '运城示范开发区河东东街1号',
  postcode: '044000',
  contact: '任立言',
  phone: '0359-0000001',
  payee: '运城示范开发区财政局',
  bank: '示范银行运城支行',
  reviewBody: '示范市人民政府',
  court: '示范市人民法院',
} as const

/** Papers and evidence of the demonstration: office, addresses, documents of cases, pictures of different ages. */
export async function seedPapers(
  trx: Db,
  zoneId: number,
  today: string,
  scenes: DemoMaterial['scenes'],
): Promise<void> {
  await seedOffice(trx, zoneId)
  await seedContacts(trx, zoneId)
  await seedEvidence(trx, zoneId, today, scenes)
  await seedDocuments(trx, zoneId)
}

async function seedOffice(trx: Db, zoneId: number): Promise<void> {
  const rows = Object.entries(office).map(([name, value]) => ({
    zoneId,
    key: `office.${name}`,
    effectiveOn: '2012-07-01',
    value: JSON.stringify(value),
    source: '示范数据',
    setBy: null,
  }))
  await trx.insertInto('zoneSetting').values(rows).execute()
}

/** Where the holders of cases are served; every fifth is still to be entered. */
async function seedContacts(trx: Db, zoneId: number): Promise<void> {
  await run(
    trx,
    `insert into holder_contact (zone_id, holder, address, contact, phone, updated_by)
     select $1::int, holder, '运城示范开发区纬' || (place % 9 + 1) || '路' || (place * 7 % 90 + 1) || '号',
       (array['薛知行', '裴思远', '柴明岳', '景伯川'])[place % 4 + 1], '0359-00' || lpad((place * 37 % 10000)::text, 5, '0'), $2::text
     from (select holder, row_number() over (order by holder)::int as place from (
       select distinct s.holder from land_case c join supply s on s.zone_id = c.zone_id and s.id = c.supply_id
       where c.zone_id = $1::int and s.holder is not null) h) n
     where place % 5 <> 0`,
    [zoneId, author],
  )
}

type Place = { id: number; code: string; kind: string; lng: number; lat: number }

async function seedEvidence(
  trx: Db,
  zoneId: number,
  today: string,
  scenes: DemoMaterial['scenes'],
): Promise<void> {
  const places = await run<Place>(
    trx,
    `select p.id, p.code, m.kind, st_x(st_transform(p.label_3857, 4326)) as lng,
       st_y(st_transform(p.label_3857, 4326)) as lat
     from stock_movement m join parcel p on p.zone_id = m.zone_id and p.id = m.parcel_id
     where m.zone_id = $1::int and m.level_m2 > 0 and m.voided_at is null and m.until_on is null and m.moved_on <= $2::date
     order by p.code, m.kind limit 60`,
    [zoneId, today],
  )
  const files = new Map<string, { size: number; mediaType: string; bytes: Buffer }>()
  const keep = (bytes: Buffer, mediaType: string) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    files.set(sha256, { size: bytes.length, mediaType, bytes })
    return { sha256, size: bytes.length, mediaType }
  }
  const rows = places.flatMap(({ id, code, kind, lng, lat }, n) =>
    demoEvidence(n, code, today).map(({ scene, name, observedOn, isVisit }) => {
      const finding =
        kind === 'idle' ? '未动工，场地有杂草，无施工人员和机械。' : '现状为空地，界桩完好，未见占用。'
      const file = isVisit
        ? keep(Buffer.from(demoVisitText(code, observedOn, finding)), 'text/plain')
        : keep(scenes[scene]!, 'image/png')
      return {
        zoneId,
        subject: 'parcel' as const,
        subjectId: id,
        stepN: null,
        kind: isVisit ? ('document' as const) : ('photo' as const),
        name,
        ...file,
        widthPx: isVisit ? null : 480,
        heightPx: isVisit ? null : 360,
        observedOn,
        validUntil: null,
        lng: isVisit ? null : Math.round((lng + ((n % 5) - 2) * 0.0001) * 1e6) / 1e6,
        lat: isVisit ? null : Math.round(lat * 1e6) / 1e6,
        accuracyM: isVisit ? null : 8,
        note: isVisit ? null : finding,
        userId: null,
        userName: author,
      }
    }),
  )
  if (rows.length === 0) return
  const stored = [...files].map(([sha256, file]) => ({ zoneId, sha256, ...file }))
  await trx.insertInto('storedFile').values(stored).execute()
  await trx.insertInto('attachment').values(rows).execute()
}

type Step = {
  caseId: number
  n: number
  step: CaseStep | 'correction'
  doneOn: string
  values: StepValues
  opens: CaseDeadline[]
  basis: CaseBasis | null
  note: string | null
  voids: number | null
  documentNo: string | null
}

/** The documents of all steps in the order of their days, written as they are every day and stored together. */
async function seedDocuments(trx: Db, zoneId: number): Promise<void> {
  const steps = await run<Step>(
    trx,
    `select case_id as "caseId", n, step, done_on as "doneOn", values, opens, basis, note, voids,
       document_no as "documentNo"
     from case_step where zone_id = $1::int order by done_on, case_id, n`,
    [zoneId],
  )
  const gathered = new Map<number, Gathered>()
  for (const { caseId, doneOn } of steps.toReversed())
    if (!gathered.has(caseId)) gathered.set(caseId, await gather(trx, zoneId, caseId, doneOn))
  const counts = new Map<string, number>()
  const rows: NewDocument[] = []
  for (const one of steps) {
    const { caseId, n, step, basis, note } = one
    const kind = step === 'correction' ? null : stepSpecs[step].document
    if (step === 'correction' || basis === null || kind === null) continue
    const series = `${kind} ${one.doneOn.slice(0, 4)}`
    const ordinal = (counts.get(series) ?? 0) + 1
    counts.set(series, ordinal)
    const before = steps.filter(
      (other) => other.caseId === caseId && other.n < n && other.step !== 'correction',
    )
    const contents = contentsOf(kind, { step: { ...one, step }, basis, note, before }, gathered.get(caseId)!)
    const row = documentRow(contents, one, ordinal)
    one.documentNo = row.number
    rows.push({ ...row, userId: null, userName: author })
  }
  await insertDocuments(trx, zoneId, rows)
  await run(
    trx,
    `update case_step t set document_no = d.number from case_document d
     where t.zone_id = $1::int and d.zone_id = t.zone_id and d.case_id = t.case_id and d.step_n = t.n`,
    [zoneId],
  )
}
