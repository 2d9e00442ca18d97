import { yearOf } from './dates.ts'
import type { Book, OpenChange } from './book.ts'

const OFFICE = '运城示范开发区管委会（演示）'

/** The documents of the office, one per purpose and year. Each is opened when a row first needs it. */
export type Desk = {
  yearly: (purpose: Purpose, date: string) => OpenChange
  single: (purpose: SinglePurpose) => OpenChange
  approval: (batchKey: string, number: string, title: string, approvedOn: string) => OpenChange
}

type Purpose = 'supply' | 'payment' | 'progress' | 'idle' | 'unsupplied' | 'standard' | 'works'
type SinglePurpose = 'cadastre' | 'network' | 'assessment' | 'factory' | 'context' | 'indicators'

const purposes: Readonly<Record<Purpose, readonly [mark: string, title: string, kind: string]>> = {
  supply: ['供', '国有建设用地供应台账', 'contract'],
  payment: ['缴', '土地出让价款缴纳台账', 'other'],
  progress: ['巡', '开竣工动态巡查记录', 'inspection'],
  idle: ['闲', '闲置土地处置专班纪要', 'remediation'],
  unsupplied: ['批', '批而未供土地处置专班纪要', 'remediation'],
  standard: ['标', '“标准地”项目投资管理合同汇总', 'contract'],
  works: ['建', '市政工程建设计划', 'plan'],
}

const singles: Readonly<
  Record<SinglePurpose, readonly [number: string, title: string, kind: string, on: string]>
> = {
  cadastre: ['运示地籍〔2009〕1号', '开发区地籍总调查成果', 'survey', '2009-01-05'],
  network: ['运示管线〔2016〕3号', '地下管线普查与设施移交成果', 'survey', '2016-06-20'],
  assessment: ['运示评〔2021〕2号', '区域评估成果汇编', 'assessment', '2021-03-30'],
  factory: ['运示厂〔2021〕5号', '标准化厂房竣工测绘成果', 'survey', '2021-11-18'],
  context: ['运示图〔2020〕1号', '开发区基础地理底图', 'survey', '2020-09-01'],
  indicators: ['运示标规〔2020〕1号', '“标准地”控制性指标体系', 'rule', '2020-01-10'],
}

export function openDesk(book: Book): Desk {
  return {
    yearly(purpose, date) {
      const [mark, title, kind] = purposes[purpose]
      const year = yearOf(date)
      const number = `运示${mark}〔${year}〕1号`
      const record = { key: `${purpose}-${year}`, number, title: `${year}年${title}`, kind, issuer: OFFICE }
      return book.open({ ...record, issuedOn: `${year}-01-01` })
    },
    single(purpose) {
      const [number, title, kind, issuedOn] = singles[purpose]
      return book.open({ key: purpose, number, title, kind, issuer: OFFICE, issuedOn })
    },
    approval: (key, number, title, issuedOn) =>
      book.open({ key, number, title, kind: 'approval', issuer: '山西省人民政府', issuedOn }),
  }
}
