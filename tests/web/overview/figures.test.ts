import { describe, expect, it } from 'vitest'
import {
  floorFigure,
  isEmptyZone,
  ledgerOf,
  mapOf,
  moneyFigure,
  occupancyOf,
  placeOf,
  shareOf,
} from '#web/features/overview/figures.ts'
import type { Overview } from '#web/features/overview/useOverview.ts'

const link = { collection: 'idle-land', filters: {} }
const state = (count: number, areaM2: number) => ({ count, areaM2, link })
const land = (disposed: number, disposing: number, remaining: number): Overview['idle'] => ({
  disposedM2: disposed,
  disposingM2: disposing,
  remainingM2: remaining,
  counts: { disposed: 1, disposing: 2, remaining: 3 },
  states: {
    disposed: state(1, disposed),
    disposing: state(2, disposing),
    remaining: state(3, remaining),
  },
  link,
})
const factory: Overview['factory'] = {
  buildings: 0,
  grossFloorAreaM2: 0,
  units: 0,
  vacantUnits: 0,
  vacantM2: 0,
  occupiedM2: 0,
  otherM2: 0,
  link,
  vacantLink: link,
  occupiedLink: link,
}
const nothing: Overview = {
  asOf: '2022-09-15',
  than: null,
  before: null,
  unsupplied: land(0, 0, 0),
  idle: land(0, 0, 0),
  standardLand: { count: 0, areaM2: 0, link },
  factory,
  roads: {
    underWay: 0,
    lengthM: 0,
    roadInvestmentWan: 0,
    projects: 0,
    projectInvestmentWan: 0,
    investmentWan: 0,
    link,
    projectsLink: link,
  },
  seismic: { count: 0, declaredM2: 0, areaM2: 0, link },
  parcels: { byStatus: [], link },
  deadlines: {
    nearDays: 30,
    counts: { overdue: 0, near: 0, later: 0 },
    links: { overdue: link, near: link, later: link },
    next: [],
  },
}

describe('the figures of the overview', () => {
  it('have no share of nothing', () => {
    expect(shareOf(1, 4)).toBe(0.25)
    expect(shareOf(0, 0)).toBeNull()
  })
  it('count units that cannot be let yet as not occupied', () => {
    expect(occupancyOf({ ...factory, occupiedM2: 80, vacantM2: 10, otherM2: 10 })).toBe(0.8)
    expect(occupancyOf(factory)).toBeNull()
  })
  it('know a zone without data from one whose figures are only partly there', () => {
    expect(isEmptyZone(nothing)).toBe(true)
    expect(isEmptyZone({ ...nothing, roads: { ...nothing.roads, underWay: 1 } })).toBe(false)
    expect(isEmptyZone({ ...nothing, factory: { ...factory, buildings: 1 } })).toBe(false)
  })
  it('are written in the large units of each language', () => {
    expect(floorFigure(115_000, 'zh-CN')).toMatchObject({ value: 11.5, digits: 2 })
    expect(floorFigure(115_000, 'en')).toMatchObject({ value: 115_000, digits: 0 })
    expect(moneyFigure(114_000, 'zh-CN')).toMatchObject({ value: 11.4, digits: 2 })
    expect(moneyFigure(114_000, 'en')).toMatchObject({ value: 1140, digits: 0 })
  })
})

describe('the ways down from a figure', () => {
  it('carry the filters that it was added up from', () => {
    const disposed = { collection: 'idle-land', filters: { state: 'disposed' } }
    expect(ledgerOf(disposed)).toEqual({
      name: 'ledger',
      params: { collection: 'idle-land' },
      query: { state: 'disposed' },
    })
    expect(mapOf(disposed)).toEqual({ name: 'map', query: { filter: 'idle-land?state=disposed' } })
  })
  it('lead a whole collection to the map too', () => {
    expect(mapOf({ collection: 'standard-land', filters: {} })).toEqual({
      name: 'map',
      query: { filter: 'standard-land?' },
    })
  })
  it('keep the day that the figure was asked for', () => {
    const day = { on: '2022-09-15', known: undefined }
    expect(ledgerOf({ collection: 'roads', filters: { status: 'building' } }, day)).toMatchObject({
      query: { status: 'building', on: '2022-09-15' },
    })
  })
  it('show all parcels on the map as it is', () => {
    expect(mapOf({ collection: 'parcels', filters: {} })).toEqual({ name: 'map', query: {} })
  })
  it('do not lead facts to the map, where they have no place', () => {
    expect(mapOf({ collection: 'factory-units', filters: { status: 'vacant' } })).toBeUndefined()
  })
  it('lead a deadline to its parcel', () => {
    const due = {
      kind: 'idle' as const,
      collection: 'idle-land',
      id: 894,
      code: 'KF-660',
      name: null,
      responsible: null,
      areaM2: 1,
      dueOn: '2022-09-13',
      daysLeft: -2,
      light: 'red' as const,
      link,
    }
    expect(placeOf(due)).toEqual({ name: 'map', query: { selected: 'parcels:894' } })
  })
})
