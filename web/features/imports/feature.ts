import type { FeatureModule } from '#web/app/feature-module.ts'
import type { Role } from '#web/app/session.store.ts'

const roles: readonly Role[] = ['officer', 'administrator']

export const feature: FeatureModule = {
  routes: [
    {
      path: '/imports',
      name: 'imports',
      component: () => import('./ImportsPage.vue'),
      meta: { titleKey: 'imports.title', roles },
    },
    {
      path: '/imports/layers',
      name: 'imports-layers',
      component: () => import('./LayersPage.vue'),
      meta: { titleKey: 'imports.layers.title', roles },
    },
    {
      path: '/imports/:id(\\d+)',
      name: 'imports-one',
      component: () => import('./ImportPage.vue'),
      meta: { titleKey: 'imports.title', roles },
    },
  ],
  navigation: [{ route: 'imports', labelKey: 'nav.imports', icon: 'import', order: 40, roles }],
}
