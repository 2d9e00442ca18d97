import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/watch',
      name: 'watch',
      component: () => import('./WatchPage.vue'),
      meta: { titleKey: 'watch.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'watch', labelKey: 'nav.watch', order: 60 }],
}
