import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/reports',
      name: 'reports',
      component: () => import('./ReportsPage.vue'),
      meta: { titleKey: 'reports.title' },
    },
    {
      path: '/reports/:id(\\d+)',
      name: 'reports-one',
      component: () => import('./ReportPage.vue'),
      meta: { titleKey: 'reports.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'reports', labelKey: 'reports.tab', order: 80 }],
}
