import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/account',
      name: 'account',
      component: () => import('./AccountPage.vue'),
      meta: { titleKey: 'account.title' },
    },
  ],
}
