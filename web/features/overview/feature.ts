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
  navigation: [{ route: 'overview', labelKey: 'nav.overview', icon: 'overview', order: 30 }],
}
