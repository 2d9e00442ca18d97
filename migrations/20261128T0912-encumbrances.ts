import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Mortgages and seizures of a supply: facts under a record, as the pauses of its clock are. The clock now also asks
 * how much of a foundation is done, so what it said is asked again.
 */
const columns = `
      supply_id bigint not null,
      kind text not null,
      from_on date not null,
      to_on date,
      party text,
      document_no text,
      remarks text`

const statements = [
  `create table encumbrance (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    change_id bigint not null,
    effective_on date not null,
    recorded_at timestamptz not null default now(),${columns},
    constraint encumbrance_pkey primary key (zone_id, id),
    constraint encumbrance_change_fkey foreign key (zone_id, change_id) references change (zone_id, id),
    constraint encumbrance_supply_id_fkey foreign key (zone_id, supply_id) references supply (zone_id, id)
      deferrable initially immediate
  )`,
  `create index encumbrance_supply_id_idx on encumbrance (zone_id, supply_id)`,
  `create index encumbrance_altered_idx on encumbrance (zone_id, effective_on) where version > 1`,
  `create table encumbrance_history (
    zone_id int not null,
    id bigint not null,
    version int not null,
    change_id bigint not null,
    effective_on date not null,
    recorded_at timestamptz not null,${columns},
    effective_until date not null,
    superseded_at timestamptz not null,
    superseded_by bigint not null,
    ended boolean not null default false,
    constraint encumbrance_history_pkey primary key (zone_id, id, version),
    constraint encumbrance_history_superseded_by_fkey
      foreign key (zone_id, superseded_by) references change (zone_id, id)
  )`,
  `update supply_clock set evaluated_on = null`,
]

export const encumbrances: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
