import type { FeatureModule } from '#web/app/feature-module.ts'

/** Everybody reads the rules, by links from the clocks; who keeps them finds them in the rail. */
export const feature: FeatureModule = {
  routes: [
    {
      path: '/rules',
      name: 'rules',
      component: () => import('./RulesPage.vue'),
      meta: { titleKey: 'rules.title' },
    },
  ],
  navigation: [
    {
      route: 'rules',
      labelKey: 'nav.rules',
      icon: 'rules',
      order: 55,
      roles: ['reviewer', 'administrator'],
    },
  ],
}
