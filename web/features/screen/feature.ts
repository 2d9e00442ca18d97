import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/screen',
      name: 'screen',
      component: () => import('./ScreenPage.vue'),
      meta: { titleKey: 'screen.title', isAlone: true },
    },
  ],
}
