import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import { Problem } from '#api/http/problem.ts'
import type { Office, OfficeField } from '#geodata/papers/cases/case-contents.ts'
import { officeFields } from '#geodata/papers/cases/case-contents.ts'
import type { NotingActor } from '../people/actor.ts'

type Deps = Pick<Context, 'database'>

/** What the office says of itself on its papers, dated: a paper carries what was in force on its day. */
export const settingsOfOffice = zoneSettings<OfficeField>('office.')

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** The settings in force on a day. */
export async function officeOn(executor: Db, zoneId: number, on: string): Promise<Office> {
  const settings = await settingsOfOffice.find(executor, zoneId)
  const latest = (field: OfficeField) =>
    settings.findLast(({ name, from }) => name === field && from <= on)?.value
  return Object.fromEntries(
    officeFields.map((field) => {
      const value = latest(field)
      return [field, isText(value) ? value : null]
    }),
  ) as Office
}

/** Every field with its value on a day and all that was set for it. */
export async function readOffice({ database }: Deps, zoneId: number, on: string) {
  const settings = await settingsOfOffice.find(database.read, zoneId)
  const present = await officeOn(database.read, zoneId, on)
  const fields = officeFields.map((name) => ({
    name,
    value: present[name],
    entries: settings
      .filter((one) => one.name === name)
      .map(({ from, value, source, setBy, setAt }) => ({
        from,
        value: isText(value) ? value : null,
        source,
        setBy,
        setAt,
      })),
  }))
  return { on, fields }
}

export type NewOffice = { from: string; source: string; values: Partial<Record<OfficeField, string | null>> }

/** Sets what changes from a day on. Papers that were issued keep what they say. */
export async function setOffice(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  { from, source, values }: NewOffice,
): Promise<void> {
  const entries = Object.entries(values) as [OfficeField, string | null][]
  if (entries.length === 0)
    throw new Problem('rule-broken', { errors: [{ path: 'values', rule: 'required' }] })
  await database.db.transaction().execute(async (trx) => {
    for (const [name, value] of entries)
      await settingsOfOffice.keep(trx, zoneId, actor.id, { name, from, source, value: value?.trim() || null })
    await actor.note(trx, 'zone.setting', 'office', { from, source, values })
  })
}
