import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dayOf,
  filtersOf,
  formatLedgerQuery,
  nextSort,
  parseLedgerAddress,
  withFilters,
} from '#web/features/ledger/ledger-address.ts'
import { findCollection } from '#geodata/model/collections.ts'
import { isArea, usualColumns } from '#web/features/ledger/ledger-columns.ts'
import type { RowWindow } from '#web/features/ledger/row-window.ts'
import {
  pagesOf,
  pageSize,
  rowHeight,
  scrollHeight,
  tallest,
  windowAt,
} from '#web/features/ledger/row-window.ts'

describe('the address of the ledger', () => {
  test('reopens the same collection, filters, order, columns and row', () => {
    const address = {
      collection: 'parcels',
      filters: { status: 'idle,unsupplied', 'declared_area_m2.gte': '6666.67', q: 'KF-1' },
      sort: [
        { field: 'declared_area_m2', isDescending: true },
        { field: 'code', isDescending: false },
      ],
      columns: ['code', 'holder'],
      open: 42,
    }
    expect(parseLedgerAddress('parcels', formatLedgerQuery(address))).toEqual(address)
  })

  test('reopens the day, the one it is compared with, and what was known', () => {
    const address = {
      collection: 'idle-land',
      filters: { state: 'remaining' },
      sort: [],
      asked: { on: '2022-09-15', than: '2022-08-15', known: '2026-01-02T03:04:05.000Z' },
    }
    expect(parseLedgerAddress('idle-land', formatLedgerQuery(address))).toEqual(address)
    expect(dayOf(address)).toEqual({ on: '2022-09-15', known: '2026-01-02T03:04:05.000Z' })
    expect(parseLedgerAddress('roads', { on: '2022-02-30', known: 'yesterday' }).asked).toBeUndefined()
  })

  test('an empty or damaged one falls back to all parcels', () => {
    expect(parseLedgerAddress(undefined, {})).toEqual({ collection: 'parcels', filters: {}, sort: [] })
    const damaged = parseLedgerAddress('roads', { sort: ';drop,,-', open: 'x', columns: '', zone: 'demo' })
    expect(damaged).toEqual({ collection: 'roads', filters: {}, sort: [] })
  })

  test('a heading sorts up, down, not at all; with shift the other terms stay', () => {
    const up = nextSort([], 'code', false)
    const down = nextSort(up, 'code', false)
    expect(down).toEqual([{ field: 'code', isDescending: true }])
    expect(nextSort(down, 'code', false)).toEqual([])
    expect(nextSort(up, 'name', true)).toHaveLength(2)
    expect(nextSort(up, 'name', false)).toEqual([{ field: 'name', isDescending: false }])
  })

  test('one column’s filter changes without touching another that begins like it', () => {
    const filters = { status: 'idle', 'status.null': 'false', 'area.gte': '1', area_planar_m2: '3' }
    expect(filtersOf(filters, 'status')).toEqual({ '': 'idle', null: 'false' })
    expect(withFilters(filters, 'area', { lte: '9', gte: '' })).toEqual({
      status: 'idle',
      'status.null': 'false',
      area_planar_m2: '3',
      'area.lte': '9',
    })
  })
})

describe('rows on the screen', () => {
  test('are all there is, each reachable, and never more than the screen holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, share) => {
          const viewport = 800
          const room = Math.max(0, scrollHeight(total) - viewport)
          const { first, count, top } = windowAt(room * share, viewport, total)
          expect(first).toBeGreaterThanOrEqual(0)
          expect(first + count).toBeLessThanOrEqual(total)
          expect(count).toBeLessThanOrEqual(Math.ceil(viewport / rowHeight) + 12)
          expect(top).toBeGreaterThanOrEqual(0)
          expect(windowAt(room, viewport, total)).toSatisfy(
            (last: RowWindow) => last.first + last.count === total,
          )
        },
      ),
    )
  })

  test('the spacer never grows beyond what browsers lay out', () => {
    expect(scrollHeight(1_000_000)).toBe(tallest)
    expect(scrollHeight(100)).toBe(100 * rowHeight)
  })

  test('are asked for by the page', () => {
    expect(pagesOf({ first: pageSize - 5, count: 20, top: 0 })).toEqual([0, 1])
    expect(pagesOf({ first: 0, count: 0, top: 0 })).toEqual([])
  })

  test('usual columns begin with what names a row', () => {
    const column = (name: string) => ({ name, kind: 'text', sum: false })
    expect(usualColumns(['remarks', 'holder', 'status', 'code'].map(column))).toEqual([
      'code',
      'status',
      'holder',
    ])
  })

  test('usual columns hold the figures that the overview adds up, however many there are', () => {
    for (const [id, figure] of [
      ['factory-buildings', 'gross_floor_area_m2'],
      ['factory-units', 'rentable_area_m2'],
      ['roads', 'investment_wan'],
      ['pipelines', 'investment_wan'],
      ['assessments', 'declared_area_m2'],
    ] as const) {
      const columns = findCollection(id)!.fields.map(({ name, type }) => ({ name, kind: type, sum: true }))
      expect(usualColumns(columns), id).toContain(figure)
    }
  })

  test('land is counted in 亩, floors are not', () => {
    const column = (name: string) => ({ name, kind: 'number', unit: 'm2', sum: true })
    expect(isArea(column('declared_area_m2'))).toBe(true)
    expect(isArea(column('gross_floor_area_m2'))).toBe(false)
    expect(isArea(column('rentable_area_m2'))).toBe(false)
  })
})
