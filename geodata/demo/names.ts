import type { BlockUse } from './layout.ts'
import type { Random } from './random.ts'

/** Invented names. No firm or person of this zone exists; every firm says so itself. */
const stems = [
  '晋禾',
  '河衡',
  '瑞峪',
  '恒涑',
  '鼎岚',
  '盛湫',
  '启垣',
  '嘉稷',
  '拓峰',
  '泽霖',
  '昌鹤',
  '隆冶',
  '华岫',
  '信樾',
  '锦澜',
  '万硕',
  '旭川',
  '凯灏',
  '中栩',
  '永砺',
  '博尧',
  '同晖',
  '德溪',
  '金崤',
  '和煦',
  '卓韵',
  '安芮',
  '海虞',
  '舜禾',
  '运恒',
  '条峰',
  '银泓',
  '解梁',
  '虞坂',
  '鸣条',
  '稷丰',
] as const

const trades: Readonly<Partial<Record<BlockUse, readonly string[]>>> = {
  industry: [
    '新能源科技',
    '铜基新材料',
    '智能装备',
    '汽车零部件',
    '绿色建材',
    '精密机械',
    '制版科技',
    '环保设备',
    '电气设备',
    '生物制药',
    '食品加工',
    '轻质合金',
    '包装印务',
    '线缆制造',
    '轴承制造',
    '农机制造',
    '玻璃制品',
    '电池材料',
  ],
  logistics: ['物流', '冷链物流', '供应链管理', '仓储服务', '快运'],
  commerce: ['商贸', '酒店管理', '商业运营', '汽车销售服务', '家居市场'],
  housing: ['置业', '安居建设', '房地产开发'],
  public: [
    '公共事业服务中心（演示）',
    '职业技术学校（演示）',
    '人民医院（演示）',
    '技术研究院（演示）',
    '实验学校（演示）',
  ],
}

const surnames = [
  '任',
  '卫',
  '薛',
  '裴',
  '柴',
  '景',
  '姚',
  '畅',
  '关',
  '尉',
  '樊',
  '荆',
  '吕',
  '柳',
  '庞',
  '车',
] as const
const given = [
  '立言',
  '守一',
  '知行',
  '思远',
  '明岳',
  '伯川',
  '允中',
  '若谷',
  '景行',
  '子衡',
  '望舒',
  '致和',
] as const

export type Names = { holder: (use: BlockUse) => string; person: () => string }

/** Names that are not given twice, as long as they last. */
export function inventNames(random: Random): Names {
  const used = new Set<string>()
  const holder = (use: BlockUse): string => {
    for (let round = 0; ; round++) {
      const trade = random.pick(trades[use] ?? trades.industry!)
      const tail = use === 'public' ? trade : `${trade}有限公司（演示）`
      const name = round < 40 ? random.pick(stems) + tail : random.pick(stems) + random.pick(stems) + tail
      if (used.has(name)) continue
      used.add(name)
      return name
    }
  }
  return { holder, person: () => random.pick(surnames) + random.pick(given) }
}

export const officials = [
  '任立言',
  '卫守一',
  '薛知行',
  '裴思远',
  '柴明岳',
  '景伯川',
  '姚允中',
  '畅若谷',
] as const

/** 用地用海分类 2023, the codes that a use may carry. */
export const landUseCodes: Readonly<Partial<Record<BlockUse, readonly string[]>>> = {
  industry: ['100101', '100101', '100102', '100102', '100102', '100103'],
  logistics: ['110101', '110101', '110102'],
  commerce: ['0901', '0902', '090104'],
  housing: ['0701'],
  public: ['0804', '0802', '0801', '0806', '0803', '1401'],
  reserve: ['100101', '100102', '16'],
}

export const useNames: Readonly<Record<string, string>> = {
  industry: '工业用地',
  logistics: '物流仓储用地',
  commerce: '商服用地',
  housing: '住宅用地',
  public: '公共服务用地',
  reserve: '储备用地',
}
