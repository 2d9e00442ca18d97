import { roundTo } from '../geometry/units.ts'
import type { Parcel } from './allotment.ts'
import type { Book } from './book.ts'
import { addDays, yearOf } from './dates.ts'
import type { Batch, ParcelNote } from './land-rows.ts'
import type { Random } from './random.ts'
import type { Desk } from './records.ts'
import type { DemoCase, DemoReference } from './types.ts'

/** One supply contract with what follows from it: its place in the batch's ledger, starts, progress. */
export type Office = {
  book: Book
  desk: Desk
  random: Random
  today: string
  batches: Batch[]
  notes: Map<Parcel, ParcelNote>
  /** Cases of idle land, in the order in which they are told. */
  cases: DemoCase[]
}

export type Contract = { supply: DemoReference; signedOn: string; startOn: string; completionOn: string }

export type ContractTerms = {
  signedOn: string
  holder?: string
  mode?: string
  startOn?: string
  /** A second contract on the same land: its batch has counted it already. */
  isAgain?: boolean
  endedOn?: string
  /** 标准地项目投资管理合同. */
  standard?: { agreementNo: string; form: string }
  handedOver?: boolean
}

const earlier = (a: string, b: string) => (a < b ? a : b)
export const batchOf = (office: Office, parcel: Parcel): Batch | undefined =>
  parcel.batch === undefined ? undefined : office.batches[parcel.batch]

/** Ordinary contracts were signed until the published figures were taken. */
const HISTORY_ENDS = '2022-12-20'

/** The day of signing of an ordinary contract. */
export function ordinarySigning(office: Office, parcel: Parcel): string {
  const { random } = office
  const batch = batchOf(office, parcel)
  if (!batch) return addDays('2003-03-10', random.integer(0, 2200))
  const on = addDays(batch.approvedOn, random.integer(70, 1300))
  return on < HISTORY_ENDS ? on : addDays(batch.approvedOn, random.integer(60, 170))
}

const free = new Set(['0804', '0802', '0801', '0806', '0803', '1401'])
const isFree = (code: string) => free.has(code) || code.startsWith('13')

function modeFor(code: string, random: Random): string {
  if (isFree(code)) return 'allocation'
  if (random.chance(0.04)) return random.pick(['agreement', 'lease', 'equity'])
  return random.pick(['listing', 'listing', 'listing', 'listing', 'auction', 'tender'])
}

const wanPerMu = (code: string, random: Random) => {
  if (code.startsWith('10') || code.startsWith('11')) return random.between(9.6, 16.8)
  return code.startsWith('07') ? random.between(90, 160) : random.between(55, 120)
}

const termYears = (code: string) => {
  if (code.startsWith('07')) return 70
  return code.startsWith('09') ? 40 : 50
}

/** Days that a contract leaves until the land is handed over, the works begin and end. */
function schedule(terms: ContractTerms, random: Random) {
  const handoverOn = addDays(terms.signedOn, random.integer(30, 120))
  const startOn = terms.startOn ?? addDays(handoverOn, random.integer(90, 210))
  return { handoverOn, startOn, completionOn: addDays(startOn, random.integer(540, 900)) }
}

export function signContract(office: Office, parcel: Parcel, terms: ContractTerms): Contract {
  const { book, desk, random } = office
  const note = office.notes.get(parcel)!
  const code = note.landUseCode
  const mode = terms.mode ?? modeFor(code, random)
  const isPaid = mode !== 'allocation'
  const { handoverOn, startOn, completionOn } = schedule(terms, random)
  const isIndustry = code.startsWith('10')
  const serial = book.rows('supplies').length + 1
  const signedYear = yearOf(terms.signedOn)
  const isHandedOver = terms.handedOver ?? true
  const supply = book.enter(
    'supplies',
    desk.yearly(terms.standard ? 'standard' : 'supply', terms.signedOn),
    {
      parcel_id: note.reference,
      contract_no: `YS-${isPaid ? 'CR' : 'HB'}-${signedYear}-${String(serial).padStart(3, '0')}`,
      supervision_no: `140802${signedYear}${isPaid ? 'B' : 'A'}${String(serial).padStart(5, '0')}`,
      mode,
      form: terms.standard?.form ?? (isPaid ? 'full_term' : null),
      holder: terms.holder ?? note.holder,
      signed_on: terms.signedOn,
      area_m2: parcel.declaredM2,
      price_wan: isPaid ? roundTo((parcel.declaredM2 * 3 * wanPerMu(code, random)) / 2000, 2) : null,
      land_use_code: code,
      term_years: isPaid ? termYears(code) : null,
      handover_agreed_on: handoverOn,
      handed_over_on: isHandedOver
        ? earlier(addDays(handoverOn, random.integer(-5, 25)), office.today)
        : null,
      floor_area_ratio_min: isIndustry ? random.pick([0.7, 0.8, 1, 1.2]) : null,
      floor_area_ratio_max: isIndustry ? random.pick([1.6, 2, 2.5]) : null,
      standard_agreement_no: terms.standard?.agreementNo ?? null,
      standard_agreed_on: terms.standard ? addDays(terms.signedOn, 3) : null,
      ended_on: terms.endedOn ?? null,
    },
    { effectiveOn: terms.signedOn },
  )
  const contract = { supply, signedOn: terms.signedOn, startOn, completionOn }
  agreeStart(office, contract, { setOn: terms.signedOn, cause: 'contract' })
  const batch = batchOf(office, parcel)
  if (batch && !terms.isAgain) enterInBatch(office, parcel, { kind: 'supplied', on: terms.signedOn, supply })
  return contract
}

/** Adds a start to the series of agreed starts; the first comes from the contract itself. */
export function agreeStart(
  office: Office,
  contract: Contract,
  start: { setOn: string; cause: string; documentNo?: string },
): void {
  const purpose = start.cause === 'contract' ? 'supply' : 'idle'
  office.book.enter(
    'supply-starts',
    office.desk.yearly(purpose, start.setOn),
    {
      supply_id: contract.supply,
      set_on: start.setOn,
      start_on: contract.startOn,
      completion_on: contract.completionOn,
      cause: start.cause,
      document_no: start.documentNo ?? null,
    },
    { effectiveOn: start.setOn },
  )
}

export function enterInBatch(
  office: Office,
  parcel: Parcel,
  entry: { kind: string; on: string; supply?: DemoReference; documentNo?: string },
): void {
  office.book.enter(
    'batch-entries',
    office.desk.yearly(entry.kind === 'supplied' ? 'supply' : 'unsupplied', entry.on),
    {
      approval_batch_id: batchOf(office, parcel)!.reference,
      kind: entry.kind,
      entered_on: entry.on,
      area_m2: parcel.declaredM2,
      supply_id: entry.supply ?? null,
      parcel_id: entry.supply ? null : office.notes.get(parcel)!.reference,
      document_no: entry.documentNo ?? null,
    },
    { effectiveOn: entry.on },
  )
}

type Observation = { on: string; values: Record<string, string | number | null> }

function observe(office: Office, contract: Contract, { on, values }: Observation): void {
  office.book.enter(
    'progress',
    office.desk.yearly('progress', on),
    { supply_id: contract.supply, observed_on: on, ...values },
    { effectiveOn: on },
  )
}

function siteMeasures(office: Office, parcel: Parcel, share: number) {
  const { random } = office
  const total = roundTo((parcel.declaredM2 * 3 * random.between(180, 420)) / 2000, 0)
  return {
    developed_m2: roundTo(parcel.declaredM2 * 0.62 * share, 2),
    should_develop_m2: roundTo(parcel.declaredM2 * 0.62, 2),
    invested_wan: roundTo(total * share * random.between(0.85, 1), 0),
    total_investment_wan: total,
  }
}

/** Works begin near the agreed start and, time allowing, end near the agreed completion. */
export function build(office: Office, parcel: Parcel, contract: Contract, isFinished = true): void {
  const { random, today } = office
  const latest = addDays(today, -20)
  const startedOn = earlier(addDays(contract.startOn, random.integer(-40, 150)), latest)
  const permitOn = addDays(startedOn, -random.integer(6, 30))
  const kind = random.pick(['deep_pit', 'pile', 'other', 'other'])
  const share = roundTo(random.between(0.34, 1), 2)
  observe(office, contract, {
    on: earlier(addDays(startedOn, 12), latest),
    values: {
      permit_on: permitOn,
      foundation_kind: kind,
      // A pit is excavated and all piles are driven when works have begun (令53 Art. 30).
      foundation_share: kind === 'other' ? share : 1,
      started_on: startedOn,
      ...siteMeasures(office, parcel, random.between(0.05, 0.3)),
    },
  })
  const completedOn = addDays(contract.completionOn, random.integer(-60, 240))
  // Drawn also when it is not yet true, so that history is the same on every day.
  const measures = siteMeasures(office, parcel, 1)
  if (!isFinished || completedOn > latest) return
  observe(office, contract, {
    on: completedOn,
    values: { started_on: startedOn, completed_on: completedOn, ...measures },
  })
}

/** Begun, then left: less than a third built, the works at rest since. */
export function buildAndStop(office: Office, parcel: Parcel, contract: Contract, suspendedOn: string): void {
  const startedOn = addDays(contract.startOn, 30)
  observe(office, contract, {
    on: addDays(suspendedOn, 60),
    values: {
      permit_on: addDays(startedOn, -15),
      foundation_kind: 'pile',
      foundation_share: 1,
      started_on: startedOn,
      suspended_on: suspendedOn,
      ...siteMeasures(office, parcel, office.random.between(0.12, 0.22)),
    },
  })
}
