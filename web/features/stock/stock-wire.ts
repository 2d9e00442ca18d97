import type { components } from '#api/contract/openapi.d.ts'

/** The account of land on the wire, all from the generated contract. */
type Schemas = components['schemas']

export type StockSum = Schemas['StockSum']
export type StockSummary = Schemas['StockSummary']
export type StockLevels = StockSummary['kinds']['unsupplied']
export type Breakdown = Schemas['StockBreakdown']
export type StockGroup = Breakdown['groups'][number]
export type StockParcels = Schemas['StockParcels']
export type StockParcel = Schemas['StockParcel']
export type Account = Schemas['StockAccount']
export type MovedParcels = Schemas['StockMoves']
export type MovedParcel = MovedParcels['rows'][number]
export type Months = Schemas['StockMonths']
export type Ranking = Schemas['StockRanking']
export type ParcelLife = Schemas['ParcelLife']
export type LifeEvent = ParcelLife['events'][number]

/** Land and how many parcels it is. */
export type Measure = { areaM2: number; count: number }
