import { beforeAll, describe, expect, it } from 'vitest'
import type { Feature, FeatureCollection, MultiPolygonGeometry } from '#geodata/model/geojson.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { Land } from '#tests/support/land.ts'
import { openLand, square } from '#tests/support/land.ts'

type Link = { href: string; rel: string }
type Items = Omit<FeatureCollection<MultiPolygonGeometry>, 'features'> & {
  numberMatched?: number
  numberReturned: number
  timeStamp: string
  links: Link[]
  features: (Feature<MultiPolygonGeometry> & { id: number })[]
}

const parcels = '/ogc/collections/parcels/items'
let test: TestApp
let land: Land
const ids: number[] = []

const columns = 6

beforeAll(async () => {
  test = await openTestApp()
  land = await openLand(test.database, test.zoneId)
  for (let i = 0; i < 24; i++) {
    ids.push(
      await land.insert('parcel', {
        code: `KF-${i + 1}`,
        name: i === 3 ? '逗号,地块' : `地块${i + 1}`,
        status: ['reserve', 'supplied', 'idle'][i % 3],
        effective_on: `20${10 + i}-03-01`,
        declared_area_m2: 1000 + i + 0.25,
        holder: i % 2 ? null : "O'Brien 100%_公司",
        geom: square(111 + 0.002 * (i % columns), 35 + 0.002 * Math.floor(i / columns)),
      }),
    )
  }
  const other = await openLand(test.database, test.otherZoneId)
  await other.insert('parcel', { code: 'ELSE-1', geom: square(111, 35) })
})

async function get(url: string): Promise<Items> {
  const answer = await test.get('planner', url)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<Items>()
}

const codes = ({ features }: Items) => features.map(({ properties }) => properties['code'])

describe('items', () => {
  it('serves GeoJSON of the own zone only, with counts, time and links', async () => {
    const answer = await test.get('planner', parcels)
    expect(answer.headers['content-type']).toMatch(/^application\/geo\+json/)
    expect(answer.headers['content-crs']).toBe('<http://www.opengis.net/def/crs/OGC/1.3/CRS84>')
    const items = answer.json<Items>()
    expect(items).toMatchObject({ type: 'FeatureCollection', numberMatched: 24, numberReturned: 24 })
    expect(Date.parse(items.timeStamp)).not.toBeNaN()
    expect(items.features.map(({ id }) => id)).toEqual(ids)
    expect(items.links.map(({ rel }) => rel)).toEqual(['self', 'collection'])
    expect(answer.headers['link']).toContain('rel="self"')
  })

  it('prints positions as they are stored, decimals as they were declared', async () => {
    const answer = await test.get('planner', `${parcels}?code=KF-2`)
    expect(answer.body).toContain('"declared_area_m2":1001.25')
    const [feature] = answer.json<Items>().features
    expect(feature?.geometry.coordinates[0]?.[0]?.[0]).toEqual([111.002, 35])
    expect(feature?.properties).toMatchObject({ version: 1, effective_on: '2011-03-01', stratum: 'surface' })
    expect(feature?.properties['area_ellipsoidal_m2']).toBeCloseTo(10_127, -1)
    expect(feature?.properties).not.toHaveProperty('change_id')
  })

  it.each([
    ['CRS84', '111.0045,35,111.0065,35.001', ['KF-3', 'KF-4']],
    ['http://www.opengis.net/def/crs/EPSG/0/4490', '35,111.0045,35.001,111.0065', ['KF-3', 'KF-4']],
    ['http://www.opengis.net/def/crs/EPSG/0/4326', '35,111.0045,35.001,111.0065', ['KF-3', 'KF-4']],
    ['http://www.opengis.net/def/crs/EPSG/0/3857', '12356964,4163881,12357187,4164017', ['KF-3', 'KF-4']],
    ['http://www.opengis.net/def/crs/EPSG/0/4546', '3874593,500411,3874704,500594', ['KF-3', 'KF-4']],
    ['http://www.opengis.net/def/crs/EPSG/0/4525', '3874593,37500411,3874704,37500594', ['KF-3', 'KF-4']],
  ])('finds what meets a box in %s', async (crs, bbox, expected) => {
    const items = await get(`${parcels}?bbox=${bbox}&bbox-crs=${encodeURIComponent(crs)}`)
    expect(codes(items)).toEqual(expected)
  })

  it('takes a box with heights and one across the antimeridian', async () => {
    expect((await get(`${parcels}?bbox=111.0045,35,0,111.0065,35.001,900`)).numberMatched).toBe(2)
    expect((await get(`${parcels}?bbox=170,-80,-170,80`)).numberMatched).toBe(0)
    expect((await get(`${parcels}?bbox=110,-90,-170,90`)).numberMatched).toBe(24)
  })

  it('tests the boundary itself, not only the box around it', async () => {
    const id = await land.insert('parcel', {
      code: 'TRIANGLE',
      geom: 'POLYGON((112 36, 112.01 36, 112 36.01, 112 36))',
    })
    expect((await get(`${parcels}?bbox=112.008,36.008,112.009,36.009`)).numberMatched).toBe(0)
    expect((await get(`${parcels}?bbox=112.001,36.001,112.002,36.002`)).features[0]?.id).toBe(id)
    await test.database.query('', 'delete from parcel where id = $1', [id])
  })

  it.each([
    ['2012-03-01', 1],
    ['2012-03-01T00:00:00Z', 1],
    ['2012-02-29T20:00:00Z', 1],
    ['2012-01-01/2014-12-31', 3],
    ['../2011-12-31', 2],
    ['/2011-12-31', 2],
    ['2032-01-01/..', 2],
    ['2032-01-01T00:00:00Z/', 2],
  ])('answers datetime %s', async (datetime, count) => {
    expect((await get(`${parcels}?datetime=${encodeURIComponent(datetime)}`)).numberMatched).toBe(count)
  })

  it.each([
    ['status=idle', 8],
    ['status=idle,reserve', 16],
    ['status=idle&status=reserve', 16],
    ['declared_area_m2.gte=1020.25', 4],
    ['declared_area_m2.gt=1020.25&declared_area_m2.lt=1022', 1],
    ['declared_area_m2=1000.25', 1],
    ['holder.null=true', 12],
    ['holder.null=false', 12],
    [`holder=${encodeURIComponent("O'Brien 100%_公司")}`, 12],
    [`name=${encodeURIComponent('逗号\\,地块')}`, 1],
    ['effective_on.lte=2011-12-31', 2],
    [`q=${encodeURIComponent('100%_')}`, 12],
    [`q=${encodeURIComponent('地块2')}`, 6],
    ['q=%25%25', 0],
    ['ids=', 0],
    ['area_planar_m2.gt=1&area_ellipsoidal_m2.lt=1', 0],
  ])('filters by %s', async (filter, count) => {
    expect((await get(`${parcels}?${filter}`)).numberMatched).toBe(count)
  })

  it('combines filters, box and ids', async () => {
    const items = await get(`${parcels}?status=reserve&bbox=111,35,111.02,35.001&ids=${ids.join(',')}`)
    expect(codes(items)).toEqual(['KF-1', 'KF-4'])
  })

  // The numbers are gdaltransform's (PROJ 9.1).
  it.each([
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', [111.002, 35], 9],
    ['http://www.opengis.net/def/crs/EPSG/0/4490', [35, 111.002], 9],
    ['http://www.opengis.net/def/crs/EPSG/0/4326', [35, 111.002], 9],
    ['http://www.opengis.net/def/crs/EPSG/0/3857', [12356686.117035, 4163881.144064], 4],
    ['http://www.opengis.net/def/crs/EPSG/0/4546', [3874592.903417, 500182.576339], 4],
    ['http://www.opengis.net/def/crs/EPSG/0/4525', [3874592.903417, 37500182.576339], 4],
  ])('prints %s in the axis order of its definition', async (crs, first, digits) => {
    const answer = await test.get('planner', `${parcels}?code=KF-2&crs=${encodeURIComponent(crs)}`)
    expect(answer.headers['content-crs']).toBe(`<${crs}>`)
    const position = answer.json<Items>().features[0]!.geometry.coordinates[0]![0]![0]!
    expect(position[0]).toBeCloseTo(first[0]!, digits)
    expect(position[1]).toBeCloseTo(first[1]!, digits)
  })

  it('keeps a filter, a zone and a system in the next link', async () => {
    const crs = 'http://www.opengis.net/def/crs/EPSG/0/4490'
    const items = await get(`${parcels}?zone=test&status=idle&limit=3&crs=${encodeURIComponent(crs)}`)
    const next = new URL(items.links.find(({ rel }) => rel === 'next')!.href)
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      zone: 'test',
      status: 'idle',
      limit: '3',
      crs,
    })
    expect(codes(await get(next.pathname + next.search))).toEqual(['KF-12', 'KF-15', 'KF-18'])
  })

  it('answers a limit above the greatest with the greatest, not with a fault', async () => {
    expect((await get(`${parcels}?limit=123456789`)).numberReturned).toBe(24)
  })

  it('neither loses nor repeats a feature while others edit between pages', async () => {
    const seen: number[] = []
    let url: string | undefined = `${parcels}?limit=5`
    for (let page = 0; url; page++) {
      const items: Items = await get(url)
      seen.push(...items.features.map(({ id }) => id))
      const next = items.links.find(({ rel }) => rel === 'next')
      url = next && new URL(next.href).pathname + new URL(next.href).search
      // Someone edits a feature already read, one still to come, adds one and takes one away again.
      await test.database.query(
        '',
        `update parcel set remarks = $2, version = version + 1 where id = any ($1)`,
        [[ids[0], ids[20]], `page ${page}`],
      )
      await land.insert('parcel', { code: `NEW-${page}`, geom: square(113, 36 + page / 100) })
      await test.database.query('', `delete from parcel where code = $1`, [`NEW-${page - 1}`])
      expect(page).toBeLessThan(20)
    }
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids)
    expect(new Set(seen).size).toBe(seen.length)
    await test.database.query('', `delete from parcel where code like 'NEW-%'`, [])
  })
})

describe('refusals', () => {
  it.each([
    ['bbox=1,2,3', 'query/bbox'],
    ['bbox=a,b,c,d', 'query/bbox'],
    ['bbox=1,2,3,NaN', 'query/bbox'],
    ['bbox=1,2,3,Infinity', 'query/bbox'],
    ['bbox=,,,', 'query/bbox'],
    ['bbox=111,36,112,35', 'query/bbox'],
    ['bbox=35,111,36,112', 'query/bbox'],
    ['bbox=1,1,2,2&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2382', 'query/bbox-crs'],
    ['bbox=1,1,2,2&bbox-crs=nonsense', 'query/bbox-crs'],
    ['bbox=1e308,1e308,1e309,1e309&bbox-crs=EPSG:4546', 'query/bbox'],
    ['crs=http://www.opengis.net/def/crs/EPSG/0/27200', 'query/crs'],
    [`crs=${encodeURIComponent("4490'; drop table parcel; --")}`, 'query/crs'],
    ['limit=0', 'querystring/limit'],
    ['limit=-1', 'querystring/limit'],
    ['limit=ten', 'querystring/limit'],
    ['cursor=x', 'querystring/cursor'],
    ['datetime=2012-13-01', 'query/datetime'],
    ['datetime=2012-02-30', 'query/datetime'],
    ['datetime=../..', 'query/datetime'],
    ['datetime=2013-01-01/2012-01-01', 'query/datetime'],
    ['status=stolen', 'query/status'],
    ['status.gte=idle', 'query/status.gte'],
    ['declared_area_m2.gte=1;select', 'query/declared_area_m2.gte'],
    ['approval_batch_id=1 or 1=1', 'query/approval_batch_id'],
    ['approval_batch_id=99999999999999999999', 'query/approval_batch_id'],
    ['holder.null=maybe', 'query/holder.null'],
    ['effective_on=yesterday', 'query/effective_on'],
    ['name=%00', 'query/name'],
    ['ids=1,x', 'query/ids'],
    ['f=gml', 'query/f'],
  ])('refuses %s naming the parameter', async (query, path) => {
    const answer = await test.get('planner', `${parcels}?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.json().errors[0].path).toBe(path)
  })

  it.each(['colour=red', 'status.like=a', '__proto__=1', 'constructor=1', 'code;drop=1', 'geom=1'])(
    'names the unknown parameter in %s and those allowed',
    async (query) => {
      const answer = await test.get('planner', `${parcels}?${query}`)
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({
        type: '/problems/unknown-parameter',
        unknown: [query.split('=')[0]],
      })
      expect(answer.json().allowed).toContain('status')
    },
  )

  it('takes SQL in a value as the text that it is', async () => {
    const hostile = encodeURIComponent("x' or '1'='1'; drop table parcel; --")
    expect((await get(`${parcels}?name=${hostile}`)).numberMatched).toBe(0)
    expect((await get(`${parcels}?q=${hostile}`)).numberMatched).toBe(0)
    expect((await get(parcels)).numberMatched).toBe(24)
  })

  it('hides zones of others and asks for a sign-in', async () => {
    expect((await test.get('planner', `${parcels}?zone=other`)).statusCode).toBe(404)
    expect((await test.get('nobody', parcels)).statusCode).toBe(401)
    expect((await test.get('stranger', parcels)).json().numberMatched).toBe(1)
  })

  it.each(['supplies', 'nothing', 'reference-nothing', "parcels'--"])(
    'knows no collection %s',
    async (id) => {
      expect((await test.get('planner', `/ogc/collections/${encodeURIComponent(id)}/items`)).statusCode).toBe(
        404,
      )
    },
  )
})

describe('one feature', () => {
  it('carries a strong tag of its version, and 304 while that holds', async () => {
    const url = `${parcels}/${ids[1]}`
    const first = await test.get('planner', url)
    expect(first.headers['etag']).toBe(`"parcels-${ids[1]}-1"`)
    expect(first.json()).toMatchObject({ type: 'Feature', id: ids[1], properties: { code: 'KF-2' } })
    const headers = { 'if-none-match': String(first.headers['etag']) }
    const held = await test.as('planner', { method: 'GET', url, headers })
    expect([held.statusCode, held.body]).toEqual([304, ''])
    await test.database.query('', 'update parcel set version = 2 where id = $1', [ids[1]])
    const changed = await test.as('planner', { method: 'GET', url, headers })
    expect([changed.statusCode, changed.headers['etag']]).toEqual([200, `"parcels-${ids[1]}-2"`])
    await test.database.query('', 'update parcel set version = 1 where id = $1', [ids[1]])
  })

  it('gives another tag to another system', async () => {
    const crs = encodeURIComponent('http://www.opengis.net/def/crs/EPSG/0/4546')
    const answer = await test.get('planner', `${parcels}/${ids[1]}?crs=${crs}`)
    expect(answer.headers['etag']).toBe(`"parcels-${ids[1]}-1-4546"`)
  })

  it.each(['0', '999999999', 'x', '1e3', '-1', "1'"])('answers 404 for feature %s', async (id) => {
    expect((await test.get('planner', `${parcels}/${encodeURIComponent(id)}`)).statusCode).toBe(404)
  })

  it('refuses a parameter that means nothing here', async () => {
    expect((await test.get('planner', `${parcels}/${ids[1]}?bbox=1,2,3,4`)).statusCode).toBe(400)
  })
})
