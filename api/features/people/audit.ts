import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'

export type AuditAction =
  | 'person.created'
  | 'person.changed'
  | 'person.removed'
  | 'person.password'
  | 'person.sessions_ended'
  | 'session.ended'
  | 'token.created'
  | 'token.revoked'
  | 'zone.setting'
  | 'case.opened'
  | 'case.step'
  | 'case.voided'
  | 'case.reopened'
  | 'responsibility.assigned'
  | 'responsibility.ended'
  | 'responsibility.voided'
  | 'claim.created'
  | 'claim.changed'
  | 'claim.ended'
  | 'claim.reason'
  | 'claim.reason_voided'
  | 'problem.raised'
  | 'problem.changed'
  | 'problem.entry'
  | 'target.assigned'
  | 'target.changed'
  | 'target.ended'
  | 'attachment.added'
  | 'attachment.changed'
  | 'attachment.removed'
  | 'holder.contact'
  | 'job.revived'
  | 'calendar.opened'
  | 'calendar.closed'

type AuditEntry = {
  zoneId: number | null
  action: AuditAction
  target: string | null
  detail?: Record<string, unknown>
}

/** Administrative acts are kept for ever: who, when, from where, what. Never call it with a secret. */
export async function audit(db: Db, request: FastifyRequest, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('auditEvent')
    .values({
      zoneId: entry.zoneId,
      userId: request.person?.id ?? null,
      action: entry.action,
      target: entry.target,
      detail: JSON.stringify(entry.detail ?? {}),
      ipAddress: request.ip,
    })
    .execute()
}

export type AuditRow = {
  id: number
  at: string
  action: string
  target: string | null
  detail: Record<string, unknown>
  by: string | null
  ipAddress: string | null
}

/** The acts of a zone (and those of its people that belong to no zone), newest first. */
export async function listAudit(
  db: Db,
  zoneId: number,
  before: number | undefined,
  limit: number,
): Promise<AuditRow[]> {
  const result = await sql<AuditRow>`
    select e.id, e.at, e.action, e.target, e.detail, coalesce(u.name, e.user_id) as by, e.ip_address
    from audit_event e left join auth_user u on u.id = e.user_id
    where e.zone_id = ${zoneId} and (${before ?? null}::bigint is null or e.id < ${before ?? null})
    order by e.id desc limit ${limit}`.execute(db)
  return result.rows
}
