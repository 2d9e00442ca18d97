import type { Article } from '#geodata/rules/idle/idle-reasons.ts'

/**
 * Cases of the idle-land clock, worked out by hand from 令53 and the Civil Code. Columns: what happens, the article
 * that decides, the facts, the asked day, the kind, the anniversaries `idle fee recovery` and the days run and paused.
 */
export type GoldenCase = readonly [
  name: string,
  article: Article,
  facts: Readonly<Record<string, unknown>>,
  on: string,
  kind: 'none' | 'not_started' | 'suspended',
  dates: string,
  daysRun: number,
  daysPaused: number,
]

const start = (startOn: string, setOn = '2009-03-01', record = 'C-1') => ({ setOn, startOn, record })
const agreed = (startOn: string) => ({ agreedStarts: [start(startOn)] })
const pause = (from: string, to: string | null, cause = 'g2') => ({ from, to, cause })

/** Agreed start 1 March 2023: one year is full on 2024-03-01 (366 days), two on 2025-03-01 (731 days). */
const march = (...pauses: ReturnType<typeof pause>[]) => ({ ...agreed('2023-03-01'), pauses })
const marchDates = '2024-03-01 2024-03-01 2025-03-01'
const noDates = '- - -'

const threeExtensions = [
  start('2019-01-10', '2018-01-10'),
  start('2020-06-30', '2019-12-20', 'E-1'),
  start('2021-12-31', '2021-06-15', 'E-2'),
  start('2023-06-30', '2022-12-20', 'E-3'),
]

const works = { permitOn: '2021-02-01', startedOn: '2021-03-01' }
/** Stopped on 15 May 2023: a year is full on 2024-05-15 (366 days). */
const stopped = (developedM2: unknown, investedWan: unknown, more: object = {}) => ({
  ...works,
  suspendedOn: '2023-05-15',
  developedM2,
  shouldDevelopM2: 9000,
  investedWan,
  totalInvestmentWan: 1000,
  ...more,
})

// prettier-ignore
const notStarted: GoldenCase[] = [
  ['the day before the year is full', 'order53_art2', march(), '2024-02-29', 'none', marchDates, 365, 0],
  ['the anniversary of the agreed start', 'order53_art2', march(), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['in the second year the fee is due', 'order53_art14_1', march(), '2024-12-31', 'not_started', marchDates, 671, 0],
  ['the day before free recovery', 'order53_art14_2', march(), '2025-02-28', 'not_started', marchDates, 730, 0],
  ['free recovery exactly on the anniversary', 'order53_art14_2', march(), '2025-03-01', 'not_started', marchDates, 731, 0],
  ['cautious practice: not yet on the anniversary', 'order53_art2', { ...march(), rules: { holdsFrom: 'day_after' } }, '2024-03-01', 'none', marchDates, 366, 0],
  ['cautious practice: on the day after', 'order53_art2', { ...march(), rules: { holdsFrom: 'day_after' } }, '2024-03-02', 'not_started', marchDates, 367, 0],
  ['on the agreed day itself nothing has run', 'order53_art2', march(), '2023-03-01', 'none', marchDates, 0, 0],
  ['before the agreed day nothing runs', 'order53_art2', march(), '2022-11-22', 'none', marchDates, 0, 0],
  ['leap day: the year ends with February', 'civil_code_art202', agreed('2024-02-29'), '2025-02-28', 'not_started', '2025-02-28 2025-02-28 2026-02-28', 365, 0],
  ['leap day: the day before', 'civil_code_art202', agreed('2024-02-29'), '2025-02-27', 'none', '2025-02-28 2025-02-28 2026-02-28', 364, 0],
  ['28 February corresponds to 28 February in a leap year', 'order53_art2', agreed('2023-02-28'), '2024-02-28', 'not_started', '2024-02-28 2024-02-28 2025-02-28', 365, 0],
  ['a clock that still runs knows its days', 'order53_art14_2', agreed('2026-02-28'), '2026-11-22', 'none', '2027-02-28 2027-02-28 2028-02-28', 267, 0],
  ['no fact at all', 'order53_art22', {}, '2026-11-22', 'none', noDates, 0, 0],
  ['the order counts from its first day, for older contracts too', 'order53_art2', agreed('2010-01-01'), '2012-07-01', 'not_started', '2011-01-01 2011-01-01 2012-01-01', 912, 0],
  ['before the order there is no rule', 'order53_art2', agreed('2010-01-01'), '2012-06-30', 'none', noDates, 0, 0],
]

const handedOver = { handoverOn: '2021-05-10' }
const handoverDates = '2023-05-10 2023-05-10 2024-05-10'

// prettier-ignore
const noAgreedDate: GoldenCase[] = [
  ['handover + 1 year is the start: nothing has run', 'order53_art22', handedOver, '2022-05-10', 'none', handoverDates, 0, 0],
  ['the day before handover + 2 years', 'order53_art22', handedOver, '2023-05-09', 'none', handoverDates, 364, 0],
  ['handover + 2 years is idle', 'order53_art22', handedOver, '2023-05-10', 'not_started', handoverDates, 365, 0],
  ['handover + 3 years may be recovered', 'order53_art14_2', handedOver, '2024-05-10', 'not_started', handoverDates, 731, 0],
  ['handed over on a leap day', 'order53_art22', { handoverOn: '2020-02-29' }, '2022-02-28', 'not_started', '2022-02-28 2022-02-28 2023-02-28', 365, 0],
  ['another reading: the handover is the start', 'order53_art22', { ...handedOver, rules: { startYearsAfterHandover: 0 } }, '2022-05-10', 'not_started', '2022-05-10 2022-05-10 2023-05-10', 365, 0],
  ['an agreed date goes before the handover', 'order53_art2', { ...handedOver, ...agreed('2022-01-15') }, '2023-01-15', 'not_started', '2023-01-15 2023-01-15 2024-01-15', 365, 0],
  ['a handover after the asked day does not count', 'order53_art22', handedOver, '2021-05-09', 'none', noDates, 0, 0],
]

// prettier-ignore
const begun: GoldenCase[] = [
  ['works under a permit end the clock', 'order53_art30', { ...march(), permitOn: '2023-05-01', startedOn: '2023-06-01' }, '2026-11-22', 'none', noDates, 0, 0],
  ['a start after the asked day does not count', 'order53_art30', { ...march(), permitOn: '2023-05-01', startedOn: '2024-08-01' }, '2024-07-31', 'not_started', marchDates, 518, 0],
  ['a late start ends idleness on its day', 'order53_art30', { ...march(), permitOn: '2023-05-01', startedOn: '2024-08-01' }, '2024-08-01', 'none', noDates, 0, 0],
  ['works without a permit are no start', 'order53_art30', { ...march(), startedOn: '2023-06-01' }, '2024-03-01', 'not_started', marchDates, 366, 0],
  ['unless the zone reads it so', 'order53_art30', { ...march(), startedOn: '2023-06-01', rules: { startNeedsPermit: false } }, '2024-03-01', 'none', noDates, 0, 0],
  ['a permit without works is no start', 'order53_art30', { ...march(), permitOn: '2023-05-01' }, '2024-03-01', 'not_started', marchDates, 366, 0],
  ['works before the permit count from the permit: the day before', 'order53_art30', { ...march(), permitOn: '2024-05-01', startedOn: '2023-06-01' }, '2024-04-30', 'not_started', marchDates, 426, 0],
  ['works before the permit count from the permit: its day', 'order53_art30', { ...march(), permitOn: '2024-05-01', startedOn: '2023-06-01' }, '2024-05-01', 'none', noDates, 0, 0],
  ['completed works', 'order53_art2', { ...march(), ...works, completedOn: '2024-01-01' }, '2026-11-22', 'none', noDates, 0, 0],
  ['a right that has ended', 'order53_art2', { ...march(), endedOn: '2025-06-01' }, '2025-06-01', 'none', noDates, 0, 0],
  ['a right that ends tomorrow', 'order53_art14_2', { ...march(), endedOn: '2025-06-02' }, '2025-06-01', 'not_started', marchDates, 823, 0],
]

/** Permit and start in time, and a look at the foundation. */
const dug = (foundationKind: string | null, foundationShare: number | null, more: object = {}) => ({
  ...march(),
  permitOn: '2023-05-01',
  startedOn: '2023-06-01',
  foundationKind,
  foundationShare,
  ...more,
})
const sharesLow = { suspendedOn: '2023-09-01', developedM2: 1000, shouldDevelopM2: 9000 }
const foundationLooks = [
  { seenOn: '2023-07-01', share: 0.05 },
  { seenOn: '2023-11-15', share: 0.4 },
]

// prettier-ignore
const foundations: GoldenCase[] = [
  ['a twentieth of a foundation is no start', 'order53_art30', dug('other', 0.05), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a third of it is', 'order53_art30', dug('other', 0.3333), '2024-03-01', 'none', noDates, 0, 0],
  ['just below a third', 'order53_art30', dug('other', 0.3332), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a pit not yet excavated', 'order53_art30', dug('deep_pit', 0.99), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['an excavated pit', 'order53_art30', dug('deep_pit', 1), '2024-03-01', 'none', noDates, 0, 0],
  ['one pile is missing', 'order53_art30', dug('pile', 0.98), '2025-03-01', 'not_started', marchDates, 731, 0],
  ['all piles are driven', 'order53_art30', dug('pile', 1), '2025-03-01', 'none', noDates, 0, 0],
  ['how much is done is not known: the start as recorded decides', 'order53_art30', dug('pile', null), '2024-03-01', 'none', noDates, 0, 0],
  ['the kind is not known: a third would be the least', 'order53_art30', dug(null, 0.2), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['the kind is not known: more than the least', 'order53_art30', dug(null, 0.5), '2024-03-01', 'none', noDates, 0, 0],
  ['a zone asks for half of it', 'order53_art30', dug('other', 0.4, { rules: { foundationBelow: '1/2' } }), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a foundation without a permit is no start', 'order53_art30', dug('pile', 1, { permitOn: null }), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['works left before a third was done were never begun: the fee is due', 'order53_art14_1', dug('other', 0.1, sharesLow), '2024-09-01', 'not_started', marchDates, 550, 0],
  ['works left after it were: the year runs from their rest', 'order53_art12', dug('other', 0.4, sharesLow), '2024-09-01', 'suspended', '2024-09-01 - -', 366, 0],
  ['and not from before the look that first found it done', 'order53_art12', dug('other', 0.4, { ...sharesLow, foundationLooks }), '2024-09-01', 'none', '2024-11-15 - -', 291, 0],
  ['completed, whatever was seen of the foundation', 'order53_art2', dug('other', 0.1, { completedOn: '2024-01-01' }), '2024-03-01', 'none', noDates, 0, 0],
]

const extended = { agreedStarts: [start('2020-06-01'), start('2021-12-01', '2021-05-20', 'E-1')] }

// prettier-ignore
const restarts: GoldenCase[] = [
  ['the day before an extension is signed', 'order53_art2', extended, '2021-05-19', 'none', '2021-06-01 2021-06-01 2022-06-01', 352, 0],
  ['an extension restarts the clock', 'order53_art2', extended, '2021-06-01', 'none', '2022-12-01 2022-12-01 2023-12-01', 0, 0],
  ['the extended year is full', 'order53_art2', extended, '2022-12-01', 'not_started', '2022-12-01 2022-12-01 2023-12-01', 365, 0],
  ['three extensions: the second still holds', 'order53_art2', { agreedStarts: threeExtensions }, '2022-12-19', 'none', '2022-12-31 2022-12-31 2023-12-31', 353, 0],
  ['three extensions: the third restarts on its day', 'order53_art2', { agreedStarts: threeExtensions }, '2022-12-20', 'none', '2024-06-30 2024-06-30 2025-06-30', 0, 0],
  ['three extensions: idle a year after the third', 'order53_art2', { agreedStarts: threeExtensions }, '2024-06-30', 'not_started', '2024-06-30 2024-06-30 2025-06-30', 366, 0],
  ['three extensions in any order of the list', 'order53_art2', { agreedStarts: threeExtensions.toReversed() }, '2024-06-30', 'not_started', '2024-06-30 2024-06-30 2025-06-30', 366, 0],
  ['idle before the plan is signed', 'order53_art2', { agreedStarts: [start('2020-03-01'), start('2022-03-01', '2021-09-01')] }, '2021-08-31', 'not_started', '2021-03-01 2021-03-01 2022-03-01', 548, 0],
  ['no longer idle from the plan on', 'order53_art2', { agreedStarts: [start('2020-03-01'), start('2022-03-01', '2021-09-01')] }, '2021-09-01', 'none', '2023-03-01 2023-03-01 2024-03-01', 0, 0],
  ['of two dates set on one day the later counts', 'order53_art2', { agreedStarts: [start('2023-03-01'), start('2023-01-01')] }, '2024-01-01', 'none', marchDates, 306, 0],
]

const first = pause('2023-06-01', '2023-09-01')
const firstDates = '2024-06-01 2024-06-01 2025-06-01'

// prettier-ignore
const paused: GoldenCase[] = [
  ['government cause inside the first year: 92 days', 'order53_art8', march(first), '2024-03-01', 'none', firstDates, 274, 92],
  ['the year is full 92 days later', 'order53_art8', march(first), '2024-06-01', 'not_started', firstDates, 366, 92],
  ['another reading: pauses delay nothing', 'order53_art8', { ...march(first), rules: { pausesDelay: [] } }, '2024-03-01', 'not_started', marchDates, 274, 92],
  ['another reading: pauses delay fee and recovery only', 'order53_art8', { ...march(first), rules: { pausesDelay: ['fee', 'recovery'] } }, '2024-03-01', 'not_started', '2024-03-01 2024-06-01 2025-06-01', 274, 92],
  ['another reading: both ends of a pause count', 'order53_art8', { ...march(first), rules: { pauseDays: 'both_ends' } }, '2024-03-01', 'none', '2024-06-02 2024-06-02 2025-06-02', 273, 93],
  ['force majeure', 'order53_art8', march(pause('2023-07-10', '2023-07-20', 'force majeure')), '2024-03-11', 'not_started', '2024-03-11 2024-03-11 2025-03-11', 366, 10],
  ['a cause in the words of the paper', 'order53_art8', march(pause('2023-07-10', '2023-07-20', '政府原因')), '2024-03-10', 'none', '2024-03-11 2024-03-11 2025-03-11', 365, 10],
  ['a cause of the holder does not pause', 'order53_art8', march(pause('2023-06-01', '2023-09-01', 'enterprise')), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a mortgage does not pause', 'order53_art8', march(pause('2023-06-01', null, 'mortgage')), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['seizure by a court does not pause', 'order53_art8', march(pause('2023-06-01', '2023-07-01', 'judicial_seizure')), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['unless a local rule says so', 'order53_art8', { ...march(pause('2023-06-01', '2023-07-01', 'judicial_seizure')), rules: { pausingCauses: ['g1', 'judicial_seizure'] } }, '2024-03-30', 'none', '2024-03-31 2024-03-31 2025-03-31', 365, 30],
  ['overlapping pauses count once', 'order53_art8', march(first, pause('2023-08-01', '2023-10-01', 'g4')), '2024-07-01', 'not_started', '2024-07-01 2024-07-01 2025-07-01', 366, 122],
  ['touching pauses', 'order53_art8', march(pause('2023-06-01', '2023-07-01'), pause('2023-07-01', '2023-08-01')), '2024-05-01', 'not_started', '2024-05-01 2024-05-01 2025-05-01', 366, 61],
  ['a pause inside a pause', 'order53_art8', march(pause('2023-06-01', '2023-12-01'), pause('2023-07-01', '2023-08-01')), '2024-08-30', 'none', '2024-08-31 2024-08-31 2025-08-31', 365, 183],
  ['a pause before the agreed start', 'order53_art8', march(pause('2022-12-01', '2023-02-01', 'g1')), '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a pause across the agreed start counts from it', 'order53_art8', march(pause('2023-01-01', '2023-04-01', 'g1')), '2024-04-01', 'not_started', '2024-04-01 2024-04-01 2025-04-01', 366, 31],
  ['a pause after the first year delays recovery alone', 'order53_art14_2', march(pause('2024-05-01', '2024-06-01')), '2024-12-01', 'not_started', '2024-03-01 2024-03-01 2025-04-01', 610, 31],
  ['a second pause in the stretch won by the first', 'order53_art8', march(first, pause('2024-05-01', '2024-05-31')), '2024-07-01', 'not_started', '2024-07-01 2024-07-01 2025-07-01', 366, 122],
  ['a pause that begins on the anniversary comes too late', 'order53_art8', march(pause('2024-03-01', '2024-03-11')), '2024-03-01', 'not_started', '2024-03-01 2024-03-01 -', 366, 0],
  ['a pause that begins the day before does not', 'order53_art8', march(pause('2024-02-29', '2024-03-10')), '2024-03-10', 'none', '2024-03-11 2024-03-11 2025-03-11', 365, 10],
  ['a pause that lasts leaves the days open', 'order53_art8', march(pause('2023-06-01', null, 'g4')), '2026-11-22', 'none', noDates, 92, 1270],
  ['a pause that is to end later lasts', 'order53_art8', march(pause('2023-06-01', '2027-01-01', 'g4')), '2026-11-22', 'none', noDates, 92, 1270],
  ['a lasting pause after the first year leaves recovery open', 'order53_art8', march(pause('2024-06-01', null)), '2024-12-01', 'not_started', '2024-03-01 2024-03-01 -', 458, 183],
  ['a pause after the asked day does not count', 'order53_art2', march(pause('2024-03-02', null)), '2024-03-01', 'not_started', marchDates, 366, 0],
]

const or = { rules: { suspendedReading: 'or' } }
const and = { rules: { suspendedReading: 'and' } }
const fromOrToAnd = {
  rules: {
    suspendedReading: [
      { from: '2012-07-01', value: 'or' },
      { from: '2025-01-01', value: 'and' },
    ],
  },
}
const idleOnly = '2024-05-15 - -'

// prettier-ignore
const suspended: GoldenCase[] = [
  ['the day before a year of suspension', 'order53_art2', stopped(2000, 500), '2024-05-14', 'none', idleOnly, 365, 0],
  ['a year of suspension, too little built', 'order53_art2', stopped(2000, 500), '2024-05-15', 'suspended', idleOnly, 366, 0],
  ['never a fee nor free recovery, however long', 'order53_art12', stopped(2000, 100), '2026-11-22', 'suspended', idleOnly, 1287, 0],
  ['exactly one third built is not below', 'order53_art2', stopped(3000, 500), '2026-11-22', 'none', noDates, 0, 0],
  ['a ten-thousandth below one third', 'order53_art2', stopped(2999.9999, 500), '2024-05-15', 'suspended', idleOnly, 366, 0],
  ['exactly 25 % invested is not below', 'order53_art2', stopped(4500, 250), '2026-11-22', 'none', noDates, 0, 0],
  ['a ten-thousandth below 25 %', 'order53_art2', stopped(4500, 249.9999), '2024-05-15', 'suspended', idleOnly, 366, 0],
  ['one third in decimals that binary numbers miss', 'order53_art2', stopped(10000.01, 500, { shouldDevelopM2: 30000.03 }), '2026-11-22', 'none', noDates, 0, 0],
  ['both shares exactly on their limits', 'order53_art2', stopped(3000, 250, or), '2026-11-22', 'none', noDates, 0, 0],
  ['reading and: both low', 'order53_art2', stopped(2000, 100, and), '2024-05-15', 'suspended', idleOnly, 366, 0],
  ['reading and: one low is not enough', 'order53_art2', stopped(2000, 500, and), '2026-11-22', 'none', noDates, 0, 0],
  ['reading or: one low and one unknown', 'order53_art2', stopped(2000, null), '2024-05-15', 'suspended', idleOnly, 366, 0],
  ['reading and: one low and one unknown', 'order53_art2', stopped(2000, null, and), '2026-11-22', 'none', noDates, 0, 0],
  ['both shares unknown', 'order53_art2', stopped(null, null), '2026-11-22', 'none', noDates, 0, 0],
  ['the reading changes: the last day of the old', 'order53_art2', stopped(2000, 500, fromOrToAnd), '2024-12-31', 'suspended', idleOnly, 596, 0],
  ['the reading changes: the first day of the new', 'order53_art2', stopped(2000, 500, fromOrToAnd), '2025-01-01', 'none', noDates, 0, 0],
  ['a pause during the suspension', 'order53_art8', stopped(2000, 500, { pauses: [pause('2023-07-01', '2023-08-01', 'g3')] }), '2024-06-15', 'suspended', '2024-06-15 - -', 366, 31],
  ['a suspension after the asked day does not count', 'order53_art30', stopped(2000, 500), '2023-05-14', 'none', noDates, 0, 0],
  ['a suspension without works is land never started', 'order53_art30', { ...march(), suspendedOn: '2023-05-15' }, '2024-03-01', 'not_started', marchDates, 366, 0],
  ['a suspension before the start does not count', 'order53_art2', stopped(2000, 100, { suspendedOn: '2021-02-15' }), '2026-11-22', 'none', noDates, 0, 0],
  ['works suspended before their permit: from the permit', 'order53_art2', stopped(2000, 100, { permitOn: '2023-09-01' }), '2024-09-01', 'suspended', '2024-09-01 - -', 366, 0],
  ['suspended on a leap day', 'civil_code_art202', stopped(2000, 500, { suspendedOn: '2024-02-29' }), '2025-02-28', 'suspended', '2025-02-28 - -', 365, 0],
]

export const goldenCases: readonly GoldenCase[] = [
  ...notStarted,
  ...noAgreedDate,
  ...begun,
  ...foundations,
  ...restarts,
  ...paused,
  ...suspended,
]
