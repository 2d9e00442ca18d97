import type { Role } from '#api/http/access.ts'
import { administrators, assigners, correctors, editors, undoers } from '#api/http/access.ts'

/** What the pages ask before they offer an act; the routes decide again for themselves. */
const permissionRoles = {
  'changes:write': editors,
  'changes:undo': undoers,
  'records:write': ['officer', 'reviewer', 'administrator'],
  'imports:write': editors,
  'cases:write': editors,
  'cases:correct': correctors,
  'responsibilities:write': assigners,
  'responsibilities:correct': correctors,
  'claims:write': correctors,
  'problems:write': assigners,
  'people:manage': administrators,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissionRoles

export function permissionsOf(own: readonly Role[]): Permission[] {
  return (Object.keys(permissionRoles) as Permission[]).filter((permission) =>
    (permissionRoles[permission] as readonly Role[]).some((role) => own.includes(role)),
  )
}
