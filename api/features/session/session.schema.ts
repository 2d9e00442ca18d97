import { Type } from 'typebox'
import { roles } from '#api/http/access.ts'

const RoleList = Type.Array(Type.Union(roles.map((role) => Type.Literal(role))))

const SessionZone = Type.Object({
  slug: Type.String(),
  nameZh: Type.String(),
  nameEn: Type.String(),
  isDemo: Type.Boolean(),
  roles: RoleList,
})

/** What the page needs to know before it draws anything: who is here, in which zone, and what they may do. */
export const Session = Type.Object(
  {
    user: Type.Union([
      Type.Null(),
      Type.Object({
        id: Type.String(),
        username: Type.String(),
        name: Type.String(),
        language: Type.Union([Type.String(), Type.Null()]),
      }),
    ]),
    zones: Type.Array(SessionZone),
    zone: Type.Union([
      Type.Null(),
      Type.Object({
        slug: Type.String(),
        nameZh: Type.String(),
        nameEn: Type.String(),
        isDemo: Type.Boolean(),
        planarSrid: Type.Integer(),
        extent: Type.Union([Type.Null(), Type.Array(Type.Number(), { minItems: 4, maxItems: 4 })]),
        today: Type.String({ format: 'date' }),
        roles: RoleList,
      }),
    ]),
    permissions: Type.Array(Type.String()),
    demo: Type.Union([
      Type.Null(),
      Type.Object({
        password: Type.String(),
        accounts: Type.Array(
          Type.Object({ username: Type.String(), name: Type.String(), role: Type.String() }),
        ),
      }),
    ]),
    basemap: Type.Union([
      Type.Null(),
      Type.Object({
        tiles: Type.Array(Type.String()),
        maxZoom: Type.Integer(),
        archive: Type.Union([Type.Null(), Type.String()]),
        attribution: Type.Union([Type.Null(), Type.String()]),
      }),
    ]),
  },
  { $id: 'Session' },
)
