import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { StandingMortgage } from '#geodata/rules/case/case-situation.ts'

export type PresentRemediation = {
  id: number
  version: number
  foundOn: string
  /** As the collection names it: what steps may have written. */
  facts: Readonly<Record<string, string | null>>
}

const columns = `r.id, r.version, r.found_on as "foundOn", json_build_object('path', r.path,
  'started_on', r.started_on, 'due_on', r.due_on, 'filed_on', r.filed_on, 'disposed_on', r.disposed_on,
  'document_no', r.document_no) as facts`

export async function findRemediation(
  executor: Db,
  zoneId: number,
  id: number,
): Promise<PresentRemediation | undefined> {
  const [row] = await run<PresentRemediation>(
    executor,
    `select ${columns} from remediation r where r.zone_id = $1::int and r.id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

/** Remediation of idle land of a parcel that is not over on a day and that no other open case is about. */
export async function findOpenRemediation(
  executor: Db,
  zoneId: number,
  { parcelId, caseId }: { parcelId: number; caseId: number },
  on: string,
): Promise<PresentRemediation | undefined> {
  const [row] = await run<PresentRemediation>(
    executor,
    `select ${columns} from remediation r
     where r.zone_id = $1::int and r.parcel_id = $2::bigint and r.kind = 'idle'
       and (r.disposed_on is null or r.disposed_on > $4::date)
       and not exists (select from land_case c where c.zone_id = r.zone_id and c.remediation_id = r.id
         and c.id <> $3::bigint and c.closed_on is null)
     order by r.found_on, r.id limit 1`,
    [zoneId, parcelId, caseId, on],
  )
  return row
}

export type PresentSupply = { id: number; version: number; parcelId: number; endedOn: string | null }

export async function findPresentSupply(
  executor: Db,
  zoneId: number,
  id: number,
): Promise<PresentSupply | undefined> {
  const [row] = await run<PresentSupply>(
    executor,
    `select id, version, parcel_id as "parcelId", ended_on as "endedOn" from supply
     where zone_id = $1::int and id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

export type FactRef = { id: number; version: number }

/** The start that was agreed on a day. */
export const findStarts = (
  executor: Db,
  zoneId: number,
  supplyId: number,
  { setOn, startOn }: { setOn: string; startOn: string },
): Promise<FactRef[]> =>
  run<FactRef>(
    executor,
    `select id, version from supply_start where zone_id = $1::int and supply_id = $2::bigint
       and set_on = $3::date and start_on = $4::date`,
    [zoneId, supplyId, setOn, startOn],
  )

/** The oldest mortgage of a supply that stands on a day. On the day it is lifted it no longer does. */
export async function findMortgage(
  executor: Db,
  zoneId: number,
  supplyId: number,
  on: string,
): Promise<StandingMortgage | null> {
  const [row] = await run<StandingMortgage>(
    executor,
    `select from_on as "fromOn", party from encumbrance
     where zone_id = $1::int and supply_id = $2::bigint and kind = 'mortgage'
       and from_on <= $3::date and (to_on is null or to_on > $3::date)
     order by from_on, id limit 1`,
    [zoneId, supplyId, on],
  )
  return row ?? null
}

/** Looks at the site on a day that found neither a suspension nor a completion. */
export const findLooks = (
  executor: Db,
  zoneId: number,
  supplyId: number,
  { observedOn, startedOn }: { observedOn: string; startedOn: string | null },
): Promise<FactRef[]> =>
  run<FactRef>(
    executor,
    `select id, version from progress where zone_id = $1::int and supply_id = $2::bigint
       and observed_on = $3::date and started_on is not distinct from $4::date
       and suspended_on is null and completed_on is null and developed_m2 is null and invested_wan is null`,
    [zoneId, supplyId, observedOn, startedOn],
  )
