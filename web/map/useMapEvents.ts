import { useQueryCache } from '@pinia/colada'
import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useServerEvents } from '#web/api-client/server-events.ts'
import type { ServerEvent } from '#web/api-client/wire.ts'
import { useSession } from '#web/app/session.store.ts'
import { showToast } from '#web/ui/toasts.ts'
import { useMap } from './useMap.ts'

/** Follows what others save: their place is drawn again, and what was read about it is read again. */
export function useMapEvents(): void {
  const { t } = useI18n()
  const { refresh } = useMap()
  const cache = useQueryCache()
  const session = useSession()
  const wasLost = ref(false)

  const { data, status } = useServerEvents()

  watch(data, (text) => {
    if (!text) return
    const event = JSON.parse(text) as ServerEvent
    if (event.type === 'notices') return
    refresh(event.bbox)
    // A query that is asked again while it runs is aborted; its next run is the one that counts.
    for (const key of [
      'summary',
      'batches',
      'targets',
      'feature',
      'history',
      'measure',
      'ledger',
      'snapping',
      'clock',
      'clocks',
    ])
      void cache.invalidateQueries({ key: [key] }).catch(() => undefined)
    if (event.by && event.by !== session.user?.name && event.by !== session.user?.username)
      showToast('notice', t('map.refreshed', { by: event.by }))
  })

  watch(status, (now) => {
    if (now === 'OPEN' && wasLost.value) {
      wasLost.value = false
      refresh()
    }
    if (now === 'CLOSED') wasLost.value = true
  })
}
