import type { BBox } from '#geodata/model/geojson.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

/** Layers that a zone brought along: plans, red lines, old cadastre. They are read, never drawn. */
export type LayerField = { name: string; type: string }

export type LayerStyle = Record<string, unknown>

export type ReferenceLayer = {
  id: number
  version: number
  slug: string
  title: string
  titleEn: string | null
  role: string
  style: LayerStyle
  fields: LayerField[]
  source: string | null
  featureCount: number
  /** West, south, east, north in degrees. */
  bbox: BBox | null
  changeId: number
  createdAt: string
}

export const referenceCollection = (slug: string): string => `reference-${slug}`

export type NewLayer = {
  zoneId: number
  changeId: number
  title: string
  titleEn?: string
  role: string
  style?: LayerStyle
  fields: LayerField[]
  source: string | null
  featureCount: number
}

/** Small Latin letters and digits of the title; a title without any becomes `layer`. */
export function slugOf(title: string): string {
  const letters = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return letters === '' ? 'layer' : letters
}

/** Also slugs of layers that have ended: an address never comes to mean something else. */
async function findFreeSlug(db: Db, zoneId: number, wanted: string): Promise<string> {
  const rows = await run<{ slug: string }>(
    db,
    `select slug from reference_layer where zone_id = $1
     union select slug from reference_layer_history where zone_id = $1`,
    [zoneId],
  )
  const taken = new Set(rows.map(({ slug }) => slug))
  let slug = wanted
  for (let number = 2; taken.has(slug); number++) slug = `${wanted}-${number}`
  return slug
}

export async function createLayer(db: Db, layer: NewLayer): Promise<{ id: number; slug: string }> {
  await run(db, 'select pg_advisory_xact_lock($1::int, $2::int)', [layerLock, layer.zoneId])
  const slug = await findFreeSlug(db, layer.zoneId, slugOf(layer.titleEn ?? layer.title))
  return db
    .insertInto('referenceLayer')
    .values({
      zoneId: layer.zoneId,
      changeId: layer.changeId,
      slug,
      title: layer.title,
      titleEn: layer.titleEn ?? null,
      role: layer.role,
      style: JSON.stringify(layer.style ?? {}),
      fields: JSON.stringify(layer.fields),
      source: layer.source,
      featureCount: layer.featureCount,
    })
    .returning(['id', 'slug'])
    .executeTakeFirstOrThrow()
}

/** Advisory lock class: two layers of one zone are not named at the same time. */
const layerLock = 0x6c62

const layerRow = `
  select l.id, l.version, l.slug, l.title, l.title_en as "titleEn", l.role, l.style, l.fields, l.source,
    l.feature_count as "featureCount", l.change_id as "changeId", l.created_at as "createdAt",
    case when e.box is not null
      then json_build_array(ST_XMin(e.box), ST_YMin(e.box), ST_XMax(e.box), ST_YMax(e.box)) end as bbox
  from reference_layer l
  left join lateral (
    select ST_Extent(f.geom) as box from reference_feature f
    where f.zone_id = l.zone_id and f.layer_id = l.id) e on true
  where l.zone_id = $1`

export const listLayers = (db: Db, zoneId: number): Promise<ReferenceLayer[]> =>
  run<ReferenceLayer>(db, `${layerRow} order by l.id`, [zoneId])

export async function findLayer(db: Db, zoneId: number, slug: string): Promise<ReferenceLayer | undefined> {
  return (await run<ReferenceLayer>(db, `${layerRow} and l.slug = $2`, [zoneId, slug]))[0]
}

export async function lockLayer(
  db: Db,
  zoneId: number,
  slug: string,
): Promise<{ id: number; version: number } | undefined> {
  return db
    .selectFrom('referenceLayer')
    .select(['id', 'version'])
    .where('zoneId', '=', zoneId)
    .where('slug', '=', slug)
    .forUpdate()
    .executeTakeFirst()
}

export type LayerEdit = { title?: string; titleEn?: string | null; role?: string; style?: LayerStyle }

/** How a layer is called and drawn; its features stay as they are. Answers whether the version was the present one. */
export async function editLayer(
  db: Db,
  zoneId: number,
  slug: string,
  version: number,
  edit: LayerEdit,
): Promise<boolean> {
  const { style, ...plain } = edit
  const { numUpdatedRows } = await db
    .updateTable('referenceLayer')
    .set({ ...plain, ...(style && { style: JSON.stringify(style) }), version: version + 1 })
    .where('zoneId', '=', zoneId)
    .where('slug', '=', slug)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const storedColumns = `zone_id, id, version, change_id, slug, title, title_en, role, style, fields, source,
  feature_count, created_at`

/** Moves a layer and its features into the history. */
export async function archiveLayer(
  db: Db,
  zoneId: number,
  layerId: number,
  { changeId, recordedAt }: { changeId: number; recordedAt: string },
): Promise<void> {
  await run(
    db,
    `insert into reference_feature_history (zone_id, id, version, change_id, layer_id, name, properties, geom)
     select zone_id, id, version, change_id, layer_id, name, properties, geom
     from reference_feature where zone_id = $1 and layer_id = $2`,
    [zoneId, layerId],
  )
  await run(
    db,
    `insert into reference_layer_history (${storedColumns}, ended_at, ended_by)
     select ${storedColumns}, $3::timestamptz, $4::bigint from reference_layer where zone_id = $1 and id = $2`,
    [zoneId, layerId, recordedAt, changeId],
  )
  await run(db, 'delete from reference_layer where zone_id = $1 and id = $2', [zoneId, layerId])
}

export async function notify(db: Db, channel: string, message: string): Promise<void> {
  await run(db, 'select pg_notify($1::text, $2::text)', [channel, message])
}
