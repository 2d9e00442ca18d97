import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type { EvidenceExpiry, EvidenceKind } from '#geodata/evidence/freshness.ts'
import {
  ageClasses,
  evidenceKinds,
  isExpiryDays,
  planVisits,
  usualExpiry,
} from '#geodata/evidence/freshness.ts'
import { toM2, toParts } from '#geodata/rules/stock/area-parts.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import type { NotingActor } from '../people/actor.ts'
import type { FreshnessQuestion, FreshnessRow, FreshPage } from './freshness.queries.ts'
import { findFreshness, findFreshParcels } from './freshness.queries.ts'
import type { NewExpiry } from './freshness.schema.ts'

type Deps = Pick<Context, 'database'>

const settingsOfEvidence = zoneSettings<EvidenceKind>('evidence.days.')

/** For how many days each kind proves the state on the ground, as set for a day. */
export async function expiryOn(executor: Db, zoneId: number, on: string): Promise<EvidenceExpiry> {
  const settings = await settingsOfEvidence.find(executor, zoneId)
  const of = (kind: EvidenceKind): number | null => {
    const set = settings.findLast(({ name, from }) => name === kind && from <= on)
    return set && isExpiryDays(set.value) ? set.value : usualExpiry[kind]
  }
  return Object.fromEntries(evidenceKinds.map((kind) => [kind, of(kind)])) as EvidenceExpiry
}

export async function listExpiries({ database }: Deps, zoneId: number, on: string) {
  const settings = await settingsOfEvidence.find(database.read, zoneId)
  const present = await expiryOn(database.read, zoneId, on)
  const kinds = evidenceKinds.map((kind) => ({
    kind,
    days: present[kind],
    usualDays: usualExpiry[kind],
    entries: settings
      .filter(({ name, value }) => name === kind && isExpiryDays(value))
      .map(({ from, value, source, setBy, setAt }) => ({
        from,
        days: value as number | null,
        source,
        setBy,
        setAt,
      })),
  }))
  return { on, kinds }
}

export async function setExpiry(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  name: string,
  { from, days, source }: NewExpiry,
): Promise<void> {
  const kind = evidenceKinds.find((one) => one === name)
  if (!kind)
    throw new Problem('not-found', {
      detail: `there is no kind "${name}"; there are ${evidenceKinds.join(', ')}`,
    })
  refuseImplausible({ from })
  await database.db.transaction().execute(async (trx) => {
    await settingsOfEvidence.keep(trx, zoneId, actor.id, { name: kind, from, value: days, source })
    await actor.note(trx, 'zone.setting', `evidence.${kind}`, { from, days, source })
  })
}

export type FreshnessAsked = { kind: StockKind; days: number; at: AsOf }

const mostVisits = 8
/** Visits are looked for among the largest parcels; the account takes all of them. */
const mostPlanned = 600

const sumOf = (rows: readonly FreshnessRow[], of: (row: FreshnessRow) => [string, number]) => ({
  areaM2: toM2(rows.reduce((parts, row) => parts + toParts(Number(of(row)[0])), 0)),
  count: rows.reduce((sum, row) => sum + of(row)[1], 0),
})
const allOf = (row: FreshnessRow): [string, number] => [row.area, row.count]
const olderOf = (row: FreshnessRow): [string, number] => [row.older_area, row.older_count]
const expiredOf = (row: FreshnessRow): [string, number] => [row.expired_area, row.expired_count]

function sumOfPart(rows: readonly FreshnessRow[], part: FreshPage['part']) {
  if (part === 'all') return sumOf(rows, allOf)
  if (part === 'older') return sumOf(rows, olderOf)
  if (part === 'expired') return sumOf(rows, expiredOf)
  return sumOf(
    rows.filter(({ age_class: age }) => age === part),
    allOf,
  )
}

/** Where a walk renews most of the land whose evidence is older than asked. */
async function visitsOf(
  database: Deps['database'],
  zoneId: number,
  question: FreshnessQuestion,
  radiusM: number,
) {
  const page: FreshPage = { part: 'older', sort: '-area', offset: 0, limit: mostPlanned }
  const old = await findFreshParcels(database, zoneId, question, page)
  const codes = new Map(old.map(({ parcelId, code }) => [parcelId, code ?? String(parcelId)]))
  const places = old.flatMap(({ parcelId, areaM2, lng, lat }) =>
    lng === null || lat === null ? [] : [{ parcelId, areaM2, position: [lng, lat] as [number, number] }],
  )
  return planVisits(places, radiusM, mostVisits).map(({ centre, parcelIds, areaM2 }) => ({
    lng: centre[0]!,
    lat: centre[1]!,
    areaM2,
    count: parcelIds.length,
    parcelIds,
    codes: parcelIds.map((id) => codes.get(id)!),
  }))
}

/** How much land rests on old evidence or on none, and where a visit renews most of it. */
export async function freshnessOf(
  { database }: Deps,
  zoneId: number,
  { kind, days, at }: FreshnessAsked,
  radiusM: number,
) {
  const expiry = await expiryOn(database.read, zoneId, at.on)
  const question = { kind, days, at, expiry }
  const rows = await findFreshness(database, zoneId, question)
  return {
    on: at.on,
    kind,
    days,
    total: sumOf(rows, allOf),
    older: sumOf(rows, olderOf),
    expired: sumOf(rows, expiredOf),
    classes: ageClasses.map((age) => ({ age, ...sumOfPart(rows, age) })),
    visits: await visitsOf(database, zoneId, question, radiusM),
  }
}

export async function freshParcels(
  { database }: Deps,
  zoneId: number,
  { kind, days, at }: FreshnessAsked,
  page: FreshPage,
) {
  const expiry = await expiryOn(database.read, zoneId, at.on)
  const question = { kind, days, at, expiry }
  const total = sumOfPart(await findFreshness(database, zoneId, question), page.part)
  const rows = await findFreshParcels(database, zoneId, question, page)
  const end = page.offset + rows.length
  return { total, rows, next: rows.length > 0 && end < total.count ? end : null }
}
