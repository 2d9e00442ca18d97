import { useQuery } from '@pinia/colada'
import { api } from '#web/api-client/client.ts'
import type { ClockRules, ParcelClock } from './clock-wire.ts'

/** The clocks of a parcel's supplies on a day; without one, today where the zone lies. */
export const useParcelClock = (parcelId: () => number, on: () => string | undefined) =>
  useQuery({
    key: () => ['clock', String(parcelId()), on() ?? 'today'],
    query: ({ signal }) =>
      api.get<ParcelClock>(`/api/parcels/${parcelId()}/clock`, { query: { on: on() }, signal }),
  })

/** The rules in force today; their `on` is the day that the zone has now. */
export const useClockRules = () =>
  useQuery({
    key: ['clock-rules'],
    query: ({ signal }) => api.get<ClockRules>('/api/clock-rules', { signal }),
  })
