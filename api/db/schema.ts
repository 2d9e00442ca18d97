import type { ColumnType, Generated } from 'kysely'
import type { RemediationTables } from './schema-remediation.ts'
import type { WatchTables } from './schema-watch.ts'

/**
 * Row shapes of the tables that queries name. Tables of collections are described by
 * `geodata/model/collections.ts` and reached through `collection.queries.ts`, so only what hand-written
 * queries need of them stands here. A test compares all of it with the migrated database.
 */
export type Json<T = unknown> = ColumnType<T, string | null, string | null>
export type Timestamp = ColumnType<string, string | undefined, string>
export type NullableTimestamp = ColumnType<string | null, string | null | undefined, string | null>

export type ZoneTable = {
  id: Generated<number>
  slug: string
  nameZh: string
  nameEn: string
  planarSrid: number
  boundary: unknown
  isDemo: Generated<boolean>
  createdAt: Timestamp
}

export type ZoneSettingTable = {
  zoneId: number
  key: string
  effectiveOn: string
  value: Json
  source: string | null
  setBy: string | null
  setAt: Timestamp
}

export type ZoneRoleTable = {
  zoneId: number
  userId: string
  role: 'officer' | 'reviewer' | 'leader' | 'planner' | 'administrator'
  grantedAt: Timestamp
  grantedBy: string | null
}

export type AuthUserTable = {
  id: string
  name: string
  email: string
  emailVerified: Generated<boolean>
  image: string | null
  username: string | null
  displayUsername: string | null
  role: string | null
  banned: boolean | null
  banReason: string | null
  banExpires: NullableTimestamp
  language: string | null
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type AuthSessionTable = {
  id: string
  userId: string
  token: string
  expiresAt: Timestamp
  ipAddress: string | null
  userAgent: string | null
  impersonatedBy: string | null
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type AuthAccountTable = {
  id: string
  accountId: string
  providerId: string
  userId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: NullableTimestamp
  refreshTokenExpiresAt: NullableTimestamp
  scope: string | null
  password: string | null
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type AuthVerificationTable = {
  id: string
  identifier: string
  value: string
  expiresAt: Timestamp
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type AuthRateLimitTable = { id: string; key: string; count: number; lastRequest: number }

export type AccessTokenTable = {
  id: Generated<number>
  userId: string
  name: string
  prefix: string
  tokenHash: string
  createdAt: Timestamp
  expiresAt: NullableTimestamp
  lastUsedAt: NullableTimestamp
  revokedAt: NullableTimestamp
}

export type AuditEventTable = {
  id: Generated<number>
  zoneId: number | null
  userId: string | null
  at: Timestamp
  action: string
  target: string | null
  detail: Json<Record<string, unknown>>
  ipAddress: string | null
}

export type RecordTable = {
  zoneId: number
  id: Generated<number>
  version: Generated<number>
  number: string
  title: string
  kind: string
  issuer: string | null
  issuedOn: string | null
  remarks: string | null
  closedAt: NullableTimestamp
  createdBy: string | null
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type ChangeTable = {
  zoneId: number
  id: Generated<number>
  recordId: number
  label: string | null
  source: 'edit' | 'import' | 'undo' | 'demo' | 'command'
  effectiveOn: string
  recordedAt: Timestamp
  userId: string | null
  userName: string
  undoes: number | null
  itemCount: number
}

export type ChangeItemTable = {
  zoneId: number
  changeId: number
  seq: number
  op: 'create' | 'attributes' | 'boundary' | 'end' | 'restore'
  collection: string
  featureId: number
  versionBefore: number | null
  versionAfter: number | null
}

export type ReferenceLayerTable = {
  zoneId: number
  id: Generated<number>
  version: Generated<number>
  changeId: number
  slug: string
  title: string
  titleEn: string | null
  role: Generated<string>
  style: Json<Record<string, unknown>>
  fields: Json<unknown[]>
  source: string | null
  featureCount: Generated<number>
  createdAt: Timestamp
}

export type ReferenceFeatureTable = {
  zoneId: number
  id: Generated<number>
  version: Generated<number>
  changeId: number
  layerId: number
  name: string | null
  properties: Json<Record<string, unknown>>
  geom: unknown
  areaEllipsoidalM2: ColumnType<number | null, never, never>
  lengthM: ColumnType<number | null, never, never>
}

export type ParcelCellTable = {
  zoneId: number
  level: number
  x: number
  y: number
  status: string
  landUseCode: string
  parcelCount: number
  areaM2: string
  declaredAreaM2: string
}

export type ImportJobTable = {
  zoneId: number
  id: Generated<number>
  userId: string
  userName: string
  state: 'receiving' | 'reading' | 'asking' | 'checked' | 'storing' | 'stored' | 'failed'
  fileName: string
  fileSize: Generated<number>
  fileSha256: string | null
  choices: Json<Record<string, unknown>>
  attempt: Generated<number>
  owner: string | null
  heartbeatAt: NullableTimestamp
  done: Generated<number>
  total: number | null
  layers: Json<unknown[]>
  failure: Json
  acceptance: Json
  account: Json
  changeId: number | null
  zoneMark: Generated<number>
  createdAt: Timestamp
  touchedAt: Timestamp
}

export type LandCaseTable = {
  zoneId: number
  id: Generated<number>
  version: Generated<number>
  year: number
  ordinal: number
  number: string
  parcelId: number
  supplyId: number
  recordId: number
  areaM2: ColumnType<string, number, never>
  openedOn: string
  responsible: string | null
  state: 'clue' | 'investigating' | 'not_idle' | 'determined' | 'hearing' | 'executing' | 'closed'
  round: number
  kind: 'not_started' | 'suspended' | null
  cause: string | null
  measure: string | null
  dueOn: string | null
  dueStep: string | null
  movedOn: string
  closedOn: string | null
  createdBy: string | null
  createdAt: Timestamp
  updatedAt: Timestamp
  updatedBy: string
  remediationId: number | null
}

export type CaseStepTable = {
  zoneId: number
  caseId: number
  n: number
  step: string
  doneOn: string
  dueOn: string | null
  voids: number | null
  values: Json<Record<string, string | number | boolean>>
  opens: Json<unknown[]>
  basis: Json
  documentNo: string | null
  note: string | null
  recordId: number
  userId: string | null
  userName: string
  recordedAt: Timestamp
  changeId: number | null
  remediationId: number | null
}

export type CaseDeadlineTable = {
  zoneId: number
  caseId: number
  step: string
  kind: 'duty' | 'right'
  afterOn: string | null
  dueOn: string
  endsOn: string
  isCertain: boolean
  rule: string | null
}

export type Tables = RemediationTables &
  WatchTables & {
    zone: ZoneTable
    zoneSetting: ZoneSettingTable
    zoneRole: ZoneRoleTable
    authUser: AuthUserTable
    authSession: AuthSessionTable
    authAccount: AuthAccountTable
    authVerification: AuthVerificationTable
    authRateLimit: AuthRateLimitTable
    accessToken: AccessTokenTable
    auditEvent: AuditEventTable
    record: RecordTable
    change: ChangeTable
    changeItem: ChangeItemTable
    referenceLayer: ReferenceLayerTable
    referenceFeature: ReferenceFeatureTable
    parcelCell: ParcelCellTable
    importJob: ImportJobTable
    landCase: LandCaseTable
    caseStep: CaseStepTable
    caseDeadline: CaseDeadlineTable
  }
