import type { StockKind } from '../../rules/stock/stock-facts.ts'

/** How reports write what codes say; the papers of an office are Chinese. */
export const kindWords: Readonly<Record<StockKind, string>> = { unsupplied: '批而未供土地', idle: '闲置土地' }

const words: Readonly<Record<string, string>> = {
  // movements and paths
  approved: '新批准',
  found: '新发现',
  returned: '供应终止退回',
  remeasured: '重新测量',
  corrected: '更正',
  supply: '供应',
  formalities: '完善手续',
  withdrawal: '撤回批文',
  lapse: '自动失效',
  written_off: '核销',
  start: '动工开发',
  extension: '延长动工期限',
  change_of_use: '调整用途、规划条件',
  temporary_use: '政府安排临时使用',
  paid_recovery: '协议有偿收回',
  exchange: '置换土地',
  fee: '征缴闲置费',
  recovery: '无偿收回',
  bond_buyback: '专项债收回收购',
  ended: '供应终止',
  other: '其他',
  // causes of idle land
  enterprise: '企业原因',
  government: '政府原因',
  force_majeure: '不可抗力',
  mixed: '混合原因',
  judicial_seizure: '司法查封',
  // why land is not ready for supply
  ready: '具备供地条件',
  not_ready: '不具备供地条件',
  compensation: '征地补偿未到位',
  demolition: '拆迁未完成',
  planning: '规划不符或调整',
  no_project: '无项目',
  policy: '不符合产业政策',
  remote_or_scattered: '位置偏远、边角零星',
  dispute: '权属或信访纠纷',
  protected_area: '涉红线、永农、文物',
  no_services: '配套不到位',
  used_without_formalities: '已用未办手续',
  // states of land and of cases
  waiting: '待处置',
  disposing: '处置中',
  clue: '线索',
  investigating: '调查中',
  not_idle: '不属闲置',
  determined: '已认定',
  hearing: '听证中',
  executing: '处置中',
  closed: '已结案',
  // kinds of idle land
  not_started: '未动工',
  suspended: '中止建设',
  // steps that are due
  investigation_notice: '调查通知书',
  statement: '情况说明',
  determination: '闲置认定',
  publication: '公示',
  filing: '系统备案',
  hearing_notice: '听证告知',
  hearing_request: '听证申请',
  hearing_call: '听证通知',
  payment: '缴款',
  cancellation: '注销登记',
  demand: '催告',
  court_application: '申请强制执行',
  reuse: '重新利用',
  closure: '结案',
  // targets
  on_track: '进度正常',
  at_risk: '进度偏慢',
  late: '逾期未完成',
  done: '已完成',
  all: '全部',
  before_2009: '2009年以前',
  '2009_2018': '2009—2018年',
  from_2019: '2019年以来',
}

/** The word of a code; a code without a word is written as it is, so that nothing is hidden. */
export const wordOf = (code: string | null): string => (code === null ? '未定' : (words[code] ?? code))

/** 2026年10月 */
export const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`

const unitWords: Readonly<Record<string, string>> = {
  mu: '亩',
  km2: '平方千米',
  m2: '平方米',
  count: '宗（项）',
  parcels: '宗',
  roads: '条',
  projects: '项',
  yi_yuan: '亿元',
  wan_yuan: '万元',
}
export const unitWord = (unit: string): string => unitWords[unit] ?? unit
