import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, polygon, save, square } from './land.ts'

/** On PostgreSQL these writers really run side by side; the embedded engine takes them one by one. */
const writers = 16
const test = await openTestApp()
const recordId = await openRecord(test)

const all = <T>(work: (writer: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)))

const post = (operations: object[], record = recordId) =>
  test.post('officer', '/api/changes', { recordId: record, operations })

async function one<T>(text: string): Promise<T> {
  const { rows } = await sql.raw<T>(text).execute(test.database.db)
  return rows[0]!
}

const tally = (codes: number[]) => ({
  stored: codes.filter((code) => code === 201).length,
  refused: codes.filter((code) => code === 409).length,
})

describe('16 writers at the same instant', () => {
  it('editing the same parcel: one wins, 15 are told who was faster', async () => {
    const { results } = await save(test, recordId, [newParcel('A-1', square(0, 0))])
    const id = results[0]!.id
    const answers = await all((writer) =>
      post([
        { op: 'attributes', collection: 'parcels', id, version: 1, properties: { name: `作者 ${writer}` } },
        {
          op: 'boundary',
          collection: 'parcels',
          id,
          version: 1,
          geometry: polygon(square(0, 0, 0.5 + writer / 100)),
        },
      ]),
    )
    expect(tally(answers.map(({ statusCode }) => statusCode))).toEqual({ stored: 1, refused: 15 })
    const problems = answers.filter(({ statusCode }) => statusCode === 409).map((answer) => answer.json())
    for (const problem of problems)
      expect(problem).toMatchObject({
        type: '/problems/stale-version',
        conflicts: [{ id, baseVersion: 1, currentVersion: 2, changedFields: ['geometry', 'name'] }],
      })
    const winner = answers.findIndex(({ statusCode }) => statusCode === 201)
    expect(await one(`select name, version from parcel where id = ${id}`)).toEqual({
      name: `作者 ${winner}`,
      version: 2,
    })
  })

  it('drawing on the same free place: exactly one parcel is stored', async () => {
    const answers = await all((writer) => post([newParcel(`B-${writer}`, square(2 + writer / 100, 0))]))
    expect(tally(answers.map(({ statusCode }) => statusCode))).toEqual({ stored: 1, refused: 15 })
    const refused = answers.filter(({ statusCode }) => statusCode === 409).map((answer) => answer.json())
    expect(new Set(refused.map(({ type }) => type))).toEqual(new Set(['/problems/place-taken']))
    expect(await one(`select count(*)::int as n from parcel where code like 'B-%'`)).toEqual({ n: 1 })
  })

  it('taking the same code on different places: exactly one has it', async () => {
    const answers = await all((writer) => post([newParcel('C-1', square(writer * 2, 5))]))
    expect(tally(answers.map(({ statusCode }) => statusCode))).toEqual({ stored: 1, refused: 15 })
    expect(await one(`select count(*)::int as n from parcel where code = 'C-1'`)).toEqual({ n: 1 })
  })

  it('working on different places: all are stored, none twice, and the sums by cell are right', async () => {
    const answers = await all(async (writer) => {
      const record = await openRecord(test)
      const first = await post(
        [newParcel(`D-${writer}`, square(writer * 2, 10))],
        writer % 2 ? record : recordId,
      )
      const { id } = first.json().results[0]
      return post([
        { op: 'attributes', collection: 'parcels', id, version: 1, properties: { declared_area_m2: 1000 } },
        newParcel(`E-${writer}`, square(writer * 2, 12)),
      ])
    })
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(writers).fill(201))
    expect(
      await one(
        `select count(*)::int as n, count(distinct code)::int as codes from parcel where code ~ '^[DE]-'`,
      ),
    ).toEqual({ n: 2 * writers, codes: 2 * writers })
    expect(
      await one(`select (select sum(declared_area_m2) from parcel_cell where level = 14)
        = (select sum(declared_area_m2) from parcel) as same`),
    ).toEqual({ same: true })
    expect(
      await one(`select (select sum(item_count) from change) = (select count(*) from change_item) as same`),
    ).toEqual({ same: true })
  })

  it('crossing each other over several collections: nobody waits for ever', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('F-1', square(0, 20)), tempId: 'p' },
      {
        op: 'create',
        collection: 'factory-buildings',
        properties: { code: 'FB-1', name: '厂房', status: 'in_service', parcel_id: { $temp: 'p' } },
        geometry: polygon(square(0.2, 20.2, 0.5)),
        tempId: 'b',
      },
      {
        op: 'create',
        collection: 'remediations',
        properties: { parcel_id: { $temp: 'p' }, kind: 'idle', found_on: '2024-01-01', area_m2: 1 },
      },
    ])
    const [parcel, building, fact] = results
    const version = new Map(results.map(({ id }) => [id, 1]))
    const touch = (collection: string, id: number, properties: object) => ({
      op: 'attributes',
      collection,
      id,
      version: version.get(id),
      properties,
    })
    const answers = await all((writer) => {
      const operations = [
        touch('parcels', parcel!.id, { remarks: `${writer}` }),
        touch('factory-buildings', building!.id, { parcel_id: parcel!.id }),
        touch('remediations', fact!.id, { remarks: `${writer}` }),
      ]
      // Some leave the parcel out, so that they do not even take the lock of the fabric.
      const chosen = writer % 3 === 0 ? operations.slice(1, 2) : operations
      return post(writer % 2 ? chosen.reverse() : chosen)
    })
    const codes = answers.map(({ statusCode }) => statusCode)
    expect(codes.every((code) => code === 201 || code === 409)).toBe(true)
    expect(codes.filter((code) => code === 201).length).toBeGreaterThanOrEqual(1)
    expect(await one(`select version from factory_building where id = ${building!.id}`)).toEqual({
      version: 2,
    })
  })

  it('ending a parcel while others hang facts on it: either the fact has its parcel, or it is refused', async () => {
    const { results } = await save(test, recordId, [newParcel('G-1', square(0, 30))])
    const id = results[0]!.id
    const answers = await all((writer) =>
      writer === 7
        ? post([{ op: 'end', collection: 'parcels', id, version: 1 }])
        : post([
            {
              op: 'create',
              collection: 'factory-buildings',
              properties: { code: `GB-${writer}`, name: '厂', status: 'planned', parcel_id: id },
              geometry: polygon(square(0, 30, 0.5)),
            },
          ]),
    )
    expect(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 422)).toBe(true)
    expect(
      await one(`select count(*)::int as n from factory_building b
        where not exists (select from parcel p where p.id = b.parcel_id) and b.parcel_id is not null`),
    ).toEqual({ n: 0 })
  })
})
