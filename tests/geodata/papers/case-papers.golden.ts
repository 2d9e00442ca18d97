import type { CaseDocument } from '#geodata/rules/case/case-steps.ts'

/**
 * What the law asks of each paper, item by item (令53 Art. 6, 10, 11, 15, 16; 行政强制法 §35, §54, §55; 自然资发〔2024〕242号),
 * and the words by which the paper of the sample case says it.
 */
export const demanded: readonly (readonly [kind: CaseDocument, item: string, words: readonly string[]])[] = [
  [
    'investigation_notice',
    'Art. 6 (1) name and address of the holder',
    ['堃喆镕智能装备有限公司（演示）', '运城示范区纬三路8号'],
  ],
  [
    'investigation_notice',
    'Art. 6 (2) basic facts of the land',
    ['SF-017', '纬三路以北、经二路以东', '27013.40平方米（40.52亩）', '运示让〔2023〕17号', '工业用地'],
  ],
  [
    'investigation_notice',
    'Art. 6 (3) facts and basis of the suspicion',
    ['约定的动工开发日期为2025年1月10日', '自2026年1月10日起', '第二条第一款'],
  ],
  [
    'investigation_notice',
    'Art. 6 (4) what is investigated, and by when material is due',
    ['30日内（至2026年4月20日止）', '建设工程规划许可'],
  ],
  ['investigation_notice', 'Art. 6 (5) rights and duties', ['有权陈述、申辩', '应当如实提供']],
  ['investigation_notice', 'Art. 6 (6) other matters', ['现场勘测', '0359-0000001']],
  ['investigation_result', 'Art. 9 result', ['已于约定期限内动工开发', '不构成闲置土地']],
  [
    'determination',
    'Art. 10 (1) name and address of the holder',
    ['堃喆镕智能装备有限公司（演示）', '运城示范区纬三路8号'],
  ],
  [
    'determination',
    'Art. 10 (2) basic facts of the land',
    ['SF-017', '1408022023B00017', '27013.40平方米（40.52亩）'],
  ],
  [
    'determination',
    'Art. 10 (3) facts and basis',
    [
      '约定的动工开发日期为2025年1月10日',
      '主张闲置原因为政府、政府有关部门的行为：道路未通',
      '现场照片1.jpg',
    ],
  ],
  [
    'determination',
    'Art. 10 (4) cause and conclusion',
    ['土地使用权人自身原因', '自2026年1月10日起为闲置土地', '闲置面积27013.40平方米'],
  ],
  [
    'determination',
    'Art. 10 (5) other, with remedies',
    ['申请行政复议', '运城市人民政府', '6个月内', '第十一条向社会公开'],
  ],
  [
    'publication',
    'Art. 11 position, holder, since when',
    ['纬三路以北、经二路以东', '堃喆镕智能装备有限公司（演示）', '2026年1月10日'],
  ],
  [
    'publication',
    'Art. 11 cause of government, and who was told',
    ['政府、政府有关部门的行为', '示范区规划局'],
  ],
  ['publication', 'Art. 11 until it is disposed of', ['处置完毕后撤销', '门户网站']],
  [
    'hearing_notice',
    'Art. 15 right to a hearing',
    ['要求举行听证的权利', '5个工作日内（至2026年6月8日止）', '20%征缴土地闲置费'],
  ],
  ['hearing_call', 'time and place of the hearing', ['2026年6月26日', '管委会三楼会议室', '申请回避']],
  [
    'hearing_record',
    'place, parties, result, signatures',
    ['管委会三楼会议室', '当事人请求延期缴纳', '当事人或者代理人（签名）'],
  ],
  [
    'disposal_plan',
    'Art. 12 measure and its limits',
    ['第十二条第一款第（一）项', '延长动工开发期限', '2027年3月1日', '最长不超过一年'],
  ],
  [
    'disposal_plan',
    'Art. 13 approval and mortgagee',
    ['运城示范区管理委员会', '运示政函〔2026〕7号', '2026年6月11日书面通知抵押权人'],
  ],
  ['disposal_plan', 'Art. 25 filed before', ['BA-2026-31']],
  ['fee_decision', 'Art. 16 (1) holder', ['堃喆镕智能装备有限公司（演示）', '运城示范区纬三路8号']],
  [
    'fee_decision',
    'Art. 16 (2) facts and evidence',
    ['运示闲认〔2026〕2号', '现场勘测报告.pdf', '闲置面积27013.40平方米'],
  ],
  [
    'fee_decision',
    'Art. 16 (3) kind and basis',
    ['第十四条第（一）项', '人民币162.08万元（大写：壹佰陆拾贰万零捌佰元整）', '20%', '运示政函〔2026〕9号'],
  ],
  [
    'fee_decision',
    'Art. 16 (4) how and by when',
    ['30日内（至2026年8月12日止）', '运城示范区财政局', '6200 0000 0000 0001'],
  ],
  ['fee_decision', 'Art. 16 (5) remedies', ['60日内', '运城市人民政府', '6个月内', '运城示范区人民法院']],
  ['fee_decision', 'Art. 16 (6) authority and date', ['运城示范区自然资源局', '2026年7月13日']],
  ['fee_decision', 'Art. 16 (7) other', ['第十八条', '不得列入生产成本']],
  [
    'recovery_decision',
    'Art. 16 (1)–(3)',
    [
      '堃喆镕智能装备有限公司（演示）',
      '运示闲认〔2026〕2号',
      '第十四条第（二）项',
      '无偿收回',
      '晋政地字〔2026〕88号',
    ],
  ],
  ['recovery_decision', 'Art. 16 (4) how and by when', ['注销登记', '30日内（至2026年8月12日止）']],
  [
    'recovery_decision',
    'Art. 16 (5)–(7)',
    ['申请行政复议', '提起行政诉讼', '2026年7月13日', '直接公告注销', '2026年7月14日抄送抵押权人'],
  ],
  [
    'buyback_agreement',
    '242号 price rule',
    [
      '人民币900万元',
      '人民币850.5万元',
      '两者中较低者：人民币850.5万元',
      '下调5.94%',
      '人民币800万元（大写：捌佰万元整）',
    ],
  ],
  [
    'buyback_agreement',
    '242号 collective decision, publicity, confirmation, funds',
    [
      '〔2026〕第12次',
      '2026年6月1日至2026年6月10日公示',
      '运示政函〔2026〕11号',
      '2026年第三批',
      '百分之五十',
    ],
  ],
  [
    'demand',
    '§35, §54 what, by when, how, rights',
    ['人民币162.08万元', '10日内（至2026年7月23日止）', '陈述和申辩', '申请人民法院强制执行'],
  ],
  [
    'court_application',
    '§53, §55 application',
    ['示范区人民法院', '运示闲费〔2026〕1号', '运示闲催〔2027〕1号', '三个月内', '申请强制执行标的情况'],
  ],
]
