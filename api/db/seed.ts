import type { DemoChange, DemoReferenceLayer, DemoRow, DemoZone } from '#geodata/demo/types.ts'
import { seedCases } from '#api/features/cases/case.demo.ts'
import { collections } from '#geodata/model/collections.ts'
import { refreshStock } from '../features/stock/refresh.service.ts'
import type { InsertMeta, NewRow } from './bulk.ts'
import { allocateIds, insertFeatures, insertReferenceFeatures } from './bulk.ts'
import type { Database, Db } from './database.ts'
import type { DemoMaterial } from './demo-material.ts'
import { makeDemoMaterial } from './demo-material.ts'
import { encodeEwkb } from './ewkb.ts'
import { run } from './raw.ts'
import { seedPapers } from './seed-papers.ts'
import { seedRegister } from './seed-register.ts'

/** Who has made the demonstration, in its changes. */
const author = '示范数据'

type Ids = Map<string, number>
type Stamps = Map<string, InsertMeta>

/**
 * Loads the demonstration zone, whole or not at all, as it looks on the day `today`: records, their changes,
 * every row through the bulk path, then the states of the parcels. Answers the id of the zone.
 */
export async function seedDemo(
  database: Database,
  today: string,
  material: DemoMaterial = makeDemoMaterial(today),
): Promise<number> {
  const demo = material.zone
  return database.db.transaction().execute(async (trx) => {
    await run(trx, 'set constraints all deferred')
    const zoneId = await insertZone(trx, demo.zone)
    const keys = [
      ...demo.records.map(({ key }) => key),
      ...demo.changes.map(({ key }) => key),
      ...collections.flatMap(({ id }) => demo.collections[id].map(({ key }) => key)),
    ]
    const numbers = await allocateIds(trx, keys.length)
    const ids: Ids = new Map(keys.map((key, index) => [key, numbers[index]!]))
    await insertRecords(trx, zoneId, demo, ids)
    const stamps = await insertChanges(trx, zoneId, demo, ids)
    await insertCollections(trx, demo, ids, stamps)
    for (const layer of demo.referenceLayers) await insertLayer(trx, layer, stamps)
    await run(trx, 'set constraints all immediate')
    const parcels = demo.collections.parcels.map(({ key }) => ids.get(key)!)
    await refreshStock(trx, zoneId, parcels, today, { ...[...stamps.values()][0]!, changeId: null })
    await setStatuses(trx, zoneId, today)
    await seedCases(trx, demo.cases, { zoneId, author, idOf: (key) => idOf(ids, key) })
    await seedRegister(trx, zoneId, today)
    await seedPapers(trx, zoneId, today, material.scenes)
    return zoneId
  })
}

const idOf = (ids: Ids, key: string): number => {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`nothing in the demonstration has the key ${key}`)
  return id
}

async function insertZone(trx: Db, zone: DemoZone['zone']): Promise<number> {
  const [row] = await run<{ id: number }>(
    trx,
    `insert into zone (slug, name_zh, name_en, planar_srid, boundary, is_demo)
     values ($1, $2, $3, $4::int, $5::geometry, true) returning id`,
    [zone.slug, zone.nameZh, zone.nameEn, zone.planarSrid, encodeEwkb(zone.boundary)],
  )
  return row!.id
}

async function insertRecords(trx: Db, zoneId: number, { records }: DemoZone, ids: Ids): Promise<void> {
  if (records.length === 0) return
  const rows = records.map(({ key, number, title, kind, issuer, issuedOn }) => ({
    zoneId,
    id: idOf(ids, key),
    number,
    title,
    kind,
    issuer,
    issuedOn,
  }))
  await trx.insertInto('record').values(rows).execute()
}

/** All changes of the demonstration become known at the same instant: when it is loaded. */
async function insertChanges(trx: Db, zoneId: number, demo: DemoZone, ids: Ids): Promise<Stamps> {
  const [clock] = await run<{ now: string }>(trx, `select date_trunc('milliseconds', now()) as now`)
  const stamp = ({ key, effectiveOn }: DemoChange): InsertMeta => ({
    zoneId,
    changeId: idOf(ids, key),
    recordedAt: clock!.now,
    effectiveOn,
    planarSrid: demo.zone.planarSrid,
  })
  const rows = demo.changes.map((change) => ({
    zoneId,
    id: idOf(ids, change.key),
    recordId: idOf(ids, change.recordKey),
    label: change.label,
    source: change.source,
    effectiveOn: change.effectiveOn,
    recordedAt: clock!.now,
    userId: null,
    userName: author,
    itemCount: change.itemCount,
  }))
  if (rows.length > 0) await trx.insertInto('change').values(rows).execute()
  return new Map(demo.changes.map((change) => [change.key, stamp(change)]))
}

async function insertCollections(trx: Db, demo: DemoZone, ids: Ids, stamps: Stamps): Promise<void> {
  const [common] = stamps.values()
  if (!common) return
  const items: Item[] = []
  for (const spec of collections) {
    const rows = demo.collections[spec.id].map((row) => newRow(row, ids, stamps))
    await insertFeatures(trx, common, spec, rows)
    items.push(...rows.map(({ id, changeId }) => ({ changeId, collection: spec.id, id })))
  }
  await insertItems(trx, common.zoneId, items)
}

const stampOf = (stamps: Stamps, key: string): InsertMeta => {
  const stamp = stamps.get(key)
  if (!stamp) throw new Error(`the demonstration has no change ${key}`)
  return stamp
}

function newRow(row: DemoRow, ids: Ids, stamps: Stamps): NewRow & { changeId: number } {
  const properties = Object.entries(row.values).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? idOf(ids, value.$key) : value,
  ])
  return {
    id: idOf(ids, row.key),
    properties: Object.fromEntries(properties),
    geometry: row.geometry ?? null,
    changeId: stampOf(stamps, row.changeKey).changeId,
    effectiveOn: row.effectiveOn,
  }
}

type Item = { changeId: number; collection: string; id: number }

async function insertItems(trx: Db, zoneId: number, items: readonly Item[]): Promise<void> {
  await run(
    trx,
    `insert into change_item (zone_id, change_id, seq, op, collection, feature_id, version_after)
     select $1::int, u.change_id, row_number() over (partition by u.change_id order by u.place),
       'create', u.collection, u.id, 1
     from unnest($2::bigint[], $3::text[], $4::bigint[]) with ordinality as u (change_id, collection, id, place)`,
    [
      zoneId,
      items.map(({ changeId }) => changeId),
      items.map(({ collection }) => collection),
      items.map(({ id }) => id),
    ],
  )
}

async function insertLayer(trx: Db, layer: DemoReferenceLayer, stamps: Stamps): Promise<void> {
  const { zoneId, changeId } = stampOf(stamps, layer.changeKey)
  const { id: layerId } = await trx
    .insertInto('referenceLayer')
    .values({
      zoneId,
      changeId,
      slug: layer.slug,
      title: layer.title,
      titleEn: layer.titleEn,
      role: layer.role,
      style: '{}',
      fields: JSON.stringify(layer.fields),
      source: layer.source,
      featureCount: layer.features.length,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const ids = await allocateIds(trx, layer.features.length)
  const rows = layer.features.map((feature, index) => ({ id: ids[index]!, ...feature }))
  await insertReferenceFeatures(trx, { zoneId, changeId, layerId }, rows)
}

async function setStatuses(trx: Db, zoneId: number, today: string): Promise<void> {
  await run(
    trx,
    `update parcel p set status = s.status from parcel_status_on($1::int, null, $2::date) s
     where p.zone_id = $1::int and p.id = s.parcel_id and p.status <> s.status`,
    [zoneId, today],
  )
}
