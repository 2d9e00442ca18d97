import type { Router } from 'vue-router'

/** Fetches the script of a page that is likely to be opened next, once the present one has nothing else to do. */
export function prefetchPage(router: Router, path: string): void {
  const fetchNow = () => {
    for (const { components } of router.resolve(path).matched) {
      const page = components?.['default']
      // A lazy page; without its script now, it is fetched again (or its failure told) when it is opened.
      if (typeof page === 'function') void (page as () => Promise<unknown>)().catch(() => undefined)
    }
  }
  if ('requestIdleCallback' in window) window.requestIdleCallback(fetchNow, { timeout: 2_000 })
  else setTimeout(fetchNow, 300)
}
