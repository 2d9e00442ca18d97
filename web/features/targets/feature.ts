import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/targets',
      name: 'targets',
      component: () => import('./TargetsPage.vue'),
      meta: { titleKey: 'targets.title' },
    },
    {
      path: '/remediation/targets/:id(\\d+)',
      name: 'targets-target',
      component: () => import('./TargetPage.vue'),
      meta: { titleKey: 'targets.one' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'targets', labelKey: 'targets.tab', order: 40 }],
}
