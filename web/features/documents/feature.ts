import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/office',
      name: 'office',
      component: () => import('./OfficePage.vue'),
      meta: { titleKey: 'documents.office.title', roles: ['administrator'] },
    },
  ],
  tabs: [
    {
      section: 'remediation',
      route: 'office',
      labelKey: 'nav.office',
      order: 95,
      roles: ['administrator'],
    },
  ],
}
