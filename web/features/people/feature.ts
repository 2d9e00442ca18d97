import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/people',
      name: 'people',
      component: () => import('./PeoplePage.vue'),
      meta: { titleKey: 'people.title', roles: ['administrator'] },
    },
  ],
  navigation: [
    { route: 'people', labelKey: 'nav.people', icon: 'people', order: 60, roles: ['administrator'] },
  ],
}
