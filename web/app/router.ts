import type { Router, RouteLocationNormalized, RouteRecordRaw } from 'vue-router'
import { createRouter, createWebHistory } from 'vue-router'
import { features } from './features.ts'
import type { useSession } from './session.store.ts'

type SessionStore = ReturnType<typeof useSession>

const ownRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: () => import('./StartPage.vue') },
  {
    path: '/no-permission',
    name: 'no-permission',
    component: () => import('./NoPermissionPage.vue'),
    meta: { titleKey: 'page.no_permission_title' },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./NotFoundPage.vue'),
    meta: { titleKey: 'page.not_found_title', isPublic: true },
  },
]

async function ensureLoaded(session: SessionStore, to: RouteLocationNormalized): Promise<void> {
  const zone = to.query['zone']
  if (!session.isLoaded) await session.load(typeof zone === 'string' ? zone : undefined)
}

/** Where a person is sent instead, or true to let them in. */
function admission(session: SessionStore, to: RouteLocationNormalized) {
  if (to.meta.isPublic) return true
  if (!session.user) return { name: 'sign-in', query: { next: to.fullPath } }
  if (to.meta.roles && !session.hasRole(...to.meta.roles))
    return { name: 'no-permission', query: { roles: to.meta.roles.join(',') }, replace: true }
  return true
}

export function createAppRouter(session: SessionStore): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [...features.flatMap((feature) => feature.routes), ...ownRoutes],
  })
  router.beforeEach(async (to) => {
    // A server that does not answer shows on the page itself, with a way to try again.
    await ensureLoaded(session, to).catch(() => undefined)
    return session.isLoaded ? admission(session, to) : true
  })
  return router
}
