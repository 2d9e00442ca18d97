import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/overview',
      name: 'overview',
      component: () => import('./OverviewPage.vue'),
      meta: { titleKey: 'overview.title' },
    },
  ],
  navigation: [{ route: 'overview', labelKey: 'nav.remediation', icon: 'overview', order: 30 }],
  tabs: [{ section: 'remediation', route: 'overview', labelKey: 'nav.overview', order: 10 }],
}
