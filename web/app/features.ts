import { registerMapExtensions } from '#web/map/map-extension.ts'
import type { FeatureModule, NavigationEntry, SectionTab } from './feature-module.ts'

const found = import.meta.glob<{ feature: FeatureModule }>('../features/*/feature.ts', { eager: true })

/** Every feature of the application: a folder with a `feature.ts` is enough to take part. */
export const features: readonly FeatureModule[] = Object.values(found).map((module) => module.feature)

export const navigation: readonly NavigationEntry[] = features
  .flatMap((feature) => feature.navigation ?? [])
  .toSorted((a, b) => a.order - b.order)

export const tabs: readonly SectionTab[] = features
  .flatMap((feature) => feature.tabs ?? [])
  .toSorted((a, b) => a.order - b.order)

registerMapExtensions(features.flatMap(({ mapExtension }) => (mapExtension ? [mapExtension] : [])))
