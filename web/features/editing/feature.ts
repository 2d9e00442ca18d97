import type { FeatureModule } from '#web/app/feature-module.ts'

export const feature: FeatureModule = {
  routes: [],
  mapExtension: () => import('./extension.ts'),
}
