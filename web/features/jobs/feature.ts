import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/jobs',
      name: 'jobs',
      component: () => import('./JobsPage.vue'),
      meta: { titleKey: 'jobs.title' },
    },
  ],
}
