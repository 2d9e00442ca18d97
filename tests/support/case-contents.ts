import type { CaseContents, EarlierStep } from '#geodata/papers/cases/case-contents.ts'
import { nationalCaseRules, caseRulesOn } from '#geodata/rules/case/case-rules.ts'
import type { CaseDeadline, StepValues } from '#geodata/rules/case/case-state.ts'
import type { CaseDocument, CaseStep } from '#geodata/rules/case/case-steps.ts'

/** A case with everything that its papers may ask for; fictional throughout. */

const opens = (step: CaseStep, on: string): CaseDeadline => ({
  step,
  kind: 'duty',
  after: null,
  on,
  endsOn: on,
  isCertain: true,
  rule: null,
})

type Taken = { step: CaseStep; values: StepValues; opens?: CaseDeadline[] }

const taken: Readonly<Record<CaseDocument, Taken>> = {
  investigation_notice: {
    step: 'investigation_notice',
    values: {},
    opens: [opens('statement', '2026-04-20')],
  },
  investigation_result: { step: 'not_idle', values: { reason: '已于约定期限内动工开发' } },
  determination: {
    step: 'determination',
    values: { kind: 'not_started', cause: 'enterprise', idleFrom: '2026-01-10', areaM2: 27_013.4 },
  },
  publication: { step: 'publication', values: { place: '门户网站', notifiedBody: '示范区规划局' } },
  hearing_notice: {
    step: 'hearing_notice',
    values: { measure: 'fee' },
    opens: [opens('hearing_request', '2026-06-08')],
  },
  hearing_call: { step: 'hearing_call', values: { hearingOn: '2026-06-26', place: '管委会三楼会议室' } },
  hearing_record: { step: 'hearing', values: { outcome: '当事人请求延期缴纳' } },
  disposal_plan: {
    step: 'extension',
    values: {
      approvalNo: '运示政函〔2026〕7号',
      newStartOn: '2027-03-01',
      newCompletionOn: '2028-09-01',
      isMortgaged: true,
      mortgageeNotifiedOn: '2026-06-11',
    },
  },
  fee_decision: {
    step: 'fee',
    values: { approvalNo: '运示政函〔2026〕9号', priceWan: 810.4, feeWan: 162.08 },
    opens: [opens('payment', '2026-08-12'), opens('court_application', '2027-04-12')],
  },
  recovery_decision: {
    step: 'recovery',
    values: { approvalNo: '晋政地字〔2026〕88号', mortgageeCopiedOn: '2026-07-14' },
    opens: [opens('cancellation', '2026-08-12')],
  },
  buyback_agreement: {
    step: 'bond_buyback',
    values: {
      appraiser: '晋禾土地评估有限公司（演示）',
      appraisalWan: 900,
      enterpriseCostWan: 850.5,
      finalWan: 800,
      collectiveDecisionNo: '〔2026〕第12次',
      publicityFrom: '2026-06-01',
      publicityTo: '2026-06-10',
      confirmationNo: '运示政函〔2026〕11号',
      payUntil: '2026-12-31',
      bondBatch: '2026年第三批',
    },
  },
  demand: { step: 'demand', values: {} },
  court_application: { step: 'court_application', values: { court: '示范区人民法院' }, opens: [] },
}

const earlier: EarlierStep[] = [
  { step: 'clue', doneOn: '2026-03-02', documentNo: null, values: { source: 'patrol' } },
  { step: 'investigation_notice', doneOn: '2026-03-20', documentNo: '运示闲调〔2026〕3号', values: {} },
  {
    step: 'statement',
    doneOn: '2026-04-12',
    documentNo: null,
    values: { claimedCause: 'government', summary: '道路未通' },
  },
  {
    step: 'determination',
    doneOn: '2026-05-06',
    documentNo: '运示闲认〔2026〕2号',
    values: {
      kind: 'not_started',
      cause: 'government',
      art8Item: 'g2',
      idleFrom: '2026-01-10',
      areaM2: 27_013.4,
    },
  },
  {
    step: 'publication',
    doneOn: '2026-05-10',
    documentNo: '运示闲公〔2026〕2号',
    values: { place: '门户网站' },
  },
  { step: 'filing', doneOn: '2026-05-12', documentNo: null, values: { filingNo: 'BA-2026-31' } },
  {
    step: 'hearing_notice',
    doneOn: '2026-06-01',
    documentNo: '运示闲听告〔2026〕1号',
    values: { measure: 'fee' },
  },
  { step: 'hearing_request', doneOn: '2026-06-04', documentNo: null, values: {} },
  {
    step: 'hearing_call',
    doneOn: '2026-06-10',
    documentNo: '运示闲听通〔2026〕1号',
    values: { hearingOn: '2026-06-26', place: '管委会三楼会议室' },
  },
  {
    step: 'hearing',
    doneOn: '2026-06-26',
    documentNo: '运示闲听录〔2026〕1号',
    values: { outcome: '当事人请求延期' },
  },
]
const decided: EarlierStep[] = [
  {
    step: 'fee',
    doneOn: '2026-07-13',
    documentNo: '运示闲费〔2026〕1号',
    values: { priceWan: 810.4, feeWan: 162.08 },
  },
  { step: 'demand', doneOn: '2027-01-20', documentNo: '运示闲催〔2027〕1号', values: {} },
]

/** Which steps stand before the one that the paper belongs to. */
function stepsBefore(kind: CaseDocument): EarlierStep[] {
  if (kind === 'court_application') return [...earlier, ...decided]
  if (kind === 'demand') return [...earlier, decided[0]!]
  const at = earlier.findIndex(({ step }) => step === taken[kind].step)
  return at < 0 ? (kind === 'investigation_result' ? earlier.slice(0, 3) : earlier) : earlier.slice(0, at)
}

const square = (east: number, north: number, sideM: number): [number, number][] => [
  [east, north],
  [east + sideM, north],
  [east + sideM, north + sideM * 0.8],
  [east + sideM * 0.4, north + sideM],
  [east, north + sideM * 0.9],
  [east, north],
]

export function sampleContents(kind: CaseDocument, more: Partial<CaseContents> = {}): CaseContents {
  const { step, values, opens: set = [] } = taken[kind]
  return {
    kind,
    number: '运示闲〔2026〕5号',
    issuedOn: kind === 'court_application' ? '2027-02-10' : '2026-07-13',
    office: {
      numberPrefix: '运示闲',
      authority: '运城示范区自然资源局',
      government: '运城示范区管理委员会',
      address: '运城示范区河东东街1号',
      postcode: '044000',
      contact: '任立言',
      phone: '0359-0000001',
      payee: '运城示范区财政局',
      bank: '示范银行运城支行',
      account: '6200 0000 0000 0001',
      reviewBody: '运城市人民政府',
      court: '运城示范区人民法院',
      website: 'www.demo.invalid',
    },
    case: { number: '2026-0003', openedOn: '2026-03-02', responsible: '卫守一' },
    holder: {
      name: '堃喆镕智能装备有限公司（演示）',
      address: '运城示范区纬三路8号',
      contact: '薛知行',
      phone: '0359-0000009',
    },
    land: {
      parcelCode: 'SF-017',
      parcelName: '智能装备园三号地块',
      location: '纬三路以北、经二路以东',
      landUse: '100102 工业用地',
      realEstateUnitNo: '140802001001GB00017W00000000',
      areaM2: 27_013.4,
      contractNo: '运示让〔2023〕17号',
      supervisionNo: '1408022023B00017',
      mode: 'listing',
      signedOn: '2024-01-10',
      priceWan: 810.4,
      handedOverOn: '2024-02-20',
      startOn: '2025-01-10',
      startRecord: '运示让〔2023〕17号',
      completionOn: '2027-01-10',
      permitOn: null,
      startedOn: null,
      suspendedOn: null,
      developedM2: null,
      shouldDevelopM2: null,
      investedWan: null,
      totalInvestmentWan: null,
    },
    clock: {
      kind: 'not_started',
      idleFrom: '2026-01-10',
      feeFrom: '2026-01-10',
      recoveryFrom: '2027-01-10',
    },
    step: { step, values, note: null },
    earlier: stepsBefore(kind),
    opens: set,
    rules: caseRulesOn(nationalCaseRules, '2026-07-13')!,
    evidence: [
      { name: '现场照片1.jpg', kind: 'photo', observedOn: '2026-03-02' },
      { name: '现场勘测报告.pdf', kind: 'survey', observedOn: '2026-03-05' },
    ],
    sketch: {
      srid: 4546,
      crsName: 'CGCS2000 / 111°E 三度带',
      parcel: [[square(500_000, 3_875_000, 160)]],
      neighbours: [
        { code: 'SF-016', polygons: [[square(499_830, 3_875_000, 160)]] },
        { code: 'SF-018', polygons: [[square(500_170, 3_875_010, 180)]] },
      ],
    },
    ...more,
  }
}
