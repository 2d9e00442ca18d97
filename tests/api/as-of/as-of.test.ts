import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newParcel, openRecord, polygon, save, square } from '#tests/api/changes/land.ts'
import { decodeTile, tileAt, urlOf } from '#tests/api/tiles/decode.ts'
import { openTestApp } from '#tests/support/app.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const recordId = await openRecord(test, '运开〔2026〕7号')

type Row = { id: number; version: number; [name: string]: unknown }
type Asked = { on?: string; known?: string; [filter: string]: string | undefined }

async function get<T>(path: string, asked: Asked = {}): Promise<T> {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const answer = await test.get('leader', `${path}?${new URLSearchParams(given)}`)
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body}`)
  return answer.json<T>()
}

const rows = async (collection: string, asked: Asked): Promise<Row[]> =>
  (await get<{ rows: Row[] }>(`/api/ledger/${collection}`, { ...asked, limit: '1000' })).rows

const namesOn = async (ids: number[], on: string, known?: string) =>
  (await rows('parcels', { ids: ids.join(','), on, known })).map(({ name }) => name)

const later = () => new Promise((resolve) => setTimeout(resolve, 3))

/** Saves on a day; answers the results and the instant at which it became known. */
async function saveOn(effectiveOn: string, operations: object[]) {
  await later()
  const { results, change } = await save(test, recordId, operations, { effectiveOn })
  await later()
  return { results, changeId: change.id, known: change.recordedAt }
}

const attributes = (collection: string, id: number, version: number, properties: object) => ({
  op: 'attributes',
  collection,
  id,
  version,
  properties,
})
const ending = (collection: string, id: number, version: number) => ({ op: 'end', collection, id, version })

const undo = (changeId: number) => test.post('officer', `/api/changes/${changeId}/undo`, {})

describe('a parcel on a day', () => {
  it('is there from its first to its last day, with the attributes of that day', async () => {
    const begun = await saveOn('2020-03-01', [newParcel('G-1', square(0, 0), { name: '甲' })])
    const { id } = begun.results[0]!
    await saveOn('2022-03-01', [attributes('parcels', id, 1, { name: '乙' })])
    await saveOn('2024-03-01', [ending('parcels', id, 2)])
    const told = await Promise.all(
      ['2020-02-29', '2020-03-01', '2022-02-28', '2022-03-01', '2024-02-29', '2024-03-01'].map((on) =>
        namesOn([id], on),
      ),
    )
    expect(told).toEqual([[], ['甲'], ['甲'], ['乙'], ['乙'], []])
  })

  it('was known in another way before something was learned of it', async () => {
    const begun = await saveOn('2020-01-01', [newParcel('G-2', square(2, 0), { name: '甲' })])
    const { id } = begun.results[0]!
    const altered = await saveOn('2023-01-01', [attributes('parcels', id, 1, { name: '乙' })])
    const backdated = await saveOn('2021-01-01', [attributes('parcels', id, 2, { name: '丙' })])
    const asked = (known: string) =>
      Promise.all(['2020-06-01', '2022-06-01', '2024-06-01'].map(async (on) => namesOn([id], on, known)))
    expect(await asked(begun.known)).toEqual([['甲'], ['甲'], ['甲']])
    expect(await asked(altered.known)).toEqual([['甲'], ['甲'], ['乙']])
    // What is recorded later tells all from its day on.
    expect(await asked(backdated.known)).toEqual([['甲'], ['丙'], ['丙']])
  })

  it('never was when its creation is undone, and is as before when a change of it is', async () => {
    const begun = await saveOn('2020-01-01', [newParcel('G-3', square(4, 0), { name: '甲' })])
    const { id } = begun.results[0]!
    const altered = await saveOn('2022-01-01', [attributes('parcels', id, 1, { name: '乙' })])
    await later()
    expect((await undo(altered.changeId)).statusCode).toBe(201)
    await later()
    expect(await namesOn([id], '2023-01-01')).toEqual(['甲'])
    expect(await namesOn([id], '2023-01-01', altered.known)).toEqual(['乙'])
    expect((await undo(begun.changeId)).statusCode).toBe(201)
    expect(await namesOn([id], '2021-01-01')).toEqual([])
    expect(await namesOn([id], '2021-01-01', begun.known)).toEqual(['甲'])
  })

  it('is gone from its last day on, even when a version was to come later', async () => {
    const { results } = await saveOn('2020-01-01', [newParcel('G-7', square(10, 0), { name: '甲' })])
    const { id } = results[0]!
    await saveOn('2024-01-01', [attributes('parcels', id, 1, { name: '乙' })])
    const ended = await saveOn('2022-01-01', [ending('parcels', id, 2)])
    expect(await namesOn([id], '2021-01-01')).toEqual(['甲'])
    expect(await namesOn([id], '2023-01-01')).toEqual([])
    expect(await namesOn([id], '2025-01-01', ended.known)).toEqual([])
  })

  it('comes back when its ending is undone', async () => {
    const { results } = await saveOn('2020-01-01', [newParcel('G-4', square(6, 0), { name: '甲' })])
    const { id } = results[0]!
    const ended = await saveOn('2022-01-01', [ending('parcels', id, 1)])
    await undo(ended.changeId)
    await later()
    expect(await namesOn([id], '2023-01-01')).toEqual(['甲'])
    expect(await namesOn([id], '2023-01-01', ended.known)).toEqual([])
    expect(await namesOn([id], '2021-01-01', ended.known)).toEqual(['甲'])
  })

  it('has the boundary of the day everywhere: ledger, features, OGC, tiles, measuring', async () => {
    const begun = await saveOn('2020-01-01', [newParcel('G-5', square(8, 0), { name: '大' })])
    const { id, areaEllipsoidalM2: whole } = begun.results[0]!
    const cut = {
      op: 'boundary',
      collection: 'parcels',
      id,
      version: 1,
      geometry: polygon(square(8, 0, 0.5)),
    }
    const { results } = await saveOn('2023-01-01', [cut])
    const quarter = results[0]!.areaEllipsoidalM2!
    const address = tileAt(16, 111.0084, 35.0006)
    const measured = await test.post('leader', '/api/measure?on=2022-01-01', {
      geometry: polygon(square(8, 0)),
    })
    expect(measured.json<{ covered: { ellipsoidalM2: number } }>().covered.ellipsoidalM2).toBeCloseTo(
      whole!,
      2,
    )
    for (const [on, areaM2] of [
      ['2022-01-01', whole],
      ['2023-01-01', quarter],
    ] as const) {
      const [row] = await rows('parcels', { ids: String(id), on })
      expect(row!['area_ellipsoidal_m2']).toBeCloseTo(areaM2!, 6)
      const detail = await get<{ feature: { properties: Row } }>(`/api/features/parcels/${id}`, { on })
      expect(detail.feature.properties['area_ellipsoidal_m2']).toBeCloseTo(areaM2!, 6)
      const item = await get<{ properties: Row }>(`/ogc/collections/parcels/items/${id}`, { on })
      expect(item.properties['area_ellipsoidal_m2']).toBeCloseTo(areaM2!, 6)
      const tile = await test.get('leader', `${urlOf('parcels', address)}?on=${on}`)
      const drawn = decodeTile(tile.rawPayload)['parcels']!.find((feature) => feature.id === id)!
      expect(drawn.properties['mu']).toBeCloseTo((areaM2! * 3) / 2000, 2)
    }
  })

  it('is found under its place of then by a box', async () => {
    const { results } = await saveOn('2020-01-01', [newParcel('G-6', square(12, 0), { name: '旧地' })])
    const { id } = results[0]!
    const moved = { op: 'boundary', collection: 'parcels', id, version: 1, geometry: polygon(square(14, 0)) }
    await saveOn('2023-01-01', [moved])
    const idsIn = async (bbox: string, on: string) =>
      (await rows('parcels', { bbox, on })).map((row) => row.id)
    const [old, present] = ['111.0121,35.0001,111.0129,35.0009', '111.0141,35.0001,111.0149,35.0009']
    expect(await idsIn(old, '2022-01-01')).toEqual([id])
    expect(await idsIn(old, '2023-06-01')).toEqual([])
    expect(await idsIn(present, '2022-01-01')).toEqual([])
    expect(await idsIn(present, '2023-06-01')).toEqual([id])
  })
})

describe('a fact with a day of its own', () => {
  it('counts from that day, whenever it was entered', async () => {
    const { results } = await saveOn('2015-01-01', [
      {
        ...newParcel('F-1', square(0, 4), { declared_area_m2: 10_000, declared_area_basis: 'approval' }),
        tempId: 'p',
      },
      {
        op: 'create',
        collection: 'approval-batches',
        properties: { code: 'F-批', approved_on: '2014-01-01' },
        geometry: polygon(square(0, 4)),
        tempId: 'b',
      },
    ])
    const parcelId = results[0]!.id
    await saveOn('2015-01-01', [attributes('parcels', parcelId, 1, { approval_batch_id: results[1]!.id })])
    await saveOn(today, [
      {
        op: 'create',
        collection: 'remediations',
        properties: {
          parcel_id: parcelId,
          kind: 'unsupplied',
          found_on: '2018-05-01',
          area_m2: 10_000,
          path: 'supply',
          started_on: '2019-05-01',
          disposed_on: '2021-05-01',
        },
      },
    ])
    const land = async (on: string, known?: string) =>
      (await rows('unsupplied-land', { ids: String(parcelId), on, known })).map(
        ({ state, path, started_on, disposed_on }) => [state, path, started_on, disposed_on],
      )
    const known = new Date().toISOString()
    expect(await land('2018-05-01')).toEqual([['remaining', null, null, null]])
    expect(await land('2019-05-01')).toEqual([['disposing', 'supply', '2019-05-01', null]])
    expect(await land('2021-04-30')).toEqual([['disposing', 'supply', '2019-05-01', null]])
    expect(await land('2021-05-01')).toEqual([['disposed', 'supply', '2019-05-01', '2021-05-01']])
    expect(await land('2021-05-01', known)).toEqual([['disposed', 'supply', '2019-05-01', '2021-05-01']])
  })

  it('hangs on the parcel of that day when it has gone over to another', async () => {
    const { results } = await saveOn('2018-01-01', [
      { ...newParcel('F-2', square(4, 4)), tempId: 'p' },
      {
        op: 'create',
        collection: 'supplies',
        properties: {
          parcel_id: { $temp: 'p' },
          contract_no: '合同 F-2',
          mode: 'listing',
          signed_on: '2018-01-01',
          area_m2: 10_000,
        },
      },
    ])
    const [parcelId, supplyId] = results.map(({ id }) => id) as [number, number]
    const divided = await saveOn('2024-01-01', [
      { ...newParcel('F-2a', square(4, 4, 0.5)), tempId: 'a' },
      attributes('supplies', supplyId, 1, { parcel_id: { $temp: 'a' } }),
      ending('parcels', parcelId, 1),
    ])
    const pieceId = divided.results[0]!.id
    const parcelOf = async (on: string) =>
      (await rows('supplies', { ids: String(supplyId), on }))[0]!['parcel_id']
    expect(await parcelOf('2020-01-01')).toBe(parcelId)
    expect(await parcelOf('2024-01-01')).toBe(pieceId)
    const detail = await get<{ facts: { supplies: { contract_no: string }[] } }>(
      `/api/features/parcels/${parcelId}`,
      { on: '2020-01-01' },
    )
    expect(detail.facts.supplies.map(({ contract_no }) => contract_no)).toEqual(['合同 F-2'])
    const [titled] = await rows('supplies', { ids: String(supplyId), on: '2020-01-01' })
    expect(titled!['titles']).toEqual({ parcel_id: 'F-2' })
    const now = await test.get('leader', `/api/features/parcels/${parcelId}`)
    expect(now.statusCode).toBe(404)
  })

  it('that was entered by mistake and taken back counts on no day', async () => {
    const { results } = await saveOn('2018-01-01', [newParcel('F-3', square(8, 4))])
    const supply = {
      op: 'create',
      collection: 'supplies',
      properties: {
        parcel_id: results[0]!.id,
        contract_no: '误录',
        mode: 'listing',
        signed_on: '2019-01-01',
        area_m2: 1,
      },
    }
    const entered = await saveOn(today, [supply])
    const ids = String(entered.results[0]!.id)
    expect(await rows('supplies', { ids, on: '2020-01-01' })).toHaveLength(1)
    await undo(entered.changeId)
    expect(await rows('supplies', { ids, on: '2020-01-01' })).toEqual([])
    expect(await rows('supplies', { ids, on: '2020-01-01', known: entered.known })).toHaveLength(1)
  })
})

describe('a day', () => {
  it.each([
    ['to come', { on: '2026-11-23' }, 'on'],
    ['that the calendar does not know', { on: '2022-02-30' }, 'on'],
    ['with an instant to come', { known: '2999-01-01T00:00:00Z' }, 'known'],
  ])('%s is refused', async (_, asked, parameter) => {
    for (const path of ['/api/ledger/parcels', '/ogc/collections/parcels/items', '/tiles/zone/10/1/1.mvt']) {
      const answer = await test.get(
        'leader',
        `${path}?${new URLSearchParams(asked as Record<string, string>)}`,
      )
      expect(answer.statusCode).toBe(400)
      expect(answer.body).toContain(parameter)
    }
  })

  it('names the file of an export', async () => {
    const answer = await test.get('leader', '/api/exports/parcels?format=geojson&on=2021-06-01')
    expect(answer.headers['content-disposition']).toContain('test-parcels-2021-06-01.geojson')
    const body = answer.json<{ asOf: object; features: { properties: { code: string } }[] }>()
    expect(body.asOf).toEqual({ on: '2021-06-01', known: null })
    expect(body.features.map(({ properties }) => properties.code)).toContain('G-1')
  })

  it('that is fixed together with what was known is kept by the browser', async () => {
    const ask = (query: string) => test.get('leader', `/tiles/zone/12/3310/1622.mvt?${query}`)
    const fixed = await ask('on=2021-01-01&known=2026-01-01T00:00:00Z')
    expect(fixed.headers['cache-control']).toContain('immutable')
    const open = await ask('on=2021-01-01')
    expect(open.headers['cache-control']).toBe('private, no-cache')
    const described = await test.get('leader', '/tiles/parcels.json?on=2021-01-01&known=2026-01-01T00:00:00Z')
    expect(described.json<{ tiles: string[] }>().tiles[0]).toMatch(
      /\?zone=test&on=2021-01-01&known=2026-01-01T/,
    )
  })
})

/** What was said of a feature, in the order in which it was recorded; null: that it is no more. */
type Said = { day: string; known: string; content: { name: string; size: number } | null }
type Feature = { id: number; version: number; column: number; said: Said[]; isLiving: boolean }

/** The answer in a few lines: the last that was said by then about that day. */
const toldOf = ({ said }: Feature, on: string, known: string) =>
  said.findLast((one) => one.known <= known && one.day <= on)?.content ?? null

const days = ['2019-01-01', '2020-07-01', '2021-01-01', '2022-07-01', '2024-01-01']
const act = fc.record({
  kind: fc.constantFrom('create', 'rename', 'reshape', 'end', 'undo'),
  which: fc.nat(),
  day: fc.constantFrom(...days),
  size: fc.constantFrom(0.3, 0.5, 0.8),
})

describe('any sequence of changes, backdated and undone ones too', () => {
  let place = 0

  async function play(acts: { kind: string; which: number; day: string; size: number }[]) {
    const features: Feature[] = []
    const changes: { changeId: number; feature: Feature; said: Said; before: Said | undefined }[] = []
    const asked: { on: string; known: string; answer: Row[] }[] = []
    let count = 0
    const answerOn = (on: string, known: string) =>
      rows('parcels', { on, known, ids: features.map(({ id }) => id).join(','), sort: 'code' })

    for (const { kind, which, day, size } of acts) {
      const feature = features[which % Math.max(1, features.length)]
      const name = `第 ${++count} 次`
      const before = feature?.said.at(-1)
      if (kind === 'create' || !feature) {
        const column = place++
        const code = `P-${String(column).padStart(5, '0')}`
        const { results, changeId, known } = await saveOn(day, [
          newParcel(code, square(column, 20, size), { name }),
        ])
        const said = { day, known, content: { name, size } }
        const created = { id: results[0]!.id, version: 1, column, said: [said], isLiving: true }
        features.push(created)
        changes.push({ changeId, feature: created, said, before: undefined })
      } else if (kind === 'undo') {
        const change = changes[which % changes.length]!
        await later()
        const answer = await undo(change.changeId)
        if (answer.statusCode !== 201) continue
        const known = answer.json<{ change: { recordedAt: string } }>().change.recordedAt
        const content = change.before?.content ?? null
        change.feature.said.push({ day: change.said.day, known, content })
        change.feature.isLiving = content !== null
        if (content !== null) change.feature.version++
      } else if (feature.isLiving) {
        const { id, version, column } = feature
        const operation =
          kind === 'rename'
            ? attributes('parcels', id, version, { name })
            : kind === 'end'
              ? ending('parcels', id, version)
              : {
                  op: 'boundary',
                  collection: 'parcels',
                  id,
                  version,
                  geometry: polygon(square(column, 20, size)),
                }
        const { changeId, known } = await saveOn(day, [operation])
        const last = before!.content!
        const content =
          kind === 'end'
            ? null
            : { name: kind === 'rename' ? name : last.name, size: kind === 'rename' ? last.size : size }
        const said = { day, known, content }
        feature.said.push(said)
        changes.push({ changeId, feature, said, before })
        if (kind === 'end') feature.isLiving = false
        else feature.version++
      }
      const known = features
        .flatMap(({ said }) => said.map((one) => one.known))
        .reduce((a, b) => (a > b ? a : b))
      await later()
      const on = days[count % days.length]!
      asked.push({ on, known, answer: await answerOn(on, known) })
    }
    return { features, asked, answerOn }
  }

  const placeOf = async (id: number): Promise<number[]> => {
    const { feature } = await get<{ feature: { geometry: { coordinates: number[][][][] } } }>(
      `/api/features/parcels/${id}`,
    )
    return feature.geometry.coordinates.flat(2).reduce((a, b) => (b[0]! < a[0]! ? b : a))
  }

  it('tells what the simple model tells, and later what it told then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 10 }), async (acts) => {
        const { features, asked, answerOn } = await play(acts)
        for (const { on, known, answer } of asked) {
          const again = await answerOn(on, known)
          const then = new Set(answer.map(({ id }) => id))
          expect(again.filter(({ id }) => then.has(id))).toEqual(answer)
          const model = features.flatMap((feature) => {
            const told = toldOf(feature, on, known)
            return told ? [{ id: feature.id, name: told.name }] : []
          })
          expect(again.map(({ id, name }) => ({ id, name }))).toEqual(model)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('is drawn as it is listed', async () => {
    const { features } = await play([
      { kind: 'create', which: 0, day: days[0]!, size: 0.5 },
      { kind: 'create', which: 0, day: days[2]!, size: 0.5 },
      { kind: 'reshape', which: 0, day: days[3]!, size: 0.8 },
      { kind: 'end', which: 1, day: days[4]!, size: 0.8 },
    ])
    const ids = new Set(features.map(({ id }) => id))
    const [lng, lat] = await placeOf(features[0]!.id)
    const around = tileAt(15, lng! + 0.0002, lat! + 0.0002)
    for (const on of days) {
      const tile = await test.get('leader', `${urlOf('zone', around)}?on=${on}`)
      const drawn = (decodeTile(tile.rawPayload)['parcels'] ?? [])
        .map(({ id }) => id)
        .filter((id) => ids.has(id))
      const listed = (await rows('parcels', { on, ids: [...ids].join(',') })).map(({ id }) => id)
      expect(drawn.sort((a, b) => a - b)).toEqual(listed.sort((a, b) => a - b))
    }
  })
})
