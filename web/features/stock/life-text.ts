import { m2ToMu } from '#geodata/geometry/units.ts'
import { formatMu, formatPercent, formatShort, signOf } from '#web/i18n/format.ts'
import type { IconName } from '#web/ui/icons.ts'
import type { LifeEvent } from './stock-wire.ts'

/** What the catalogue says; a test gives one of its own. */
export type LifeWords = {
  t(key: string, values?: Record<string, unknown>): string
  code(collection: string, field: string, code: string): string
  movement(kind: string, movement: string): string
  step(step: string): string
}

type Values = LifeEvent['values']
const text = (value: Values[string] | undefined): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value)
const number = (value: Values[string] | undefined): number | undefined =>
  value === null || value === undefined || value === '' ? undefined : Number(value)

/** Groups of events by what they are about: each has its sign, so that a life can be read at a glance. */
const looks: Record<string, { icon: IconName; tone: 'land' | 'supply' | 'works' | 'remedy' | 'quiet' }> = {
  approved: { icon: 'record', tone: 'land' },
  parcel_drawn: { icon: 'area', tone: 'land' },
  parcel_changed: { icon: 'pencil', tone: 'land' },
  responsible: { icon: 'people', tone: 'quiet' },
  supply_signed: { icon: 'record', tone: 'supply' },
  standard_agreed: { icon: 'record', tone: 'supply' },
  start_agreed: { icon: 'clock', tone: 'supply' },
  handed_over: { icon: 'key', tone: 'supply' },
  supply_ended: { icon: 'close', tone: 'supply' },
  permitted: { icon: 'check', tone: 'works' },
  works_started: { icon: 'play', tone: 'works' },
  works_suspended: { icon: 'pause', tone: 'works' },
  works_completed: { icon: 'check', tone: 'works' },
  observed: { icon: 'eye', tone: 'works' },
  pause_began: { icon: 'pause', tone: 'quiet' },
  pause_ended: { icon: 'play', tone: 'quiet' },
  encumbrance_began: { icon: 'key', tone: 'quiet' },
  encumbrance_ended: { icon: 'check', tone: 'quiet' },
  remediation_found: { icon: 'warning', tone: 'remedy' },
  remediation_begun: { icon: 'rules', tone: 'remedy' },
  remediation_filed: { icon: 'record', tone: 'remedy' },
  remediation_disposed: { icon: 'check', tone: 'remedy' },
  case_step: { icon: 'rules', tone: 'remedy' },
  evidence: { icon: 'eye', tone: 'quiet' },
  movement: { icon: 'ledger', tone: 'quiet' },
}
export const lookOf = (event: string): { icon: IconName; tone: string } =>
  looks[event] ?? { icon: 'info', tone: 'quiet' }

export function lifeTitle({ event, values }: LifeEvent, words: LifeWords): string {
  if (event === 'movement')
    return words.t('stock.life.moved', {
      kind: words.t(`stock.kind.${values['kind']}`),
      movement: words.movement(String(values['kind']), String(values['movement'])),
    })
  if (event === 'case_step') return words.step(String(values['step']))
  return words.t(`stock.life.events.${event}`)
}

function area(value: number | undefined, words: LifeWords): string | undefined {
  return value === undefined ? undefined : `${formatMu(value)} ${words.t('units.mu')}`
}
function share(part: number | undefined, whole: number | undefined): string | undefined {
  return part === undefined || !whole ? undefined : formatPercent(part / whole, 1)
}

type Teller = (values: Values, words: LifeWords) => (string | undefined)[]
const coded = (words: LifeWords, collection: string, field: string, value: Values[string] | undefined) => {
  const code = text(value)
  return code === undefined ? undefined : words.code(collection, field, code)
}
const named = (words: LifeWords, key: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : words.t(`stock.life.${key}`, { value })

const remedy: Teller = (values, words) => [
  words.t(`stock.kind.${values['kind']}`),
  area(number(values['areaM2']), words),
  coded(words, 'remediations', 'cause', values['cause']),
  coded(words, 'remediations', 'path', values['path']),
  named(words, 'due', text(values['dueOn'])),
]
const encumbrance: Teller = (values, words) => [
  coded(words, 'encumbrances', 'kind', values['kind']),
  text(values['party']),
]
const tellers: Record<string, Teller> = {
  approved: (values, words) => [
    text(values['code']),
    text(values['name']),
    area(number(values['areaM2']), words),
  ],
  parcel_drawn: (values, words) => [text(values['code']), area(number(values['areaM2']), words)],
  parcel_changed: (values, words) => [text(values['code']), area(number(values['areaM2']), words)],
  responsible: (values, words) => [words.t(`stock.step.${values['role']}`), text(values['name'])],
  supply_signed: (values, words) => [
    coded(words, 'supplies', 'mode', values['mode']),
    area(number(values['areaM2']), words),
    text(values['holder']),
    named(
      words,
      'price',
      values['priceWan'] === null ? undefined : formatShort(number(values['priceWan']), 4),
    ),
  ],
  start_agreed: (values, words) => [
    named(words, 'start_on', text(values['startOn'])),
    named(words, 'completion_on', text(values['completionOn'])),
    coded(words, 'supply-starts', 'cause', values['cause']),
  ],
  observed: (values, words) => [
    named(words, 'developed', share(number(values['developedM2']), number(values['shouldDevelopM2']))),
    named(words, 'invested', share(number(values['investedWan']), number(values['totalInvestmentWan']))),
  ],
  pause_began: (values, words) => [
    coded(words, 'pauses', 'cause', values['cause']),
    named(words, 'until', text(values['to'])),
  ],
  pause_ended: (values, words) => [coded(words, 'pauses', 'cause', values['cause'])],
  encumbrance_began: encumbrance,
  encumbrance_ended: encumbrance,
  remediation_found: remedy,
  remediation_begun: remedy,
  remediation_filed: remedy,
  remediation_disposed: remedy,
  case_step: (values, words) => [
    named(words, 'case', text(values['number'])),
    named(words, 'due', text(values['dueOn'])),
    text(values['note']),
  ],
  evidence: (values) => [text(values['name'])],
  movement: (values, words) => {
    const moved = number(values['areaM2']) ?? 0
    return [
      moved === 0 ? undefined : `${signOf(m2ToMu(moved))}${area(Math.abs(moved), words)}`,
      named(words, 'level', area(number(values['levelM2']), words)),
    ]
  },
}

/** What is known of an event beside its day, as short parts; what is not known is left out. */
export const lifeDetails = ({ event, values }: LifeEvent, words: LifeWords): string =>
  (tellers[event]?.(values, words) ?? []).filter((part) => part !== undefined).join(' · ')

/** The life by years, the last year first and within it the last day first. */
export function lifeByYear<Event extends { on: string }>(
  events: readonly Event[],
): { year: string; events: Event[] }[] {
  const years = new Map<string, Event[]>()
  for (const event of events.toReversed()) {
    const year = event.on.slice(0, 4)
    years.set(year, [...(years.get(year) ?? []), event])
  }
  return [...years].map(([year, own]) => ({ year, events: own }))
}
