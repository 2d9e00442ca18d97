import type { ClaimScopeId } from '../rules/claims/scopes.ts'
import type { ClaimMeasure } from '../rules/claims/units.ts'

/**
 * Figures that a real zone has published; the parcels behind them here are invented, and were drawn so that they add
 * up to the figures (README.md).
 */
export type DemoClaim = {
  slug: string
  title: string
  titleEn: string
  quotation: string
  publishedOn: string
  fromOn: string | null
  toOn: string
  scope: ClaimScopeId
  scopeFilter?: Record<string, string>
  measure: ClaimMeasure
  unit: string
  value: string
  second?: { measure: ClaimMeasure; unit: string; value: string }
  note: string
}

export const claimSource = '运城经开区公布文字，2022（本区为合成演示区）'

const LAST_DAY = '2022-09-15'
const PUBLISHED = '2022-09-20'
const disposal = { publishedOn: PUBLISHED, fromOn: '2009-01-01', toOn: LAST_DAY } as const
const state = { publishedOn: PUBLISHED, fromOn: null, toOn: LAST_DAY } as const

export const demoClaims: readonly DemoClaim[] = [
  {
    ...disposal,
    slug: 'unsupplied-1952-98',
    title: '批而未供已解决',
    titleEn: 'Approved-but-unsupplied land disposed of',
    quotation: '解决2009年以来13年间批而未供土地1952.98亩',
    scope: 'unsupplied_disposed',
    measure: 'area',
    unit: 'mu',
    value: '1952.98',
    note: '原文未说明“解决”的口径；此处按处置完成日在期间内的批而未供地块汇总。',
  },
  {
    ...disposal,
    slug: 'idle-616-75',
    title: '闲置土地已解决',
    titleEn: 'Idle land disposed of',
    quotation: '解决闲置土地616.75亩',
    scope: 'idle_disposed',
    measure: 'area',
    unit: 'mu',
    value: '616.75',
    note: '按处置完成日在期间内的闲置地块汇总。',
  },
  {
    publishedOn: PUBLISHED,
    fromOn: '2020-01-01',
    toOn: LAST_DAY,
    slug: 'standard-land-283-69',
    title: '“标准地”供应',
    titleEn: 'Standard land supplied',
    quotation: '以“标准地”模式供应工业用地7宗283.69亩',
    scope: 'standard_land_supplied',
    measure: 'area',
    unit: 'mu',
    value: '283.69',
    second: { measure: 'count', unit: 'parcel', value: '7' },
    note: '按签订项目投资管理合同之日归入期间，面积取出让合同面积。',
  },
  {
    ...state,
    slug: 'seismic-41-1',
    title: '地震安全性评价范围',
    titleEn: 'Area of the seismic-safety assessment',
    quotation: '完成41.1平方公里地震安全性区域评价',
    scope: 'assessment_area',
    scopeFilter: { kind: 'seismic_safety' },
    measure: 'area',
    unit: 'km2',
    value: '41.1',
    note: '评价范围含开发区四周，大于开发区面积。',
  },
  {
    ...state,
    slug: 'factory-115000',
    title: '标准化厂房',
    titleEn: 'Standardised factory space',
    quotation: '建设标准化厂房11.5万平方米',
    scope: 'factory_floor_area',
    measure: 'floor_area',
    unit: 'm2',
    value: '115000',
    note: '建筑面积，不计入用地面积。',
  },
  {
    ...state,
    slug: 'roads-9',
    title: '加快推进的道路',
    titleEn: 'Roads under way',
    quotation: '加快推进河东东街延长线等9条道路建设',
    scope: 'roads_under_way',
    measure: 'count',
    unit: 'road',
    value: '9',
    note: '按当日在建状态统计。',
  },
  {
    ...state,
    slug: 'separation-1',
    title: '雨污分流改造工程',
    titleEn: 'Rain and sewage separation project',
    quotation: '实施1项雨污分流改造工程',
    scope: 'separation_projects',
    measure: 'count',
    unit: 'project',
    value: '1',
    note: '以独立立项、有投资额的排水管线工程计。',
  },
  {
    ...state,
    slug: 'works-11-4',
    title: '道路与雨污分流总投资',
    titleEn: 'Investment in roads and separation',
    quotation: '9条道路和1项雨污分流改造工程，总投资11.4亿元',
    scope: 'works_under_way',
    measure: 'money',
    unit: 'yi_yuan',
    value: '11.4',
    second: { measure: 'count', unit: 'project', value: '10' },
    note: '计划总投资合计。',
  },
]
