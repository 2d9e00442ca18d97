import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MapUrlState } from '#web/app/url-state.ts'
import { formatMapQuery, parseMapQuery, parseSelected, parseView } from '#web/app/url-state.ts'

describe('the address of the map', () => {
  it('reopens view, selection, layers and filter', () => {
    const state: MapUrlState = {
      view: { lng: 111.048234, lat: 35.031171, zoom: 15.25 },
      selected: [
        { collection: 'parcels', id: 264 },
        { collection: 'factory-buildings', id: 7 },
      ],
      layers: ['!parcels.idle', 'assessments'],
      filter: { collection: 'idle-land', query: 'status=idle&declared_area_m2.gte=1000' },
      tab: 'clock',
      on: '2024-02-29',
      than: '2023-02-28',
      known: '2026-01-02T03:04:05Z',
      clock: '2027-01-01',
    }
    expect(parseMapQuery(formatMapQuery(state))).toEqual(state)
  })
  it('reopens a whole collection, which no query narrows', () => {
    const state: MapUrlState = {
      selected: [],
      layers: [],
      filter: { collection: 'standard-land', query: '' },
    }
    expect(parseMapQuery(formatMapQuery(state))).toMatchObject(state)
  })
  it('says nothing of what is at its default', () => {
    expect(formatMapQuery({ selected: [], layers: [], tab: 'facts' })).toEqual({})
  })
  it('asks on no day that the calendar does not know, and opens no tab that there is not', () => {
    const damaged = parseMapQuery({ tab: 'secrets', on: '2023-02-29' })
    expect([damaged.tab, damaged.on]).toEqual([undefined, undefined])
  })
  it('keeps a place to a decimetre whatever it is', () => {
    const place = fc.record({
      lng: fc.double({ min: 73, max: 135, noNaN: true }),
      lat: fc.double({ min: 3, max: 54, noNaN: true }),
      zoom: fc.double({ min: 0, max: 22, noNaN: true }),
    })
    fc.assert(
      fc.property(place, (view) => {
        const read = parseMapQuery(formatMapQuery({ view, selected: [], layers: [] })).view
        expect(read?.lng).toBeCloseTo(view.lng, 5)
        expect(read?.lat).toBeCloseTo(view.lat, 5)
        expect(read?.zoom).toBeCloseTo(view.zoom, 1)
      }),
    )
  })
  it.each(['', '111,35', '111,,14', 'a,b,c', '111,95,14', '500,35,14', '111,35,99'])(
    'does not go to %j',
    (text) => {
      expect(parseView(text)).toBeUndefined()
    },
  )
  it('drops what is no feature and keeps the rest', () => {
    expect(parseSelected('parcels:1,<script>:2,roads:x, roads:3')).toEqual([
      { collection: 'parcels', id: 1 },
      { collection: 'roads', id: 3 },
    ])
  })
})
