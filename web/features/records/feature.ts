import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/records',
      name: 'records',
      component: () => import('./RecordsPage.vue'),
      meta: { titleKey: 'records.title' },
    },
    {
      path: '/records/:id(\\d+)',
      name: 'records-one',
      component: () => import('./RecordPage.vue'),
      meta: { titleKey: 'records.title' },
    },
  ],
  navigation: [{ route: 'records', labelKey: 'nav.records', icon: 'record', order: 50 }],
}
