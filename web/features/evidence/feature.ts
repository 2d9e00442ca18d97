import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/evidence',
      name: 'evidence-freshness',
      component: () => import('./FreshnessPage.vue'),
      meta: { titleKey: 'evidence.fresh.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'evidence-freshness', labelKey: 'evidence.title', order: 70 }],
}
