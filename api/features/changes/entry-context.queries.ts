import type {
  BatchEntryContext,
  OtherStart,
  ProgressContext,
  StartContext,
  SupplyContext,
} from '#geodata/rules/entry-checks.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

/**
 * What the zone holds around facts that have just been written, for the checks at entry. Each row is looked up by
 * an index of its own: the cost is that of the facts of a change, not that of the zone.
 */
export type OfFact<T> = T & { id: number }

export const findSupplyContexts = (
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<OfFact<SupplyContext>[]> =>
  run(
    executor,
    `select s.id, p.code as "parcelCode",
       coalesce(p.declared_area_m2, p.area_ellipsoidal_m2)::float8 as "parcelM2", b.approved_on as "approvedOn",
       (select json_build_object('parcelCode', q.code, 'signedOn', o.signed_on)
        from supply o join parcel q on q.zone_id = o.zone_id and q.id = o.parcel_id
        where o.zone_id = s.zone_id and o.contract_no = s.contract_no and o.id <> s.id
        order by o.id limit 1) as "sameContract",
       (select json_build_object('contractNo', o.contract_no, 'signedOn', o.signed_on)
        from supply o
        where o.zone_id = s.zone_id and o.parcel_id = s.parcel_id and o.id <> s.id
          and (s.ended_on is null or o.signed_on < s.ended_on)
          and (o.ended_on is null or o.ended_on > s.signed_on)
        order by o.signed_on desc, o.id desc limit 1) as "alsoInForce"
     from supply s
     join parcel p on p.zone_id = s.zone_id and p.id = s.parcel_id
     left join approval_batch b on b.zone_id = p.zone_id and b.id = p.approval_batch_id
     where s.zone_id = $1::int and s.id = any ($2::bigint[])`,
    [zoneId, ids],
  )

export const findProgressContexts = (
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<OfFact<ProgressContext>[]> =>
  run(
    executor,
    `select t.id, (select min(o.permit_on) from progress o
       where o.zone_id = t.zone_id and o.supply_id = t.supply_id) as "permitOn"
     from progress t where t.zone_id = $1::int and t.id = any ($2::bigint[])`,
    [zoneId, ids],
  )

/** So many starts of one supply are compared; more were never agreed. */
const startsCompared = 50

export const findStartContexts = (
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<OfFact<Omit<StartContext, 'extensionYearsOn'> & { others: OtherStart[] }>[]> =>
  run(
    executor,
    `select t.id, s.signed_on as "signedOn",
       coalesce((select json_agg(o) from (
         select o.set_on as "setOn", o.start_on as "startOn", o.cause from supply_start o
         where o.zone_id = t.zone_id and o.supply_id = t.supply_id and o.id <> t.id
         order by o.set_on desc, o.id desc limit ${startsCompared}) o), '[]'::json) as others
     from supply_start t join supply s on s.zone_id = t.zone_id and s.id = t.supply_id
     where t.zone_id = $1::int and t.id = any ($2::bigint[])`,
    [zoneId, ids],
  )

export const findBatchEntryContexts = (
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<OfFact<BatchEntryContext>[]> =>
  run(
    executor,
    `select t.id, b.code as "batchCode", b.approved_on as "approvedOn",
       coalesce(b.declared_area_m2, b.area_ellipsoidal_m2)::float8 as "approvedM2",
       (select coalesce(sum(o.area_m2), 0) from batch_entry o
        where o.zone_id = t.zone_id and o.approval_batch_id = t.approval_batch_id and o.id <> t.id)::float8
         as "othersM2"
     from batch_entry t join approval_batch b on b.zone_id = t.zone_id and b.id = t.approval_batch_id
     where t.zone_id = $1::int and t.id = any ($2::bigint[])`,
    [zoneId, ids],
  )
