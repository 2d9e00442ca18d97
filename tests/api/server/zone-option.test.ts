import { expect, test } from 'vitest'
import { zoneSlug } from '#api/commands/database.command.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const { db } = await openTestDatabase()

const addZone = (slug: string) =>
  db
    .insertInto('zone')
    .values({ slug, nameZh: slug, nameEn: slug, planarSrid: 4546, boundary: null })
    .execute()

test('a command needs the name of a zone only where there are several', async () => {
  await expect(zoneSlug(db, undefined)).rejects.toThrow('no zone yet')
  await addZone('yc')
  expect(await zoneSlug(db, undefined)).toBe('yc')
  expect(await zoneSlug(db, 'other')).toBe('other')
  await addZone('lf')
  await expect(zoneSlug(db, undefined)).rejects.toThrow('lf, yc')
})
