import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { Actor, ChangeDeps } from '../changes/change.writer.ts'
import { writeChange } from '../changes/change.writer.ts'
import type { ReferenceLayer } from './reference-layer.queries.ts'
import * as queries from './reference-layer.queries.ts'
import type { LayerEditBody, LayerEndBody } from './reference-layer.schema.ts'

export type LayerView = ReferenceLayer & { collection: string }

const viewOf = (layer: ReferenceLayer): LayerView => ({
  ...layer,
  collection: queries.referenceCollection(layer.slug),
})

export async function listLayers({ database }: Pick<Context, 'database'>, zone: Zone): Promise<LayerView[]> {
  return (await queries.listLayers(database.read, zone.id)).map(viewOf)
}

export async function readLayer(
  { database }: Pick<Context, 'database'>,
  zone: Zone,
  slug: string,
): Promise<LayerView> {
  const layer = await queries.findLayer(database.db, zone.id, slug)
  if (!layer) throw new Problem('not-found', { detail: `there is no reference layer ${slug}` })
  return viewOf(layer)
}

/** How the layer is called and drawn. Its features are not touched, so no record is needed. */
export async function editLayer(
  deps: ChangeDeps,
  zone: Zone,
  slug: string,
  body: LayerEditBody,
): Promise<LayerView> {
  const { version, ...edit } = body
  if (version === undefined) throw versionRequired()
  const { db } = deps.database
  if (!(await queries.editLayer(db, zone.id, slug, version, edit))) {
    const present = await readLayer(deps, zone, slug)
    throw new Problem('stale-version', { baseVersion: version, currentVersion: present.version })
  }
  await tellMaps(deps, zone, slug)
  return readLayer(deps, zone, slug)
}

const versionRequired = () =>
  new Problem('version-required', { errors: [{ path: 'body.version', rule: 'required' }] })

async function tellMaps(
  { database: { db }, mapEvents }: ChangeDeps,
  zone: Zone,
  slug: string,
): Promise<void> {
  const layer = await queries.findLayer(db, zone.id, slug)
  if (!layer?.bbox) return
  const collection = queries.referenceCollection(slug)
  const event = mapEvents.encode({
    zoneId: zone.id,
    collection,
    bbox: layer.bbox,
    changeId: layer.changeId,
    by: '',
  })
  await queries.notify(db, mapEvents.channel, event)
}

/** Ends a layer with all its features, under a record; they stay in the history. */
export async function endLayer(
  deps: ChangeDeps,
  zone: Zone,
  actor: Actor,
  slug: string,
  { recordId, version, label }: LayerEndBody,
): Promise<{ changeId: number; slug: string; ended: number }> {
  const known = await readLayer(deps, zone, slug)
  if (recordId === undefined) throw new Problem('record-required')
  if (version === undefined) throw versionRequired()
  const meta = {
    zone,
    actor,
    recordId,
    label: label ?? known.title,
    source: 'edit' as const,
    effectiveOn: deps.today(),
    collections: [],
  }
  const { change } = await writeChange(deps, meta, async ({ trx, stamp, items, touch }) => {
    const layer = await queries.lockLayer(trx, zone.id, slug)
    if (!layer) throw new Problem('gone')
    if (layer.version !== version)
      throw new Problem('stale-version', { baseVersion: version, currentVersion: layer.version })
    const collection = queries.referenceCollection(slug)
    touch(collection, known.bbox)
    await queries.archiveLayer(trx, zone.id, layer.id, stamp)
    items.push({ op: 'end', collection, featureId: layer.id, versionBefore: version, versionAfter: null })
  })
  return { changeId: change.id, slug, ended: known.featureCount }
}

/** For imports, which make a layer inside a change of their own. */
export { createLayer, referenceCollection } from './reference-layer.queries.ts'
