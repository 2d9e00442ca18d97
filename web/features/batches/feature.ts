import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/batches',
      name: 'batches',
      component: () => import('./BatchesPage.vue'),
      meta: { titleKey: 'batches.title' },
    },
    {
      path: '/remediation/batches/:id(\\d+)',
      name: 'batches-batch',
      component: () => import('./BatchPage.vue'),
      meta: { titleKey: 'batches.one' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'batches', labelKey: 'batches.tab', order: 20 }],
}
