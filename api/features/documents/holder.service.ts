import type { Context } from '#api/context.ts'
import { Problem } from '#api/http/problem.ts'
import type { NotingActor } from '../people/actor.ts'
import type { NewHolderContactBody } from './document.schema.ts'
import { findHolderContact, keepHolderContact, lockHolderContact } from './holder.queries.ts'

type Deps = Pick<Context, 'database'>

/** Where papers are served on a holder. */
export async function readHolderContact({ database }: Deps, zoneId: number, holder: string) {
  const found = await findHolderContact(database.read, zoneId, holder)
  return (
    found ?? {
      holder,
      version: 0,
      address: null,
      contact: null,
      phone: null,
      updatedAt: null,
      updatedBy: null,
    }
  )
}

const trimmed = (text: string | null): string | null => text?.trim() || null

export async function setHolderContact(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  { version, holder: name, ...rest }: NewHolderContactBody,
): Promise<void> {
  const holder = name.trim()
  const facts = { address: trimmed(rest.address), contact: trimmed(rest.contact), phone: trimmed(rest.phone) }
  await database.db.transaction().execute(async (trx) => {
    const before = await lockHolderContact(trx, zoneId, holder)
    const currentVersion = before?.version ?? 0
    if (version !== currentVersion)
      throw new Problem('stale-version', {
        conflicts: [
          {
            collection: 'holder-contacts',
            id: holder,
            baseVersion: version,
            currentVersion,
            at: before?.updatedAt ?? null,
            by: before?.updatedBy ?? null,
          },
        ],
      })
    await keepHolderContact(trx, zoneId, {
      holder,
      version: currentVersion + 1,
      ...facts,
      updatedBy: actor.name,
    })
    await actor.note(trx, 'holder.contact', holder, { before: before ?? null, ...facts })
  })
}
