import type { Parcel } from './allotment.ts'
import { officials } from './names.ts'
import type { Office } from './supplies.ts'

export type Remediation = {
  kind: 'unsupplied' | 'idle'
  foundOn: string
  cause?: string
  path?: string
  startedOn?: string
  dueOn?: string
  disposedOn?: string
  filedOn?: string
  documentNo?: string
  remarks?: string
}

/** Enters one remediation, for the whole parcel. */
export function remediate(office: Office, parcel: Parcel, fact: Remediation): void {
  office.book.enter(
    'remediations',
    office.desk.yearly(fact.kind, fact.disposedOn ?? fact.startedOn ?? fact.foundOn),
    {
      parcel_id: office.notes.get(parcel)!.reference,
      kind: fact.kind,
      found_on: fact.foundOn,
      area_m2: parcel.declaredM2,
      cause: fact.cause ?? null,
      path: fact.path ?? null,
      started_on: fact.startedOn ?? null,
      due_on: fact.dueOn ?? null,
      disposed_on: fact.disposedOn ?? null,
      filed_on: fact.filedOn ?? null,
      document_no: fact.documentNo ?? null,
      responsible: officials[parcel.index % officials.length]!,
      remarks: fact.remarks ?? null,
    },
    { effectiveOn: fact.foundOn },
  )
}
