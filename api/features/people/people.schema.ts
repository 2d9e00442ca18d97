import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'
import { roles } from '#api/http/access.ts'

const Instant = Type.String({ format: 'date-time' })
const Nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])

export const RoleName = Type.Union(
  roles.map((role) => Type.Literal(role)),
  { $id: 'Role' },
)

export const Person = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    name: Type.String(),
    disabled: Type.Boolean(),
    createdAt: Instant,
    roles: Type.Array(Type.Ref('Role')),
    sessions: Type.Integer(),
    lastSeenAt: Nullable(Instant),
  },
  { $id: 'Person' },
)

export const PeopleList = Type.Object({ people: Type.Array(Type.Ref('Person')) }, { $id: 'PeopleList' })

export const NewPersonBody = Type.Object(
  {
    username: Type.String({ minLength: 2, maxLength: 40 }),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    roles: Type.Array(Type.Union(roles.map((role) => Type.Literal(role))), { minItems: 1 }),
  },
  { additionalProperties: false, $id: 'NewPerson' },
)

export const PersonEditBody = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    roles: Type.Optional(Type.Array(Type.Union(roles.map((role) => Type.Literal(role))))),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1, $id: 'PersonEdit' },
)

export const Token = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    prefix: Type.String(),
    createdAt: Instant,
    expiresAt: Nullable(Instant),
    lastUsedAt: Type.Optional(Nullable(Instant)),
    token: Type.Optional(Type.String({ description: 'The secret; only in the answer that creates it' })),
  },
  { $id: 'AccessToken' },
)

export const TokenList = Type.Object(
  { tokens: Type.Array(Type.Ref('AccessToken')) },
  { $id: 'AccessTokenList' },
)

export const NewTokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'Until it expires; never without' }),
    ),
  },
  { additionalProperties: false, $id: 'NewAccessToken' },
)

export const SessionList = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        createdAt: Instant,
        updatedAt: Instant,
        expiresAt: Instant,
        ipAddress: Nullable(Type.String()),
        userAgent: Nullable(Type.String()),
        current: Type.Boolean(),
      }),
    ),
  },
  { $id: 'SessionList' },
)

export const AuditList = Type.Object(
  {
    events: Type.Array(
      Type.Object({
        id: Type.Integer(),
        at: Instant,
        action: Type.String(),
        target: Nullable(Type.String()),
        detail: Type.Record(Type.String(), Type.Unknown()),
        by: Nullable(Type.String()),
        ipAddress: Nullable(Type.String()),
      }),
    ),
  },
  { $id: 'AuditList' },
)

export type NewPersonInput = Static<typeof NewPersonBody>
export type PersonEditInput = Static<typeof PersonEditBody>
