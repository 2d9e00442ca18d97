import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import { Problem } from '#api/http/problem.ts'
import type { LightThresholds } from '#geodata/rules/lights.ts'
import { defaultThresholds, lightNames, thresholdFault, thresholdSource } from '#geodata/rules/lights.ts'
import type { NotingActor } from '../people/actor.ts'
import type { NewLights } from './stock.schema.ts'

/** All thresholds are set together, so that they always fit each other. */
const settings = zoneSettings<'thresholds'>('rule.light.')

type Kept = LightThresholds & { from: string; source: string; setBy: string | null; setAt: string }

async function findKept(executor: Db, zoneId: number): Promise<Kept[]> {
  const rows = await settings.find(executor, zoneId)
  return rows.map(({ from, source, setBy, setAt, value }) => ({
    ...(value as LightThresholds),
    from,
    source,
    setBy,
    setAt,
  }))
}

/** The thresholds in force on a day. */
export async function thresholdsOn(executor: Db, zoneId: number, on: string): Promise<LightThresholds> {
  const kept = (await findKept(executor, zoneId)).findLast(({ from }) => from <= on)
  return kept ?? defaultThresholds
}

export async function readLights({ database }: Pick<Context, 'database'>, zoneId: number, on: string) {
  const ours = await findKept(database.read, zoneId)
  const present = ours.findLast(({ from }) => from <= on)
  const source = present?.source ?? thresholdSource
  const values = Object.fromEntries(lightNames.map((name) => [name, (present ?? defaultThresholds)[name]]))
  return { on, ...(values as LightThresholds), source, ours }
}

export async function setLights(
  { database }: Pick<Context, 'database'>,
  zoneId: number,
  actor: NotingActor,
  { from, source, ...thresholds }: NewLights,
): Promise<void> {
  const fault = thresholdFault(thresholds)
  if (fault !== null)
    throw new Problem('rule-broken', { errors: [{ path: fault, rule: 'out_of_range', values: thresholds }] })
  await database.db.transaction().execute(async (trx) => {
    await settings.keep(trx, zoneId, actor.id, { name: 'thresholds', from, value: thresholds, source })
    await actor.note(trx, 'zone.setting', 'rule.light', { from, value: thresholds, source })
  })
}
