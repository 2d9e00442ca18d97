import type { Component } from 'vue'
import type { IconName } from '#web/ui/icons.ts'

/** A button in the tool bar; the map's `toolId` tells which one is in hand. */
export type MapToolButton = {
  id: string
  labelKey: string
  icon: IconName
  /** One letter that takes the tool in hand. */
  key: string
  /** Shown only where this permission is held. */
  permission?: string
}

/**
 * What another room adds to the map page. Components find the map with `useMap()`; pointer and key events
 * reach the tool in hand through `usePointerEvents`.
 */
export type MapExtension = {
  tools?: readonly MapToolButton[]
  /** Renderless, mounted inside the map canvas: sources, layers, event handlers. */
  layers?: Component
  /** At the end of the tool bar (undo, redo …). */
  toolbar?: Component
  /** In the foot of the inspector. Gets `details: FeatureDetails`. */
  inspectorActions?: Component
  /** Under each version in the history. Gets `version: FeatureVersion`, `isNewest`. */
  historyActions?: Component
  /** In the foot of the inspector while several features are selected. Gets `selected: FeatureKey[]`. */
  selectionActions?: Component
  /** Takes the place of the inspector while one of the extension's tools is in hand. */
  panel?: Component
}

type ExtensionLoader = () => Promise<{ extension: MapExtension }>
const loaders: ExtensionLoader[] = []

/** Called by the shell for every feature that adds to the map page, before the page opens. */
export function registerMapExtensions(extensions: readonly ExtensionLoader[]): void {
  loaders.push(...extensions)
}

/** Everything other rooms add to the map page. */
export const loadMapExtensions = (): Promise<MapExtension[]> =>
  Promise.all(loaders.map(async (load) => (await load()).extension))
