import type { ColumnType, Generated } from 'kysely'
import type { Json, NullableTimestamp, Timestamp } from './schema.ts'

/** Row shapes of the tables that remediation is kept by (migrations 20261128T0400 and T0410). */

export type Subject =
  | 'parcel'
  | 'batch'
  | 'case'
  | 'supply'
  | 'record'
  | 'problem'
  | 'claim'
  | 'target'
  | 'zone'
export type StockKind = 'unsupplied' | 'idle'

/** Decimals come as text and are written as numbers or text. */
type Decimal = ColumnType<string, number | string, number | string>
type NullableDecimal = ColumnType<string | null, number | string | null, number | string | null>

type Kept = {
  version: Generated<number>
  createdBy: string
  createdAt: Timestamp
  updatedAt: Timestamp
  updatedBy: string
}

export type StockMovementTable = {
  zoneId: number
  id: Generated<number>
  kind: StockKind
  parcelId: number
  batchId: number | null
  supplyId: number | null
  remediationId: number | null
  movement: string
  movedOn: string
  areaM2: Decimal
  cause: string | null
  documentNo: string | null
  recordedAt: Timestamp
  changeId: number | null
  voidedAt: NullableTimestamp
  voidedBy: number | null
  untilOn: string | null
  levelM2: Decimal
  wasState: 'none' | 'waiting' | 'disposing'
  state: 'none' | 'waiting' | 'disposing'
  sinceOn: string | null
  path: string | null
  openRemediationId: number | null
}

/** What is to come of a parcel, and what of its facts does not fit together. */
export type StockParcelTable = {
  zoneId: number
  parcelId: number
  evaluatedOn: string
  nextOn: string | null
  findings: Json<unknown[]>
}

/** Sums of movements by day, kept by triggers. */
export type StockDayTable = {
  zoneId: number
  kind: string
  movedOn: string
  movement: string
  areaM2: string
  count: number
  entered: number
  disposingM2: string
  disposingEntered: number
  disposedM2: string
  disposedCount: number
}

export type ResponsibilityTable = Kept & {
  zoneId: number
  id: Generated<number>
  subject: Subject
  subjectId: number
  role: 'leader' | 'team' | 'department' | 'officer' | 'service_officer'
  name: string
  userId: string | null
  fromOn: string
  toOn: string | null
  follows: number | null
  documentNo: string | null
  note: string | null
}

/** Superseded versions of responsibilities; `voided`: the last one, taken back because it was wrong. */
export type ResponsibilityHistoryTable = Omit<ResponsibilityTable, 'id' | 'version'> & {
  id: number
  version: number
  supersededAt: Timestamp
  supersededBy: string
  voided: Generated<boolean>
  reason: string | null
}

export type TargetTable = Kept & {
  zoneId: number
  id: Generated<number>
  kind: StockKind
  year: number
  cohort: 'all' | 'before_2009' | '2009_2018' | 'from_2019'
  title: string
  assignedOn: string
  dueOn: string
  goalAreaM2: NullableDecimal
  goalRate: NullableDecimal
  baseM2: Decimal
  baseCount: number
  baseKnownAt: ColumnType<string, string, never>
  responsible: string | null
  documentNo: string | null
  note: string | null
  endedOn: string | null
}

export type TargetItemTable = { zoneId: number; targetId: number; parcelId: number; areaM2: Decimal }

type ClaimMeasure = 'area' | 'floor_area' | 'count' | 'money'

export type ClaimTable = Kept & {
  zoneId: number
  id: Generated<number>
  slug: string
  title: string
  titleEn: string | null
  quotation: string
  source: string
  publishedOn: string | null
  fromOn: string | null
  toOn: string
  scope: string
  scopeFilter: Json<Record<string, unknown>>
  measure: ClaimMeasure
  unit: string
  value: Decimal
  digits: Generated<number>
  secondMeasure: ClaimMeasure | null
  secondUnit: string | null
  secondValue: NullableDecimal
  secondDigits: number | null
  note: string | null
  endedOn: string | null
}

export type ClaimReasonTable = {
  zoneId: number
  claimId: number
  n: number
  reason: string
  value: Decimal
  parcelId: number | null
  note: string | null
  userName: string
  recordedAt: Timestamp
  voidedAt: NullableTimestamp
  voidedBy: string | null
  voidedReason: string | null
}

export type ProblemTable = Kept & {
  zoneId: number
  id: Generated<number>
  year: number
  ordinal: number
  number: string
  title: string
  detail: string | null
  category: string
  subject: Subject | null
  subjectId: number | null
  owner: string
  ownerUserId: string | null
  raisedOn: string
  dueOn: string | null
  state: 'open' | 'working' | 'solved' | 'dropped'
  result: string | null
  solvedOn: string | null
}

export type ProblemEntryTable = {
  zoneId: number
  problemId: number
  n: number
  enteredOn: string
  act: 'raised' | 'progress' | 'hand_over' | 'extension' | 'solved' | 'dropped' | 'reopened'
  state: string
  text: string | null
  dueOn: string | null
  owner: string | null
  userId: string | null
  userName: string
  recordedAt: Timestamp
}

export type StoredFileTable = {
  zoneId: number
  sha256: string
  size: number
  mediaType: string
  bytes: Buffer
  storedAt: Timestamp
}

/** What is said of an attachment and may be corrected. */
type AttachmentFacts = {
  kind: 'photo' | 'document' | 'survey' | 'contract' | 'receipt' | 'imagery' | 'other'
  observedOn: string | null
  validUntil: string | null
  lng: number | null
  lat: number | null
  accuracyM: number | null
  note: string | null
}

export type AttachmentTable = AttachmentFacts & {
  zoneId: number
  id: Generated<number>
  version: Generated<number>
  subject: Subject
  subjectId: number
  stepN: number | null
  name: string
  mediaType: string
  size: number
  sha256: string
  widthPx: number | null
  heightPx: number | null
  recordedAt: Timestamp
  updatedBy: string | null
  userId: string | null
  userName: string
  uploadedAt: Timestamp
  deletedAt: NullableTimestamp
  deletedBy: string | null
  deletionReason: string | null
}

export type AttachmentHistoryTable = AttachmentFacts & {
  zoneId: number
  id: number
  version: number
  recordedAt: ColumnType<string, string, never>
  supersededAt: ColumnType<string, string, never>
  supersededBy: string
}

export type HolderContactTable = {
  zoneId: number
  holder: string
  version: Generated<number>
  address: string | null
  contact: string | null
  phone: string | null
  updatedAt: Timestamp
  updatedBy: string
}

export type CaseDocumentTable = {
  zoneId: number
  caseId: number
  stepN: number
  kind: string
  year: number
  ordinal: number
  number: string
  contents: Json<Record<string, unknown>>
  contentsSha256: string
  templateVersion: number
  userId: string | null
  userName: string
  issuedAt: Timestamp
}

export type NoticeTable = {
  zoneId: number
  id: Generated<number>
  userId: string
  key: string
  kind: string
  severity: 'info' | 'near' | 'urgent' | 'overdue'
  subject: Subject
  subjectId: number
  titleValues: Json<Record<string, string | number | null>>
  dueOn: string | null
  createdAt: Timestamp
  readAt: NullableTimestamp
  settledAt: NullableTimestamp
  mailedAt: NullableTimestamp
  mailAttempts: Generated<number>
  mailFault: string | null
  rung: Generated<number>
}

export type NoticePreferenceTable = {
  zoneId: number
  userId: string
  byMail: Generated<boolean>
  mailAddress: string | null
  allOfZone: Generated<boolean>
  urgentAtOnce: Generated<boolean>
  calendarTokenHash: string | null
  calendarTokenAt: NullableTimestamp
  updatedAt: Timestamp
}

export type ReportSnapshotTable = {
  zoneId: number
  id: Generated<number>
  kind: string
  period: string
  ordinal: number
  title: string
  onDate: string
  thanDate: string | null
  knownAt: ColumnType<string, string, never>
  contents: Json<Record<string, unknown>>
  contentsSha256: string
  note: string | null
  userId: string | null
  userName: string
  createdAt: Timestamp
}

export type RemediationTables = {
  stockMovement: StockMovementTable
  stockParcel: StockParcelTable
  stockDay: StockDayTable
  responsibility: ResponsibilityTable
  responsibilityHistory: ResponsibilityHistoryTable
  target: TargetTable
  targetItem: TargetItemTable
  claim: ClaimTable
  claimReason: ClaimReasonTable
  problem: ProblemTable
  problemEntry: ProblemEntryTable
  storedFile: StoredFileTable
  attachment: AttachmentTable
  attachmentHistory: AttachmentHistoryTable
  holderContact: HolderContactTable
  caseDocument: CaseDocumentTable
  notice: NoticeTable
  noticePreference: NoticePreferenceTable
  reportSnapshot: ReportSnapshotTable
}
