import type { AreaUnit } from '../geometry/units.ts'
import type { CollectionSpec } from './collections.ts'
import type { FieldSpec } from './fields.ts'

/**
 * Which column of somebody's file means which of our properties. Names come from the cadastral database
 * standard (ZDJBXX), the third survey (DLTB), approval and supply tables (domain.md §8.3–8.5) and from headings
 * that surveyors write; earlier names win over later ones.
 */
const common: Record<string, readonly string[]> = {
  name: ['名称', 'mc', 'name_zh'],
  remarks: ['备注', '说明', 'bz', 'remark', 'memo'],
  responsible: ['责任人', '包联责任人', '包联领导', 'zrr'],
  declared_area_m2: [
    '地块面积_平方米',
    '批准面积',
    '宗地面积',
    '地块面积',
    '用地面积',
    '用地总面积',
    '供地面积',
    '土地面积',
    '图斑面积',
    '面积',
    'zdmj',
    'dkmj',
    'ydzmj',
    'ydmj',
    'tdmj',
    'tbmj',
    'mj',
    'area',
  ],
  declared_area_basis: ['面积依据', '面积来源'],
  survey_method: ['测量方法', '调查方法'],
  real_estate_unit_no: ['不动产单元号', '不动产单元代码', 'bdcdyh', 'bdcdydm'],
  land_use_code: [
    '地类编码',
    '地类代码',
    '用途代码',
    '土地用途代码',
    '用地代码',
    'dlbm',
    'dldm',
    'ytdm',
    'tdytdm',
    'yddm',
    'tdyt',
    '土地用途',
  ],
  land_use_scheme: ['地类标准', '分类标准'],
  approved_on: ['批准日期', '批准时间', '批复日期', 'pzrq', 'pfrq'],
  approval_no: ['批准文号', '批复文号', '批文号', '文号', 'pzwh', 'pfwh', 'pwh'],
  completed_on: ['竣工日期', '竣工时间', 'jgrq'],
  started_on: ['开工日期', '开工时间', 'kgrq'],
  commissioned_on: ['投用日期', '建成日期', 'jcrq'],
  owner: ['权属单位', '产权单位', '所有权人', 'qsdw', 'cqdw'],
  investment_wan: ['投资_万元', '总投资', '投资额', 'tze'],
  capacity: ['规模', '容量', 'rl'],
  capacity_unit: ['规模单位', '容量单位'],
  voltage_kv: ['电压等级', '电压', 'dydj', 'dy'],
}

const own: Record<string, Record<string, readonly string[]>> = {
  parcels: {
    code: [
      '地块编号',
      '地块编码',
      '地块代码',
      '地块号',
      '宗地编号',
      'dkbh',
      'dkbm',
      'dkdm',
      'dkh',
      'zdbh',
      '图斑编号',
      'tbbh',
      '编号',
      'bh',
    ],
    name: ['地块名称', '宗地名称', '项目名称', 'dkmc', 'zdmc', 'xmmc', ...common['name']!],
    parcel_code: ['宗地代码', '宗地编码', 'zddm'],
    holder: [
      '权利人',
      '权利人名称',
      '土地使用权人',
      '使用权人',
      '土地使用者',
      '受让人',
      '受让单位',
      '用地单位',
      '单位名称',
      'qlr',
      'qlrmc',
      'srdw',
      'srr',
      'yddw',
      'dwmc',
    ],
    location: [
      '坐落',
      '土地坐落',
      '宗地坐落',
      '位置',
      '项目位置',
      '地址',
      'zl',
      'tdzl',
      'zdzl',
      'xmwz',
      'dkwz',
    ],
    stratum: ['空间层', '地表地上地下'],
  },
  'approval-batches': {
    code: ['批次编号', '批次号', 'pcbh', 'pch', '编号', 'bh'],
    name: ['批次名称', '项目名称', 'pcmc', 'jsxmmc', 'xmmc', ...common['name']!],
    authority: ['批准机关', '批准单位', 'pzjg', 'pzdw'],
    new_construction_m2: ['新增建设用地', '新增建设用地面积', 'xzjsydmj'],
    farmland_m2: ['占耕地', '耕地面积', 'gdmj'],
    expropriated_m2: ['征收面积', '征地面积', 'zsmj', 'zdmj'],
  },
  assessments: {
    code: ['评估编号', '编号', 'bh'],
    name: ['评估名称', '项目名称', 'xmmc', ...common['name']!],
    valid_until: ['有效期至', '有效期', 'yxq'],
    institution: ['编制单位', '评估单位', 'bzdw'],
    cost_wan: ['费用_万元', '费用'],
  },
  roads: {
    code: ['道路编号', '编号', 'dlbh', 'bh'],
    name: ['道路名称', '路名', 'dlmc', 'lm', ...common['name']!],
    class: ['道路等级', 'dldj'],
    status: ['建设状态', '状态', 'zt'],
    red_line_width_m: ['红线宽度', 'hxkd', '路宽'],
    lanes: ['车道数', 'cds'],
    declared_length_m: ['道路长度', '长度', 'dlcd', 'cd'],
    planned_completion_on: ['计划竣工日期', 'jhjgrq'],
  },
  pipelines: {
    code: ['管线编号', '管段编号', '编号', 'gxbh', 'gdbh', 'bh'],
    name: ['管线名称', 'gxmc', ...common['name']!],
    kind: ['管线类型', '管线种类', 'gxlx', 'gxzl'],
    status: ['建设状态', '状态', 'zt'],
    material: ['材质', '管材', 'cz', 'gc'],
    diameter_mm: ['管径', 'gj', 'dn'],
    section: ['断面尺寸', '断面', 'dmcc'],
    depth_m: ['埋深', 'ms'],
    pressure_mpa: ['压力', 'yl'],
  },
  facilities: {
    code: ['设施编号', '编号', 'ssbh', 'bh'],
    name: ['设施名称', 'ssmc', ...common['name']!],
    kind: ['设施类型', 'sslx'],
    status: ['建设状态', '状态', 'zt'],
  },
  'factory-buildings': {
    code: ['厂房编号', '幢号', '编号', 'cfbh', 'zh', 'bh'],
    name: ['厂房名称', '建筑名称', 'cfmc', 'jzmc', ...common['name']!],
    structure: ['结构', '建筑结构', 'jg'],
    storeys_above: ['地上层数', '层数', 'dscs', 'cs'],
    storeys_below: ['地下层数', 'dxcs'],
    gross_floor_area_m2: ['建筑面积', '总建筑面积', 'jzmj', 'zjzmj'],
    height_m: ['建筑高度', '高度', 'jzgd'],
    fire_class: ['火灾危险性', '防火等级'],
    status: ['建设状态', '状态', 'zt'],
    cost_wan: ['造价_万元', '造价'],
  },
}

const units: readonly [RegExp, AreaUnit][] = [
  [/(平方公里|km2|km²)$/, 'km2'],
  [/(平方米|平米|㎡|m2|m²)$/, 'm2'],
  [/(公顷|hm2|hm²|ha)$/, 'ha'],
  [/(亩|mu)$/, 'mu'],
]

type ReadName = { key: string; unit: AreaUnit | null }

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-—·.:()（）[\]【】]+/g, '')

/** `用地面积（亩）` → `用地面积` in 亩; full width, case, spaces and separators count for nothing. */
function readName(name: string): ReadName {
  const key = plain(name)
  for (const [pattern, unit] of units) {
    const rest = key.replace(pattern, '')
    if (rest !== key && rest !== '') return { key: rest, unit }
  }
  return { key, unit: null }
}

type Sense = { property: string; rank: number; unit: AreaUnit | null }

/** Every name that means something in a collection. Ranks: our own names, then the lists in their order. */
function sensesOf(spec: CollectionSpec): Map<string, Sense> {
  const senses = new Map<string, Sense>()
  const learn = (name: string, sense: Sense) => {
    if (!senses.has(name)) senses.set(name, sense)
  }
  const fields = spec.fields.filter(({ computed }) => !computed)
  for (const { name } of fields) {
    learn(plain(name), { property: name, rank: 0, unit: name.endsWith('_m2') ? 'm2' : null })
  }
  for (const { name } of fields) {
    const synonyms = own[spec.id]?.[name] ?? common[name] ?? []
    for (const [index, synonym] of synonyms.entries()) {
      learn(plain(synonym), { property: name, rank: index + 1, unit: readName(synonym).unit })
    }
  }
  for (const [cut, property] of cutNames(spec, fields))
    learn(cut, { property, rank: 100, unit: property.endsWith('_m2') && /^[a-z]/.test(cut) ? 'm2' : null })
  return senses
}

/** A .dbf keeps ten bytes of a name: three Chinese characters in UTF-8, five in GBK. */
const cutWidths = [3, 2]
const keptBytes = 10

function cutTo(name: string, width: number): string {
  let bytes = 0
  let end = 0
  for (const character of name) {
    bytes += character > '\x7f' ? width : 1
    if (bytes > keptBytes) break
    end += character.length
  }
  return name.slice(0, end)
}

/** Names as a .dbf cuts them, where what is left can mean one property only. */
function cutNames(spec: CollectionSpec, fields: readonly FieldSpec[]): [cut: string, property: string][] {
  const meanings = new Map<string, Set<string>>()
  for (const { name } of fields) {
    for (const known of [name, ...(own[spec.id]?.[name] ?? common[name] ?? [])]) {
      for (const width of cutWidths) {
        const cut = plain(cutTo(known, width))
        meanings.set(cut, (meanings.get(cut) ?? new Set()).add(name))
      }
    }
  }
  return [...meanings].flatMap(([cut, properties]): [string, string][] =>
    properties.size === 1 ? [[cut, [...properties][0]!]] : [],
  )
}

export type FieldMapping = {
  /** Property by field of the file. */
  fields: Map<string, string>
  /** Unit of an area by field, as its name says; null where the name does not. */
  units: Map<string, AreaUnit | null>
}

/** What the fields of a file most likely mean; two fields never mean the same property. */
export function mapFieldNames(spec: CollectionSpec, names: Iterable<string>): FieldMapping {
  const senses = sensesOf(spec)
  const best = new Map<string, { field: string; rank: number; unit: AreaUnit | null }>()
  for (const field of names) {
    const read = readName(field)
    const exact = senses.get(plain(field))
    const sense = exact ?? senses.get(read.key)
    if (!sense) continue
    const known = best.get(sense.property)
    if (known && known.rank <= sense.rank) continue
    best.set(sense.property, { field, rank: sense.rank, unit: exact?.unit ?? read.unit ?? sense.unit })
  }
  const fields = new Map<string, string>()
  const areaUnits = new Map<string, AreaUnit | null>()
  for (const [property, { field, unit }] of best) {
    fields.set(field, property)
    areaUnits.set(field, unit)
  }
  return { fields, units: areaUnits }
}

/** The unit of an area that the name of a field says. */
export function unitInName(field: string): AreaUnit | null {
  return field.endsWith('_m2') ? 'm2' : readName(field).unit
}
