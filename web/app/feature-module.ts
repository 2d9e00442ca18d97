import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { IconName } from '#web/ui/icons.ts'
import type { MapExtension } from '#web/map/map-extension.ts'
import type { Role } from './session.store.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Catalogue key of the page's title. */
    titleKey?: string
    /** Open without signing in. */
    isPublic?: boolean
    /** Only for these roles; everybody in the zone otherwise. */
    roles?: readonly Role[]
    /** The page fills the window itself and does not scroll (the map). */
    isFullBleed?: boolean
    /** The page stands alone, without rail and bars (the big screen). */
    isAlone?: boolean
  }
}

export type NavigationEntry = {
  /** Name of the route it opens. */
  route: string
  labelKey: string
  icon: IconName
  /** Place in the rail; the map is 10, the ledger 20, … */
  order: number
  roles?: readonly Role[]
}

/** A page among others of one section: the section has one entry in the rail, its pages are tabs above the page. */
export type SectionTab = {
  section: 'remediation'
  /** Name of the route it opens; routes named `<route>-…` belong to it as well. */
  route: string
  labelKey: string
  order: number
  roles?: readonly Role[]
}

/**
 * What a feature adds to the shell. Each folder under `web/features` exports one as `feature` from its
 * `feature.ts`; pages are imported lazily inside `routes`.
 */
export type FeatureModule = {
  routes: RouteRecordRaw[]
  navigation?: NavigationEntry[]
  tabs?: SectionTab[]
  /** Loaded together with the map page. */
  mapExtension?: () => Promise<{ extension: MapExtension }>
  /** Mounted once in the shell, above every page (dialogs that any page may open). */
  shellPart?: () => Promise<{ default: Component }>
}
