import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/claims',
      name: 'claims',
      component: () => import('./ClaimsPage.vue'),
      meta: { titleKey: 'claims.title' },
    },
    {
      path: '/remediation/claims/:id(\\d+)',
      name: 'claims-one',
      component: () => import('./ClaimPage.vue'),
      meta: { titleKey: 'claims.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'claims', labelKey: 'claims.tab', order: 45 }],
}
