import { addDays } from './dates.ts'
import { officials } from './names.ts'
import type { ProblemAct, ProblemCategory, ProblemState } from '../rules/problems/register.ts'
import { isClosed, moveProblem, problemNumber } from '../rules/problems/register.ts'

/** 突出问题台账 of the demonstration: problems that such zones have, in every state; people and firms are invented. */
export type DemoEntry = {
  act: ProblemAct
  enteredOn: string
  state: ProblemState
  text: string
  owner: string
  dueOn: string | null
  by: string
}

export type DemoProblem = {
  year: number
  ordinal: number
  number: string
  title: string
  detail: string
  category: ProblemCategory
  /** Which open parcel or batch it is about, counted in the order of their codes; null: the whole zone. */
  about: { kind: 'unsupplied' | 'idle' | 'batch'; index: number } | null
  raisedOn: string
  entries: DemoEntry[]
}

type Move = [
  act: 'progress' | 'hand_over' | 'extension' | 'solved' | 'dropped' | 'reopened',
  daysAgo: number,
  text: string,
  change?: { owner?: string; dueInDays?: number },
]
type Story = {
  title: string
  detail: string
  category: ProblemCategory
  about?: ['unsupplied' | 'idle' | 'batch', number]
  owner: string
  raised: number
  due: number | null
  moves?: Move[]
}

/** `raised` and the days of moves count back from today; `due` and `dueInDays` count forward (negative: passed). */
const stories: readonly Story[] = [
  {
    title: '地上附着物补偿款未兑付，无法交地',
    detail: '涉及 12 户附着物补偿，评估价与诉求差距大，未签协议 3 户。',
    category: 'compensation',
    about: ['unsupplied', 0],
    owner: '征收服务中心',
    raised: 118,
    due: -9,
    moves: [
      ['progress', 80, '完成二次评估，9 户已签协议。'],
      ['progress', 32, '剩余 3 户约谈 2 次，拟申请财政先行垫付。'],
    ],
  },
  {
    title: '批次内坟墓迁移未完成',
    detail: '应迁 27 座，已迁 19 座。',
    category: 'demolition',
    about: ['batch', 2],
    owner: '征收服务中心',
    raised: 76,
    due: 24,
    moves: [['progress', 20, '再迁 5 座，剩 3 座联系不到后人，已登报公告。']],
  },
  {
    title: '控规调整未批，规划条件无法出具',
    detail: '地块跨防护绿地，需调整控制性详细规划。',
    category: 'planning',
    about: ['unsupplied', 2],
    owner: '规划建设部',
    raised: 205,
    due: 45,
    moves: [
      ['progress', 150, '调整方案通过专家论证。'],
      ['extension', 60, '市规委会延至下月，申请延期。', { dueInDays: 45 }],
    ],
  },
  {
    title: '企业资金链紧张，长期停工',
    detail: '主体施工至二层停工，银行账户被冻结。',
    category: 'funding',
    about: ['idle', 0],
    owner: '招商合作局',
    raised: 160,
    due: -31,
    moves: [
      ['progress', 120, '纳入产融白名单推荐，银行尽调。'],
      ['hand_over', 70, '转由专班牵头对接重组方。', { owner: '智能装备制造链专班' }],
    ],
  },
  {
    title: '司法查封，暂不能处置',
    detail: '因借款合同纠纷被外地法院首封。',
    category: 'litigation',
    about: ['idle', 1],
    owner: '综合执法队',
    raised: 240,
    due: 60,
    moves: [['progress', 98, '致函法院说明闲置情况，协商解除部分查封。']],
  },
  {
    title: '高压线未迁改，影响开工',
    detail: '110 kV 线路斜穿地块，迁改方案未定。',
    category: 'infrastructure',
    about: ['idle', 2],
    owner: '规划建设部',
    raised: 90,
    due: 12,
    moves: [['progress', 30, '供电公司已出具迁改方案，等待投资计划。']],
  },
  {
    title: '污水管网未接入',
    detail: '地块东侧污水干管缺 340 m。',
    category: 'infrastructure',
    about: ['unsupplied', 4],
    owner: '规划建设部',
    raised: 40,
    due: 75,
  },
  {
    title: '林地审核手续缺失',
    detail: '批次内 0.8 公顷套合林地，未办理使用林地审核。',
    category: 'approval',
    about: ['batch', 5],
    owner: '土地科',
    raised: 133,
    due: -2,
    moves: [['progress', 45, '已报省林草局，补正材料一次。']],
  },
  {
    title: '已建成项目未完善供地手续',
    detail: '企业先行入驻，建成未供，需补办手续。',
    category: 'approval',
    about: ['unsupplied', 6],
    owner: '土地科',
    raised: 310,
    due: -120,
    moves: [
      ['progress', 260, '完成土地违法行为处罚与没收评估。'],
      ['progress', 190, '公开出让方案通过审议。'],
      ['solved', 128, '以挂牌方式供应，合同已签，手续补齐。'],
    ],
  },
  {
    title: '企业要求变更规划用途',
    detail: '申请由工业调整为仓储。',
    category: 'enterprise',
    about: ['idle', 3],
    owner: '规划建设部',
    raised: 58,
    due: 30,
  },
  {
    title: '签约企业放弃拿地',
    detail: '意向企业因市场原因撤回投资。',
    category: 'enterprise',
    about: ['unsupplied', 8],
    owner: '招商合作局',
    raised: 22,
    due: 68,
  },
  {
    title: '开工前置审批慢',
    detail: '施工图审查与消防设计审查串联办理，累计 47 个工作日。',
    category: 'approval',
    owner: '规划建设部',
    raised: 275,
    due: -180,
    moves: [
      ['progress', 240, '推行联合审图。'],
      ['solved', 196, '改为并联审批，压缩到 18 个工作日。'],
    ],
  },
  {
    title: '征地补偿安置争议信访',
    detail: '两户对安置面积有异议。',
    category: 'compensation',
    about: ['batch', 8],
    owner: '征收服务中心',
    raised: 402,
    due: -290,
    moves: [
      ['progress', 360, '召开协调会，出具书面答复。'],
      ['solved', 301, '补签安置协议，信访事项办结。'],
      ['reopened', 88, '其中一户提出复查申请，重新办理。', { dueInDays: 20 }],
    ],
  },
  {
    title: '闲置费催缴未到账',
    detail: '征缴决定书已送达，企业申请分期。',
    category: 'funding',
    about: ['idle', 4],
    owner: '土地科',
    raised: 64,
    due: 5,
    moves: [['progress', 15, '企业缴纳首期，余款承诺月底前到账。']],
  },
  {
    title: '批文即将满两年，实施征地未完成',
    detail: '若期满未实施征地，批文自动失效。',
    category: 'policy',
    about: ['batch', 11],
    owner: '土地科',
    raised: 49,
    due: 40,
    moves: [['progress', 12, '征地补偿安置协议签订率 92 %。']],
  },
  {
    title: '土壤污染状况调查未完成',
    detail: '原为化工堆场，须先调查再供应。',
    category: 'approval',
    about: ['unsupplied', 10],
    owner: '规划建设部',
    raised: 150,
    due: -60,
    moves: [
      ['progress', 110, '布点采样完成。'],
      ['solved', 66, '调查报告评审通过，不属于污染地块。'],
    ],
  },
  {
    title: '项目退出后围墙未拆除',
    detail: '影响相邻道路施工。',
    category: 'demolition',
    about: ['unsupplied', 12],
    owner: '综合执法队',
    raised: 35,
    due: 8,
  },
  {
    title: '抵押权人不同意收回',
    detail: '协议有偿收回须先解除抵押。',
    category: 'litigation',
    about: ['idle', 6],
    owner: '土地科',
    raised: 190,
    due: 90,
    moves: [
      ['progress', 140, '与银行、企业三方谈判一次。'],
      ['hand_over', 55, '由分管领导牵头协调。', { owner: '薛副主任' }],
    ],
  },
  {
    title: '九通一平缺供热管网',
    detail: '企业投产前须接入集中供热。',
    category: 'infrastructure',
    owner: '规划建设部',
    raised: 330,
    due: -210,
    moves: [
      ['progress', 290, '纳入年度管网计划。'],
      ['solved', 221, '供热支线 1.2 km 通热。'],
    ],
  },
  {
    title: '专项债收购价格测算争议',
    detail: '企业成本与评估价差距较大，就低原则下企业不接受。',
    category: 'policy',
    about: ['idle', 8],
    owner: '土地科',
    raised: 28,
    due: 55,
  },
  {
    title: '临时道路占压地块边界',
    detail: '施工便道占用约 2 亩。',
    category: 'other',
    about: ['unsupplied', 14],
    owner: '综合执法队',
    raised: 170,
    due: -100,
    moves: [['solved', 112, '便道改线，边界已恢复并复测。']],
  },
  {
    title: '企业提出政府原因认定',
    detail: '称未按约交地导致延期，要求认定为政府原因。',
    category: 'enterprise',
    about: ['idle', 5],
    owner: '土地科',
    raised: 82,
    due: 18,
    moves: [['progress', 41, '调取交地确认书与影像，组织核查。']],
  },
  {
    title: '重复登记：同一附着物列入两个批次',
    detail: '台账核对发现重复。',
    category: 'other',
    about: ['batch', 14],
    owner: '土地科',
    raised: 215,
    due: -170,
    moves: [['dropped', 201, '核实为同一事项，并入补偿款问题，不再单列。']],
  },
  {
    title: '拟建铁路专用线方案取消',
    detail: '线位曾影响两宗储备地块。',
    category: 'planning',
    about: ['unsupplied', 16],
    owner: '规划建设部',
    raised: 265,
    due: null,
    moves: [['dropped', 178, '铁路方案取消，制约因素消失。']],
  },
]

const byline = (index: number): string => officials[index % officials.length]!

function entriesOf(
  { detail, owner, due, raised, moves = [] }: Story,
  index: number,
  today: string,
): DemoEntry[] {
  const dayAgo = (days: number): string => addDays(today, -days)
  const dayIn = (days: number | null | undefined): string | null =>
    days == null ? null : addDays(today, days)
  const raisedOn = dayAgo(raised)
  // What is later extended was due earlier: its first date lies between the day it was raised and the extension.
  const extended = moves.find(([act]) => act === 'extension' || act === 'reopened')
  const firstDue = extended?.[0] === 'extension' ? dayAgo(extended[1] - 10) : dayIn(due)
  let standing = { state: 'open' as ProblemState, owner, dueOn: firstDue, movedOn: raisedOn }
  const first: DemoEntry = {
    act: 'raised',
    enteredOn: raisedOn,
    state: 'open',
    text: detail,
    owner,
    dueOn: firstDue,
    by: byline(index),
  }
  const later = moves.map(([act, daysAgo, text, change]): DemoEntry => {
    const enteredOn = dayAgo(daysAgo)
    const draft = { act, enteredOn, text, owner: change?.owner, dueOn: dayIn(change?.dueInDays) }
    const step = moveProblem(standing, draft, today)
    if (!step.ok) throw new Error(`${text}: ${step.faults.map(({ rule }) => rule).join(', ')}`)
    standing = { ...standing, ...step.standing }
    return { act, enteredOn, text, by: byline(index + daysAgo), ...statusOf(standing) }
  })
  return [first, ...later]
}

const statusOf = ({ state, owner, dueOn }: { state: ProblemState; owner: string; dueOn: string | null }) => ({
  state,
  owner,
  dueOn,
})

/** The register on a day, numbered by the year in which each was raised, in the order in which they were. */
export function demoProblems(today: string): DemoProblem[] {
  const ordinals = new Map<number, number>()
  return stories
    .toSorted((a, b) => b.raised - a.raised)
    .map((story, index) => {
      const entries = entriesOf(story, index, today)
      const raisedOn = entries[0]!.enteredOn
      const year = Number(raisedOn.slice(0, 4))
      const ordinal = (ordinals.get(year) ?? 0) + 1
      ordinals.set(year, ordinal)
      const { title, detail, category, about } = story
      const subject = about ? { kind: about[0], index: about[1] } : null
      return {
        year,
        ordinal,
        number: problemNumber(year, ordinal),
        title,
        detail,
        category,
        about: subject,
        raisedOn,
        entries,
      }
    })
}

/** What the register keeps of a problem beside its entries. */
export const closingOf = ({ entries }: DemoProblem): { result: string | null; solvedOn: string | null } => {
  const last = entries.at(-1)!
  return isClosed(last.state)
    ? { result: last.text, solvedOn: last.enteredOn }
    : { result: null, solvedOn: null }
}
