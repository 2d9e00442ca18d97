import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/people',
      name: 'responsibility',
      component: () => import('./ResponsibilityPage.vue'),
      meta: { titleKey: 'responsibility.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'responsibility', labelKey: 'responsibility.tab', order: 50 }],
}
