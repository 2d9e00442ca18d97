import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/ledger/:collection?',
      name: 'ledger',
      component: () => import('./LedgerPage.vue'),
      meta: { titleKey: 'ledger.title', isFullBleed: true },
    },
  ],
  navigation: [{ route: 'ledger', labelKey: 'nav.ledger', icon: 'ledger', order: 20 }],
}
