import { roundTo } from '../geometry/units.ts'
import type { Fate, Parcel } from './allotment.ts'
import { BATCH_COUNT, batchYear } from './allotment.ts'
import { addDays } from './dates.ts'
import { outline, toMultiPolygon } from './fabric.ts'
import { landUseCodes, officials, useNames } from './names.ts'
import type { Place } from './place-names.ts'
import type { Point } from './plane.ts'
import type { Random } from './random.ts'
import type { Book, OpenChange } from './book.ts'
import type { Desk } from './records.ts'
import type { DemoReference } from './types.ts'

/** Approval batches and parcels: the land itself. */
export type Batch = {
  reference: DemoReference
  under: OpenChange
  approvalNo: string
  approvedOn: string
  parcels: Parcel[]
}

const isLeft = (fate: Fate) => fate === 'unsupplied' || fate === 'disposing-unsupplied'

const causes = [
  'compensation',
  'demolition',
  'planning',
  'no_project',
  'remote_or_scattered',
  'no_services',
  'other',
]

/** Dates that climb through the years, so that later batches were approved later. */
function approvalDate(batch: number, random: Random): string {
  const year = batchYear(batch)
  const before = Array.from({ length: batch }, (_, i) => i).filter((i) => batchYear(i) === year).length
  return addDays(`${year}-02-20`, before * 110 + random.integer(0, 80))
}

export function writeBatches(book: Book, desk: Desk, parcels: Parcel[], random: Random): Batch[] {
  return Array.from({ length: BATCH_COUNT }, (_, index): Batch => {
    const own = parcels.filter((parcel) => parcel.batch === index)
    const approvedOn = approvalDate(index, random)
    const year = batchYear(index)
    const ordinal = 1 + Array.from({ length: index }, (_, i) => i).filter((i) => batchYear(i) === year).length
    const approvalNo = `晋政地字〔${year}〕${40 + index * 7 + random.integer(0, 6)}号`
    const isSingle = index % 9 === 5
    const name = isSingle
      ? `${year}年重点项目单独选址用地`
      : `${year}年第${'一二三四'.charAt(ordinal - 1)}批次建设用地`
    const key = `batch-${year}-${ordinal}`
    const under = desk.approval(key, approvalNo, `关于运城示范开发区${name}的批复（演示）`, approvedOn)
    // To four decimals, as the rows keep it: the ledger of the batch closes to the last of them.
    const declaredM2 = roundTo(
      own.reduce((sum, parcel) => sum + parcel.declaredM2, 0),
      4,
    )
    const left = own.filter((parcel) => isLeft(parcel.fate)).length
    const isReady = left === 0 || random.chance(0.45)
    const share = (low: number, high: number) => roundTo(declaredM2 * random.between(low, high), 2)
    const newConstruction = share(0.86, 0.97)
    const reference = book.enter(
      'approval-batches',
      under,
      {
        code: `PC-${year}-${ordinal}`,
        name,
        approval_no: approvalNo,
        approved_on: approvedOn,
        authority: '山西省人民政府',
        kind: isSingle ? 'single_project' : 'batch',
        declared_area_m2: declaredM2,
        declared_area_basis: 'approval',
        survey_method: 'surveyed',
        new_construction_m2: newConstruction,
        farmland_m2: roundTo(newConstruction * random.between(0.68, 0.9), 2),
        expropriated_m2: share(0.9, 0.99),
        condition: isReady ? 'ready' : 'not_ready',
        not_ready_cause: isReady ? null : random.pick(causes),
      },
      { key, geometry: outline(own.map((parcel) => parcel.loop)) },
    )
    return { reference, under, approvalNo, approvedOn, parcels: own }
  })
}

export type ParcelNote = { reference: DemoReference; landUseCode: string; holder: string | null }

/** What a parcel is used for, where it is not the use of its block. */
export type Site = { landUseCode: string; useName: string; holder: string }

export type ParcelFacts = {
  /** Whether somebody holds it: supplied and not given back. */
  isHeld: (parcel: Parcel) => boolean
  holderOf: (parcel: Parcel) => string
  siteOf: (parcel: Parcel) => Site | undefined
  placeOf: (point: Point) => Place
  /** The approval of the last years that a parcel in reserve belongs to. */
  recentBatchOf: (parcel: Parcel) => DemoReference | undefined
}

/** Registered parcels have a 宗地代码 in the cadastral sub-district of their quarter of the zone. */
function cadastralCode(middle: Point, serials: Map<string, number>): string {
  const quarter = (middle[0] > 0 ? 2 : 1) + (middle[1] > 0 ? 0 : 2)
  const prefix = `1408020${quarter}${1}00${Math.abs(middle[0]) > 1600 ? 2 : 1}GB`
  const serial = (serials.get(prefix) ?? 0) + 1
  serials.set(prefix, serial)
  return `${prefix}${String(serial).padStart(5, '0')}`
}

function basisOf(parcel: Parcel, isHeld: boolean): string {
  if (isHeld) return 'contract'
  return parcel.batch === undefined ? 'survey' : 'approval'
}

export function writeParcels(
  book: Book,
  desk: Desk,
  parcels: Parcel[],
  batches: Batch[],
  facts: ParcelFacts,
  random: Random,
): Map<Parcel, ParcelNote> {
  const serials = new Map<string, number>()
  return new Map(
    parcels.map((parcel): [Parcel, ParcelNote] => {
      const batch = parcel.batch === undefined ? undefined : batches[parcel.batch]!
      const under = batch?.under ?? desk.single('cadastre')
      const isHeld = facts.isHeld(parcel)
      const site = facts.siteOf(parcel)
      const landUseCode = site?.landUseCode ?? random.pick(landUseCodes[parcel.use]!)
      const holder = isHeld ? (site?.holder ?? facts.holderOf(parcel)) : null
      const place = facts.placeOf(parcel.middle)
      const parcelCode = isHeld ? cadastralCode(parcel.middle, serials) : null
      const isBuilt = parcel.fate === 'supplied' && random.chance(0.7)
      const reference = book.enter(
        'parcels',
        under,
        {
          code: parcel.code,
          name: place.beside + (site?.useName ?? useNames[parcel.use]!),
          land_use_code: landUseCode,
          land_use_scheme: 'ydyh',
          land_use_version: '2023',
          holder,
          location: place.location,
          parcel_code: parcelCode,
          real_estate_unit_no: parcelCode && parcelCode + (isBuilt ? 'F00010001' : 'W00000000'),
          stratum: 'surface',
          declared_area_m2: parcel.declaredM2,
          declared_area_basis: basisOf(parcel, isHeld),
          survey_method: parcel.fate === 'reserve' ? 'digitised' : 'surveyed',
          approval_batch_id: batch?.reference ?? facts.recentBatchOf(parcel) ?? null,
          responsible: officials[parcel.block.index % officials.length]!,
        },
        { key: parcel.code, geometry: toMultiPolygon([parcel.loop]) },
      )
      return [parcel, { reference, landUseCode, holder }]
    }),
  )
}
