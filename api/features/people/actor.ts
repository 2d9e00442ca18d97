import type { FastifyRequest } from 'fastify'
import type { Db } from '#api/db/database.ts'
import { personOf, zoneOf } from '#api/http/access.ts'
import type { AuditAction } from './audit.ts'
import { audit } from './audit.ts'

/** Who acts, and how the act is written into the audit trail, within the same transaction. */
export type NotingActor = {
  id: string
  name: string
  note(trx: Db, action: AuditAction, target: string, detail: Record<string, unknown>): Promise<void>
}

export function actorOf(request: FastifyRequest): NotingActor {
  const { id, name } = personOf(request)
  const zoneId = zoneOf(request).id
  return {
    id,
    name,
    note: (trx, action, target, detail) => audit(trx, request, { zoneId, action, target, detail }),
  }
}
