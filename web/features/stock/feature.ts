import type { FeatureModule } from '#web/app/feature-module.ts'
import type { StockKind } from './stock-kinds.ts'

const drill = (kind: StockKind) => ({
  path: `/remediation/${kind}`,
  name: `stock-${kind}`,
  component: () => import('./StockPage.vue'),
  props: { kind },
  meta: { titleKey: `stock.kind.${kind}` },
})

export const feature: FeatureModule = {
  routes: [
    drill('unsupplied'),
    drill('idle'),
    {
      path: '/remediation/account',
      name: 'stock-account',
      component: () => import('./AccountPage.vue'),
      meta: { titleKey: 'stock.account.title' },
    },
    {
      path: '/remediation/parcels/:id(\\d+)',
      name: 'overview-parcel',
      component: () => import('./LifePage.vue'),
      meta: { titleKey: 'stock.life.title' },
    },
    {
      path: '/remediation/supervision',
      name: 'stock-supervision',
      component: () => import('./SupervisionPage.vue'),
      meta: { titleKey: 'stock.supervision.title' },
    },
  ],
  tabs: [
    { section: 'remediation', route: 'stock-unsupplied', labelKey: 'stock.kind.unsupplied', order: 12 },
    { section: 'remediation', route: 'stock-idle', labelKey: 'stock.kind.idle', order: 14 },
    { section: 'remediation', route: 'stock-account', labelKey: 'stock.account.tab', order: 16 },
    { section: 'remediation', route: 'stock-supervision', labelKey: 'stock.supervision.tab', order: 52 },
  ],
}
