import ICAL from 'ical.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '#api/config/config.ts'
import { ConfigError, loadConfig } from '#api/config/config.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openMailServer } from '#tests/support/mail-server.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

let today = '2026-11-28'
const server = await openMailServer()
const mail = { smtpUrl: server.url(), from: '亩界 <mujie@example.cn>' }
const test = await openTestApp({ today: () => today, mail, publicUrl: 'https://mujie.example.cn' })
const { context, database, zoneId } = test
const config = context.config as { -readonly [K in keyof Config]: Config[K] }
const record = await openRecord(test)

const fact = (collection: string, properties: object) =>
  save(test, record, [{ op: 'create', collection, properties }])
let supplyId = 0
const holder = '<b>条山</b> & "酿造"\r\nBcc: evil@example.com'
beforeAll(async () => {
  const parcel = await save(test, record, [newParcel('A-1', square(0, 0))])
  const supply = await fact('supplies', {
    parcel_id: parcel.results[0]!.id,
    contract_no: 'HT-1',
    mode: 'listing',
    holder: holder.replace('\r\n', ' '),
    signed_on: '2026-01-10',
    area_m2: 9_000,
  })
  supplyId = supply.results[0]!.id
  // Words that came in otherwise than through our forms may hold anything.
  await database.executeSql('update supply set holder = $1 where id = $2', [holder, supplyId])
  await fact('payments', { supply_id: supplyId, due_on: '2026-12-20', amount_wan: 310.5 })
  await fact('payments', { supply_id: supplyId, due_on: '2026-11-20', amount_wan: 88 })
  await look()
})

const look = async () => {
  await context.queue.send('look', { zoneId }, { key: `${zoneId}` })
  // One that was asked for by a write waits for more writes.
  await database.executeSql(
    `update pgboss.job set start_after = now() where name = 'look' and state = 'created'`,
  )
  await context.queue.runWaiting(context)
}
const post = async (kind: string) => {
  await context.queue.send('mail', { zoneId, kind }, { key: `${zoneId} ${kind}` })
  await context.queue.runWaiting(context)
}
const letTimePass = () =>
  database.executeSql(
    `update pgboss.job set start_after = now() - interval '1 second' where state in ('retry', 'created')`,
  )
type Preference = { lastMail: { state: string; fault: string | null } | null; canMail: boolean }
const usual = { byMail: true, urgentAtOnce: false, mailAddress: 'li@example.cn', allOfZone: false }
const prefer = (role: 'officer' | 'leader' | 'planner', more: object = {}) =>
  test.as(role, { method: 'PUT', url: '/api/notice-preferences', payload: { ...usual, ...more } })
const preferenceOf = async (role: 'officer' | 'leader') =>
  (await test.get(role, '/api/notice-preferences')).json<Preference>()
const unmailed = async () =>
  (
    await database.db
      .selectFrom('notice')
      .select('key')
      .where('userId', '=', test.userIds.officer)
      .where('mailedAt', 'is', null)
      .where('settledAt', 'is', null)
      .execute()
  ).length

describe('how a person wants to be told', () => {
  it.each([
    [{ mailAddress: 'no address' }, 'mail_address'],
    [{ mailAddress: 'li@example.cn\r\nBcc: evil@example.com' }, 'mail_address'],
    [{ mailAddress: 'li@example.cn, evil@example.com' }, 'mail_address'],
    [{ mailAddress: null }, 'required'],
  ])('refuses %j', async (more, rule) => {
    const answer = await prefer('officer', more)
    expect([answer.statusCode, answer.json().errors[0].rule]).toEqual([422, rule])
  })

  it('is nothing until it is said', async () => {
    expect(await preferenceOf('officer')).toMatchObject({ byMail: false, mailAddress: null, canMail: true })
    await post('digest')
    expect(server.received).toEqual([])
  })
})

describe('the daily mail', () => {
  it('tells everything new, in both forms, and lets nothing that people wrote become markup or a header', async () => {
    await prefer('officer')
    await post('digest')
    expect(server.received).toHaveLength(1)
    const { mail: got, raw, to } = server.received[0]!
    expect(to).toEqual(['li@example.cn'])
    expect(got.from!.value).toEqual([{ name: '亩界', address: 'mujie@example.cn' }])
    expect(got.subject).toBe('【测试区 test】今日提醒 2 项，逾期未办 1 项')
    expect(got.bcc).toBeUndefined()
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
    expect(got.text).toContain(
      '[已逾期] 价款缴纳：A-1 · <b>条山</b> & "酿造" Bcc: evil@example.com · 88 万元',
    )
    expect(got.text).toContain('期限 2026-12-20')
    expect(got.text).toMatch(/https:\/\/mujie\.example\.cn\/remediation\/parcels\/\d+\?zone=test/)
    expect(got.html).toContain('&lt;b&gt;条山&lt;/b&gt; &amp; &quot;酿造&quot;')
    expect(got.html).not.toContain('<b>')
    expect(await unmailed()).toBe(0)
    expect((await preferenceOf('officer')).lastMail).toMatchObject({ state: 'sent', noticeCount: 2 })
  })

  it('is sent once a day, whatever happens, and not without news', async () => {
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-22', amount_wan: 5 })
    await look()
    await post('digest')
    expect(server.received).toHaveLength(1)
    today = '2026-11-29'
    await post('digest')
    expect(server.received).toHaveLength(2)
    expect(server.received[1]!.mail.text).toContain('以下 1 项需要您关注')
    today = '2026-11-30'
    await post('digest')
    expect(server.received).toHaveLength(2)
  })

  it('speaks the language of the person', async () => {
    await database.db
      .updateTable('authUser')
      .set({ language: 'en' })
      .where('id', '=', test.userIds.leader)
      .execute()
    await prefer('leader', { mailAddress: 'zhang@example.cn' })
    await post('digest')
    const { mail: got, to } = server.received.at(-1)!
    expect(to).toEqual(['zhang@example.cn'])
    expect(got.subject).toBe('[Test test] 1 to look at today, 1 overdue')
    expect(got.text).toContain('[overdue] Payment of the price: A-1')
  })
})

describe('a mail at once', () => {
  it('goes to whoever wants it, when something becomes urgent', async () => {
    const before = server.received.length
    await prefer('officer', { urgentAtOnce: true })
    today = '2026-12-16'
    await test.post('officer', '/api/watch/run', {})
    await context.queue.runWaiting(context)
    expect(server.received).toHaveLength(before + 1)
    expect(server.received.at(-1)!.mail.subject).toBe('【测试区 test】紧急提醒 2 项')
    await post('urgent')
    expect(server.received).toHaveLength(before + 1)
  })
})

describe('a mail that cannot be handed over', () => {
  it('is tried again, and not sent twice to those who have theirs', async () => {
    const before = server.received.length
    today = '2026-12-17'
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-19', amount_wan: 7 })
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-01', amount_wan: 8 })
    await look()
    server.refuse = { code: 451, text: 'Try again later' }
    await post('digest')
    expect((await preferenceOf('officer')).lastMail).toMatchObject({ state: 'failed' })
    expect((await preferenceOf('officer')).lastMail!.fault).toContain('Try again later')
    server.refuse = null
    await letTimePass()
    await context.queue.runWaiting(context)
    const sent = server.received.slice(before).map(({ to }) => to[0])
    expect(sent.sort()).toEqual(['li@example.cn', 'zhang@example.cn'])
    await letTimePass()
    await context.queue.runWaiting(context)
    expect(server.received).toHaveLength(before + 2)
    expect(await unmailed()).toBe(0)
  })

  it('is not sent again when its server died while sending', async () => {
    today = '2026-12-18'
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-02', amount_wan: 9 })
    await look()
    await database.db
      .insertInto('mailSent')
      .values({
        zoneId,
        userId: test.userIds.officer,
        key: `digest:${today}`,
        address: 'li@example.cn',
        noticeCount: 1,
        fault: null,
      })
      .execute()
    const before = server.received.length
    await post('digest')
    expect(server.received.slice(before).map(({ to }) => to[0])).toEqual(['zhang@example.cn'])
    today = '2026-12-19'
    await post('digest')
    expect(server.received.at(-1)!.to).toEqual(['li@example.cn'])
  })

  it('to an address that is refused stops nobody else, and is told to its owner', async () => {
    await prefer('officer', { mailAddress: 'gone@example.cn' })
    today = '2026-12-20'
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-03', amount_wan: 10 })
    await look()
    const before = server.received.length
    await post('digest')
    expect(server.received.slice(before).map(({ to }) => to[0])).toEqual(['zhang@example.cn'])
    expect((await preferenceOf('officer')).lastMail!.fault).toContain('No such mailbox')
    await letTimePass()
    await context.queue.runWaiting(context)
    expect(server.received).toHaveLength(before + 1)
  })

  it.each([
    ['a wrong password', { authMethods: ['PLAIN', 'LOGIN'] }, 'Invalid username or password', 'wrong'],
    ['a certificate that nobody signed', { disabledCommands: [] }, 'certificate', 'p@ss word'],
  ])('for %s says so', async (_, options, fault, password) => {
    const other = await openMailServer(options)
    const before = config.mail
    config.mail = { smtpUrl: other.url('mujie', password), from: mail.from }
    try {
      await prefer('officer')
      expect((await test.post('officer', '/api/notice-preferences/test-mail', {})).statusCode).toBe(202)
      await context.queue.runWaiting(context)
      expect((await preferenceOf('officer')).lastMail).toMatchObject({ state: 'failed' })
      expect((await preferenceOf('officer')).lastMail!.fault).toContain(fault)
      expect(other.received).toEqual([])
    } finally {
      config.mail = before
    }
  })

  it('can be tried by oneself', async () => {
    const strict = await openMailServer({ authOptional: false })
    const before = config.mail
    config.mail = { smtpUrl: strict.url('mujie', 'p@ss word'), from: mail.from }
    await database.executeSql(`delete from pgboss.job where state in ('retry', 'created')`)
    await test.post('officer', '/api/notice-preferences/test-mail', {})
    await context.queue.runWaiting(context)
    expect(strict.received.map(({ mail: got }) => got.subject)).toEqual(['【测试区 test】测试邮件'])
    config.mail = null
    const refused = await test.post('officer', '/api/notice-preferences/test-mail', {})
    expect([refused.statusCode, refused.json().errors[0].rule]).toEqual([409, 'no_mail'])
    config.mail = before
  })
})

describe('the settings of mail', () => {
  const faultsOf = (env: Record<string, string>) => {
    try {
      const { mail: settings, publicUrl } = loadConfig({ AUTH_SECRET: 'x'.repeat(32), ...env })
      return { settings, publicUrl }
    } catch (error) {
      return (error as ConfigError).faults
    }
  }
  const good = { SMTP_URL: 'smtps://u:p@mail.example.cn', MAIL_FROM: 'a@b.cn', PUBLIC_URL: 'https://m.cn/' }
  it('are all there, or none', () => {
    expect(faultsOf({})).toEqual({ settings: null, publicUrl: null })
    expect(faultsOf(good)).toEqual({
      settings: { smtpUrl: good.SMTP_URL, from: 'a@b.cn' },
      publicUrl: 'https://m.cn',
    })
    expect(faultsOf({ SMTP_URL: good.SMTP_URL })).toHaveLength(2)
    expect(faultsOf({ ...good, SMTP_URL: 'http://mail' })).toHaveLength(1)
    expect(faultsOf({ ...good, MAIL_FROM: 'a@b.cn\nBcc: c@d.cn' })).toHaveLength(1)
    expect(faultsOf({ ...good, PUBLIC_URL: 'ftp://x' })).toHaveLength(1)
  })
})

describe('the calendar', () => {
  const signedIn = async () => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/username',
      payload: { username: 't-officer', password: 'a-long-password' },
    })
    return { cookie: String(answer.headers['set-cookie']).split(';')[0]! }
  }
  const openCalendar = async () => {
    const headers = await signedIn()
    const answer = await test.app.inject({ method: 'POST', url: '/api/notice-preferences/calendar', headers })
    return new URL(answer.json<{ address: string }>().address).pathname
  }
  const read = async (path: string) => {
    const answer = await test.app.inject({ method: 'GET', url: path })
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
    // Instants of an event are in UTC (RFC 5545, 3.8.7); days are in no time zone.
    for (const [, stamp] of answer.body.matchAll(/^(?:DTSTAMP|LAST-MODIFIED):(.*?)\r?$/gm))
      expect(stamp).toMatch(/^\d{8}T\d{6}Z$/)
    const calendar = new ICAL.Component(ICAL.parse(answer.body))
    return calendar.getAllSubcomponents('vevent').map((event) => ({
      uid: String(event.getFirstPropertyValue('uid')),
      start: String(event.getFirstPropertyValue('dtstart')),
      end: String(event.getFirstPropertyValue('dtend')),
      isDay: event.getFirstProperty('dtstart')!.type === 'date',
      summary: String(event.getFirstPropertyValue('summary')),
      sequence: Number(event.getFirstPropertyValue('sequence')),
      modified: String(event.getFirstPropertyValue('last-modified')),
      alarms: event.getAllSubcomponents('valarm').length,
    }))
  }
  const changePayment = async (from: string, properties: object) => {
    const { rows } = await database.executeSql(`select id, version from payment where due_on = $1`, [from])
    const { id, version } = rows[0] as { id: number; version: number }
    await save(test, record, [{ op: 'attributes', collection: 'payments', id, version, properties }])
    await look()
  }

  it('is opened by its address alone, which is told once', async () => {
    expect((await test.post('officer', '/api/notice-preferences/calendar', {})).statusCode).toBe(403)
    const path = await openCalendar()
    const events = await read(path)
    const kept = await database.db
      .selectFrom('noticePreference')
      .select('calendarTokenHash')
      .where('userId', '=', test.userIds.officer)
      .executeTakeFirstOrThrow()
    expect(path).not.toContain(kept.calendarTokenHash!)
    const overdue = events.find(({ start }) => start === '2026-11-20')!
    expect(overdue).toMatchObject({ end: '2026-11-21', isDay: true, alarms: 0 })
    expect(overdue.summary).toMatch(/^【已逾期】价款缴纳：A-1/)
    const coming = events.find(({ start }) => start === '2026-12-22')!
    expect(coming.alarms).toBe(1)
    for (const wrong of ['/calendar/none.ics', path.replace('.ics', ''), path.replace('.ics', 'x.ics')])
      expect((await test.app.inject({ method: 'GET', url: wrong })).statusCode).toBe(404)
  })

  it('moves the event it has, under the same name, when the day moves, and drops what is settled', async () => {
    const path = await openCalendar()
    const before = (await read(path)).find(({ start }) => start === '2026-12-22')!
    await changePayment('2026-12-22', { due_on: '2027-01-15' })
    const after = (await read(path)).find(({ uid }) => uid === before.uid)!
    expect(after.start).toBe('2027-01-15')
    expect(after.sequence).toBeGreaterThan(before.sequence)
    expect(after.modified > before.modified).toBe(true)
    await changePayment('2027-01-15', { paid_on: '2026-12-20' })
    expect((await read(path)).some(({ uid }) => uid === before.uid)).toBe(false)
  })

  it('is closed by a new address, by its owner, and with the account', async () => {
    const status = async (path: string) => (await test.app.inject({ method: 'GET', url: path })).statusCode
    const first = await openCalendar()
    const second = await openCalendar()
    expect([await status(first), await status(second)]).toEqual([404, 200])
    const setBanned = (banned: boolean) =>
      database.db.updateTable('authUser').set({ banned }).where('id', '=', test.userIds.officer).execute()
    await setBanned(true)
    expect(await status(second)).toBe(404)
    await setBanned(false)
    expect(await status(second)).toBe(200)
    await test.as('officer', { method: 'DELETE', url: '/api/notice-preferences/calendar' })
    expect(await status(second)).toBe(404)
  })
})

describe('open pages', () => {
  it('hear at once that there is something new', async () => {
    const told: string[] = []
    const stop = await database.listen('notice_change', (zone) => told.push(zone))
    await fact('payments', { supply_id: supplyId, due_on: '2026-12-21', amount_wan: 11 })
    await look()
    await expect.poll(() => told).toContain(String(zoneId))
    await stop()
  })

  it('of somebody who wants everything count what belongs to others', async () => {
    expect((await test.get('planner', '/api/notices/count')).json().open).toBe(0)
    await prefer('planner', { byMail: false, allOfZone: true, mailAddress: null })
    await look()
    expect((await test.get('planner', '/api/notices/count')).json().open).toBeGreaterThan(0)
  })
})
