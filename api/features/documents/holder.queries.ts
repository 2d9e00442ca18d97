import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

export type HolderContactRow = {
  holder: string
  version: number
  address: string | null
  contact: string | null
  phone: string | null
  updatedAt: string
  updatedBy: string
}

const columns = ['holder', 'version', 'address', 'contact', 'phone', 'updatedAt', 'updatedBy'] as const

export const findHolderContact = (
  executor: Db,
  zoneId: number,
  holder: string,
): Promise<HolderContactRow | undefined> =>
  executor
    .selectFrom('holderContact')
    .where('zoneId', '=', zoneId)
    .where('holder', '=', holder)
    .select(columns)
    .executeTakeFirst()

/** Advisory lock class under which contacts of a zone are entered: a row that is not there cannot be locked. */
const contactLock = 0x6863

export async function lockHolderContact(
  trx: Db,
  zoneId: number,
  holder: string,
): Promise<HolderContactRow | undefined> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [contactLock, zoneId])
  return findHolderContact(trx, zoneId, holder)
}

export async function keepHolderContact(
  trx: Db,
  zoneId: number,
  { holder, ...row }: Omit<HolderContactRow, 'updatedAt'>,
): Promise<void> {
  await trx
    .insertInto('holderContact')
    .values({ zoneId, holder, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['zoneId', 'holder'])
        .doUpdateSet(({ fn }) => ({ ...row, updatedAt: fn<string>('clock_timestamp') })),
    )
    .execute()
}
