import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/map',
      name: 'map',
      component: () => import('./MapPage.vue'),
      meta: { titleKey: 'map.title', isFullBleed: true },
    },
  ],
  navigation: [{ route: 'map', labelKey: 'nav.map', icon: 'map', order: 10 }],
}
