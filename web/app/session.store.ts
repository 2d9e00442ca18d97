import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, useZone } from '#web/api-client/client.ts'
import type { Session, ZoneDetails } from '#web/api-client/wire.ts'

export type Role = 'officer' | 'reviewer' | 'leader' | 'planner' | 'administrator'

/** Who is here, in which zone, and what they may do. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session>()
  const isLoaded = ref(false)
  const hasExpired = ref(false)

  const user = computed(() => session.value?.user ?? null)
  const zone = computed<ZoneDetails | null>(() => session.value?.zone ?? null)
  const zones = computed(() => session.value?.zones ?? [])
  const demo = computed(() => session.value?.demo ?? null)
  const basemap = computed(() => session.value?.basemap ?? null)
  const roles = computed<readonly string[]>(() => zone.value?.roles ?? [])

  const can = (permission: string): boolean => session.value?.permissions.includes(permission) ?? false
  const hasRole = (...wanted: readonly Role[]): boolean => wanted.some((role) => roles.value.includes(role))

  async function load(zoneSlug?: string): Promise<void> {
    if (zoneSlug !== undefined) useZone(zoneSlug)
    session.value = await api.get<Session>('/api/session')
    isLoaded.value = true
    if (user.value) hasExpired.value = false
    useZone(zone.value?.slug)
  }

  async function signIn(username: string, password: string): Promise<void> {
    useZone(undefined)
    await api.post('/api/auth/sign-in/username', { body: { username, password } })
    await load()
  }

  async function signOut(): Promise<void> {
    await api.post('/api/auth/sign-out', { body: {} })
    forget()
    await load()
  }

  /** The server no longer knows us: keep the demonstration accounts for the sign-in page, drop the rest. */
  function forget(): void {
    useZone(undefined)
    if (!session.value) return
    const { demo } = session.value
    session.value = { user: null, zones: [], zone: null, permissions: [], demo, basemap: null }
  }

  function expire(): void {
    if (!user.value) return
    hasExpired.value = true
    forget()
  }

  return {
    isLoaded,
    hasExpired,
    user,
    zone,
    zones,
    roles,
    demo,
    basemap,
    can,
    hasRole,
    load,
    signIn,
    signOut,
    expire,
  }
})
