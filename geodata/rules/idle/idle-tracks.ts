import { foundationDoneOn, shortFoundation } from './foundations.ts'
import type { IdleFacts } from './idle-facts.ts'
import type { Because, IdleFactCode } from './idle-reasons.ts'
import { because, present } from './idle-reasons.ts'
import type { IdleRules } from './idle-rules.ts'
import { fractionOf } from './idle-rules.ts'
import { addYears } from '../periods.ts'
import { isBelow } from '../ratio.ts'

/**
 * Which clock the facts set going: towards land never started (令53 Art. 2, first sentence) or suspended (second
 * sentence), and from which day it counts. Without `base` none runs.
 */
export type Track = {
  towards: 'not_started' | 'suspended' | null
  base: string | null
  because: Because[]
}

const none = (...reasons: Because[]): Track => ({ towards: null, base: null, because: reasons })

const later = (a: string, b: string): string => (a > b ? a : b)

const lacksPermit = ({ permitOn }: IdleFacts, { startNeedsPermit }: IdleRules): boolean =>
  startNeedsPermit && permitOn === null

/**
 * 动工开发: under a construction permit, with as much of the foundation done as Art. 30 asks for. They have begun on the
 * latest of start, permit and the look that first found enough of the foundation after one had found too little.
 */
function worksBegunOn(facts: IdleFacts, rules: IdleRules): string | null {
  const { startedOn, permitOn } = facts
  if (startedOn === null || lacksPermit(facts, rules) || shortFoundation(facts, rules)) return null
  const days = [startedOn, rules.startNeedsPermit ? permitOn : null, foundationDoneOn(facts, rules)]
  return days.reduce<string>((last, day) => (day === null ? last : later(last, day)), startedOn)
}

function whyNotBegun(facts: IdleFacts, rules: IdleRules): Because[] {
  const { startedOn } = facts
  if (startedOn === null) return [because('order53_art30', 'no_works', 'not_started')]
  const short = shortFoundation(facts, rules)
  return [
    ...(lacksPermit(facts, rules)
      ? [because('order53_art30', 'works_without_permit', 'not_started', { startedOn })]
      : []),
    ...(short
      ? [because('order53_art30', 'foundation_not_done', 'not_started', present(short), 'foundationBelow')]
      : []),
  ]
}

/** From the agreed start that was set last, or counted from the handover where none was agreed (Art. 22). */
function trackNotStarted(facts: IdleFacts, rules: IdleRules): Track {
  const notBegun = whyNotBegun(facts, rules)
  const agreed = facts.agreedStarts.at(-1)
  if (agreed) {
    const { setOn, startOn, record } = agreed
    const values = present({ startOn, setOn, record, earlierStarts: facts.agreedStarts.length - 1 })
    return {
      towards: 'not_started',
      base: startOn,
      because: [because('order53_art2', 'agreed_start', 'clock_starts', values), ...notBegun],
    }
  }
  const { handoverOn } = facts
  if (handoverOn === null) return none(...notBegun, because('order53_art22', 'no_start_basis', 'no_clock'))
  const years = rules.startYearsAfterHandover
  const base = addYears(handoverOn, years)
  const values = { handoverOn, years, startOn: base }
  return {
    towards: 'not_started',
    base,
    because: [
      because('order53_art22', 'no_agreed_start', 'clock_starts', values, 'startYearsAfterHandover'),
      ...notBegun,
    ],
  }
}

type Share = 'below' | 'not_below' | 'unknown'

function shareOf(part: number | null, whole: number | null, limit: string): Share {
  if (part === null || whole === null || whole === 0) return 'unknown'
  return isBelow(part, whole, fractionOf(limit)) ? 'below' : 'not_below'
}

function judgeShares(facts: IdleFacts, rules: IdleRules): { isMet: boolean; because: Because[] } {
  const { developedM2, shouldDevelopM2, investedWan, totalInvestmentWan } = facts
  const { developedBelow, investedBelow, suspendedReading: reading } = rules
  const developed = shareOf(developedM2, shouldDevelopM2, developedBelow)
  const invested = shareOf(investedWan, totalInvestmentWan, investedBelow)
  const low = [developed, invested].filter((share) => share === 'below').length
  const isMet = low >= (reading === 'or' ? 1 : 2)
  const step = (fact: IdleFactCode, values: Parameters<typeof present>[0]) =>
    because(
      'order53_art2',
      fact,
      isMet ? 'condition_met' : 'condition_not_met',
      present({ ...values, reading }),
      'suspendedReading',
    )
  return {
    isMet,
    because: [
      step(`developed_share_${developed}`, { developedM2, shouldDevelopM2, limit: developedBelow }),
      step(`invested_share_${invested}`, { investedWan, totalInvestmentWan, limit: investedBelow }),
    ],
  }
}

/** Suspended works, where too little was built or invested. Art. 12 disposes of such land; no fee, no free recovery. */
function trackSuspended(facts: IdleFacts, rules: IdleRules, begunOn: string): Track {
  const begun = because(
    'order53_art30',
    'works_begun',
    'started',
    present({ begunOn, permitOn: facts.permitOn }),
  )
  const { suspendedOn, startedOn } = facts
  if (suspendedOn === null) return none(begun)
  if (startedOn !== null && suspendedOn < startedOn) {
    const values = { suspendedOn, startedOn }
    return none(
      begun,
      because('order53_art2', 'suspension_before_start', 'suspension_does_not_count', values),
    )
  }
  const shares = judgeShares(facts, rules)
  if (!shares.isMet) return none(begun, ...shares.because)
  const base = later(suspendedOn, begunOn)
  return {
    towards: 'suspended',
    base,
    because: [
      begun,
      ...shares.because,
      because('order53_art2', 'works_suspended', 'suspension_counts', { suspendedOn: base }),
      because('order53_art12', 'suspended_land', 'no_fee_no_recovery'),
    ],
  }
}

export function chooseTrack(facts: IdleFacts, rules: IdleRules): Track {
  const { endedOn, completedOn } = facts
  if (endedOn !== null) return none(because('order53_art2', 'right_ended', 'no_clock', { endedOn }))
  if (completedOn !== null)
    return none(because('order53_art2', 'works_completed', 'no_clock', { completedOn }))
  const begunOn = worksBegunOn(facts, rules)
  return begunOn === null ? trackNotStarted(facts, rules) : trackSuspended(facts, rules, begunOn)
}
