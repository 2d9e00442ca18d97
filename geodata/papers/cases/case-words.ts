import type { CaseCause } from '../../rules/case/case-rules.ts'
import type { CaseDocument, CaseMeasure, CaseStep } from '../../rules/case/case-steps.ts'

/** Codes of a case in the words of official papers. */

export const order53 = '《闲置土地处置办法》（国土资源部令第53号）'

export const causeWords: Readonly<Record<CaseCause, string>> = {
  enterprise: '土地使用权人自身原因',
  government: '政府、政府有关部门的行为',
  force_majeure: '不可抗力',
  mixed: '政府原因与土地使用权人自身原因并存',
  judicial_seizure: '司法查封',
  other: '其他原因',
}

/** 令53 Art. 8, items one to six, and the natural disasters of its last paragraph. */
export const art8Words: Readonly<Record<string, string>> = {
  g1: '未按照约定或者规定的期限、条件将土地交付给土地使用权人，致使不具备动工开发条件',
  g2: '土地利用总体规划、城乡规划依法修改，造成不能按照约定或者规定的用途、规划和建设条件开发',
  g3: '因国家出台相关政策，需要对约定或者规定的规划和建设条件进行修改',
  g4: '因处置土地上相关群众信访事项等无法动工开发',
  g5: '因军事管制、文物保护等无法动工开发',
  g6: '政府、政府有关部门的其他行为',
  g7: '自然灾害等不可抗力',
}

export const kindWords = {
  not_started: '超过约定（规定）的动工开发日期满一年未动工开发',
  suspended: '已动工开发但开发建设用地面积或者已投资额不足规定比例，中止开发建设满一年',
} as const

export const measureWords: Readonly<Record<CaseMeasure, string>> = {
  extension: '延长动工开发期限',
  change_of_use: '调整土地用途、规划条件',
  temporary_use: '由政府安排临时使用',
  paid_recovery: '协议有偿收回国有建设用地使用权',
  exchange: '置换土地',
  other: '根据实际情况规定的其他处置方式',
  fee: '征缴土地闲置费',
  recovery: '无偿收回国有建设用地使用权',
  bond_buyback: '运用专项债券资金收回收购',
}

export const supplyModeWords: Readonly<Record<string, string>> = {
  allocation: '划拨',
  tender: '招标出让',
  auction: '拍卖出让',
  listing: '挂牌出让',
  agreement: '协议出让',
  lease: '租赁',
  equity: '作价出资（入股）',
}

export const sourceWords: Readonly<Record<string, string>> = {
  rule: '系统预警',
  patrol: '动态巡查',
  report: '举报或者移送',
  satellite: '卫星影像比对',
  other: '其他途径',
}

export const stepWords: Readonly<Partial<Record<CaseStep, string>>> = {
  clue: '发现闲置线索',
  investigation_notice: '送达调查通知书',
  statement: '土地使用权人说明情况',
  determination: '送达认定书',
  publication: '向社会公开',
  filing: '在土地市场动态监测与监管系统备案',
  hearing_notice: '告知听证权利',
  hearing_request: '土地使用权人申请听证',
  hearing_call: '通知听证时间、地点',
  hearing: '举行听证',
  fee: '决定征缴土地闲置费',
  recovery: '决定收回',
  demand: '催告',
}

export const evidenceWords: Readonly<Record<string, string>> = {
  photo: '现场照片',
  document: '书证',
  survey: '勘测材料',
  contract: '合同',
  receipt: '票据',
  imagery: '影像',
  other: '其他材料',
}

/** Title of each paper, and the sign that stands in its number between prefix and year. */
export const documentWords: Readonly<Record<CaseDocument, { title: string; sign: string }>> = {
  investigation_notice: { title: '闲置土地调查通知书', sign: '调' },
  investigation_result: { title: '闲置土地调查结果告知书', sign: '核' },
  determination: { title: '闲置土地认定书', sign: '认' },
  publication: { title: '闲置土地信息公开公告', sign: '公' },
  hearing_notice: { title: '听证权利告知书', sign: '听告' },
  hearing_call: { title: '听证通知书', sign: '听通' },
  hearing_record: { title: '听证笔录', sign: '听录' },
  disposal_plan: { title: '闲置土地处置方案', sign: '处' },
  fee_decision: { title: '征缴土地闲置费决定书', sign: '费' },
  recovery_decision: { title: '收回国有建设用地使用权决定书', sign: '收' },
  buyback_agreement: { title: '国有建设用地使用权收回收购协议', sign: '购' },
  demand: { title: '履行行政决定催告书', sign: '催' },
  court_application: { title: '强制执行申请书', sign: '执' },
}
