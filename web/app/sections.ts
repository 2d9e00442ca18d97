import type { SectionTab } from './feature-module.ts'

type RouteName = string | symbol | null | undefined

/** Whether a route is `name` or one below it, `name-…`. */
export const isOfRoute = (route: RouteName, name: string): boolean =>
  route === name || String(route ?? '').startsWith(`${name}-`)

/** The section that a route belongs to. */
export const sectionOf = (tabs: readonly SectionTab[], route: RouteName): SectionTab['section'] | undefined =>
  tabs.find((tab) => isOfRoute(route, tab.route))?.section
