import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [
    {
      path: '/remediation/problems',
      name: 'problems',
      component: () => import('./RegisterPage.vue'),
      meta: { titleKey: 'register.title' },
    },
    {
      path: '/remediation/problems/:id(\\d+)',
      name: 'problems-one',
      component: () => import('./ProblemPage.vue'),
      meta: { titleKey: 'register.title' },
    },
  ],
  tabs: [{ section: 'remediation', route: 'problems', labelKey: 'register.tab', order: 55 }],
}
