import { useI18n } from 'vue-i18n'
import { formatDate, formatNumber } from '#web/i18n/format.ts'
import type { CaseDeadline } from './case-wire.ts'
import { useCaseWords } from './useCaseWords.ts'

type Account = NonNullable<CaseDeadline['account']>
type SpecialDay = Account['special'][number]
type Period = NonNullable<Account['period']>

/** `2026-02-15` and what follows it, as few words as possible. */
const daysText = (days: readonly SpecialDay[]): string => days.map(({ on }) => formatDate(on)).join('、')

/** How a deadline was counted, in lines that a person can check. */
export function useDeadlineText() {
  const { t, locale } = useI18n()
  const { stepName } = useCaseWords()

  /** The source names festivals in both languages: `Spring Festival,春节,4`. */
  const festivalName = (festival: string | null): string => {
    const [english = '', chinese = ''] = (festival ?? '').split(',')
    return locale.value === 'en' ? english : chinese
  }
  const periodText = ({ count, unit }: Period): string =>
    t(`cases.periods.${unit}`, { n: formatNumber(count) }, count)

  function skippedText(special: readonly SpecialDay[]): string[] {
    const rest = special.filter(({ kind }) => kind !== 'made_up')
    if (rest.length === 0) return []
    const weekends = rest.filter(({ kind }) => kind === 'weekend').length
    const names = [...new Set(rest.flatMap(({ kind, festival }) => (kind === 'festival' ? [festival] : [])))]
    const parts = names.map((name) => {
      const n = rest.filter(({ kind, festival }) => kind === 'festival' && festival === name).length
      return t('cases.deadline.festival', { name: festivalName(name), n }, n)
    })
    if (weekends > 0) parts.push(t('cases.deadline.weekends', { n: weekends }, weekends))
    return [
      t(
        'cases.deadline.skipped',
        { n: rest.length, list: parts.join(t('cases.phrases.comma')) },
        rest.length,
      ),
    ]
  }

  function madeUpText(special: readonly SpecialDay[]): string[] {
    const days = special.filter(({ kind }) => kind === 'made_up')
    return days.length === 0
      ? []
      : [t('cases.deadline.made_up', { n: days.length, list: daysText(days) }, days.length)]
  }

  function originText({ rule, account, after }: CaseDeadline): string[] {
    if (!account) return []
    const lines = [t('cases.deadline.set_by', { step: stepName(account.by.step) })]
    if (after !== null) lines.push(t('cases.deadline.after', { date: formatDate(after) }))
    if (account.period)
      lines.push(
        t('cases.deadline.counted', { from: formatDate(account.from), period: periodText(account.period) }),
      )
    else if (rule === null) lines.push(t('cases.deadline.agreed'))
    return lines
  }

  function accountLines(deadline: CaseDeadline): string[] {
    const { on, endsOn, isCertain, account } = deadline
    const special = account?.special ?? []
    return [
      ...originText(deadline),
      ...(endsOn === on ? [] : [t('cases.deadline.ends_on', { date: formatDate(endsOn) })]),
      ...skippedText(special),
      ...madeUpText(special),
      t(isCertain ? 'cases.deadline.certain' : 'cases.deadline.uncertain'),
    ]
  }

  /** Whether calendar or working days were counted. */
  function dayKind({ account }: CaseDeadline): string {
    const unit = account?.period?.unit
    if (!unit) return ''
    return t(unit === 'working_day' ? 'cases.deadline.working_days' : 'cases.deadline.calendar_days')
  }
  return { accountLines, dayKind }
}
