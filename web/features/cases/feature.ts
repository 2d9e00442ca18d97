import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/cases',
      name: 'cases',
      component: () => import('./CasesPage.vue'),
      meta: { titleKey: 'cases.title' },
    },
    {
      path: '/cases/new',
      name: 'cases-new',
      component: () => import('./NewCasePage.vue'),
      meta: { titleKey: 'cases.new.title', roles: ['officer', 'administrator'] },
    },
    {
      path: '/cases/:id(\\d+)',
      name: 'cases-case',
      component: () => import('./CasePage.vue'),
      props: (route) => ({ id: Number(route.params['id']) }),
      meta: { titleKey: 'cases.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'cases', labelKey: 'nav.cases', order: 30 }],
}
