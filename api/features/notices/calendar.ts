import type { Zone } from '#api/http/access.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { matterPath } from '#geodata/rules/watch/matter-path.ts'
import type { CalendarMatter } from './preference.queries.ts'
import type { Language } from './notice-words.ts'
import { sentenceOf, wordsOf } from './notice-words.ts'

/** Calendars ask so often at most. */
const refreshSeconds = 3_600
/** Nine in the morning of the day before: the event begins at midnight. */
const alarmSecondsBefore = 15 * 3_600

type Asked = { zone: Zone; language: Language; today: string; publicUrl: string | null }

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

/**
 * The deadlines as an iCalendar (RFC 5545): whole days, which belong to no time zone. The UID of a matter never
 * changes and its SEQUENCE counts how often it moved, so a calendar moves the event it has.
 */
export async function writeCalendar(matters: readonly CalendarMatter[], asked: Asked): Promise<string> {
  const { default: ical, ICalAlarmType } = await import('ical-generator')
  const { zone, language, today, publicUrl } = asked
  const words = wordsOf(language)
  const calendar = ical({
    name: words.calendar(language === 'en' ? zone.nameEn : zone.nameZh),
    prodId: { company: 'Mujie', product: 'Mujie', language: language === 'en' ? 'EN' : 'ZH' },
    // Without a time zone of its own: whole days belong to none, and instants are written in UTC (RFC 5545).
    ttl: refreshSeconds,
  })
  for (const matter of matters) {
    const { key, dueOn, sequence, changedAt } = matter
    const sentence = sentenceOf(language, matter)
    const isOverdue = dueOn < today
    const overdue =
      language === 'en' ? `[${words.severities['overdue']}] ` : `【${words.severities['overdue']}】`
    const link = publicUrl && `${publicUrl}${matterPath(matter)}?zone=${encodeURIComponent(zone.slug)}`
    const event = calendar.createEvent({
      id: `${key.replaceAll(':', '-')}@${zone.slug}.mujie`,
      sequence,
      start: midnight(dueOn),
      end: midnight(addDays(dueOn, 1)),
      allDay: true,
      stamp: new Date(changedAt),
      lastModified: new Date(changedAt),
      summary: `${isOverdue ? overdue : ''}${sentence}`,
      ...(link && { url: link, description: link }),
    })
    if (!isOverdue)
      event.createAlarm({
        type: ICalAlarmType.display,
        triggerBefore: alarmSecondsBefore,
        description: sentence,
      })
  }
  return calendar.toString()
}
