import { useQueryCache } from '@pinia/colada'
import { useEventSource } from '@vueuse/core'
import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { addressOf } from '#web/api-client/client.ts'
import type { MapEvent } from '#web/api-client/wire.ts'
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

  const { data, status } = useEventSource(addressOf('/api/events'), ['map'] as const, {
    autoReconnect: { delay: 3000 },
  })

  watch(data, (text) => {
    if (!text) return
    const event = JSON.parse(text) as MapEvent
    refresh(event.bbox)
    // A query that is asked again while it runs is aborted; its next run is the one that counts.
    for (const key of ['summary', 'feature', 'history', 'measure', 'ledger', 'snapping', 'clock', 'clocks'])
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
