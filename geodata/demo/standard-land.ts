import { roundTo } from '../geometry/units.ts'
import type { Parcel } from './allotment.ts'
import { addDays } from './dates.ts'
import type { Contract, Office } from './supplies.ts'

/** Indicators of 标准地: definitions, agreed values, and values as built where the works are done. */
type Indicator = {
  code: string
  nameZh: string
  nameEn: string
  unit: string
  direction: 'at_least' | 'at_most' | 'stated'
  mandatory: boolean
  agreed: readonly number[]
  /** As built, as a multiple of what was agreed: one parcel falls short. */
  built: readonly number[]
}

const SOURCE = '自然资源部《工业项目建设用地控制指标》（2023）及本区设定（演示）'

const indicators: readonly Indicator[] = [
  {
    code: 'floor_area_ratio',
    nameZh: '容积率',
    nameEn: 'Floor area ratio',
    unit: 'ratio',
    direction: 'at_least',
    mandatory: true,
    agreed: [1, 1.2, 0.8, 1.5],
    built: [1.08, 1.02, 1.15, 0.94],
  },
  {
    code: 'building_coefficient',
    nameZh: '建筑系数',
    nameEn: 'Building coefficient',
    unit: '%',
    direction: 'at_least',
    mandatory: true,
    agreed: [40, 45, 42, 40],
    built: [1.05, 1.01, 1.1, 1.03],
  },
  {
    code: 'office_land_share',
    nameZh: '行政办公及生活服务设施用地占比',
    nameEn: 'Share of office and service land',
    unit: '%',
    direction: 'at_most',
    mandatory: true,
    agreed: [7, 7, 6, 7],
    built: [0.9, 0.96, 0.8, 1],
  },
  {
    code: 'fixed_investment',
    nameZh: '固定资产投资强度',
    nameEn: 'Fixed-asset investment',
    unit: '万元/亩',
    direction: 'at_least',
    mandatory: false,
    agreed: [220, 260, 300, 240],
    built: [1.03, 0.98, 1.12, 1.01],
  },
  {
    code: 'tax_per_mu',
    nameZh: '亩均税收',
    nameEn: 'Tax per mu',
    unit: '万元/亩',
    direction: 'at_least',
    mandatory: false,
    agreed: [12, 15, 18, 14],
    built: [],
  },
  {
    code: 'output_per_mu',
    nameZh: '亩均产值',
    nameEn: 'Output per mu',
    unit: '万元/亩',
    direction: 'at_least',
    mandatory: false,
    agreed: [280, 320, 400, 300],
    built: [],
  },
  {
    code: 'energy_per_output',
    nameZh: '单位增加值能耗',
    nameEn: 'Energy per value added',
    unit: 'tce/万元',
    direction: 'at_most',
    mandatory: false,
    agreed: [0.5, 0.42, 0.36, 0.48],
    built: [],
  },
]

const AS_BUILT = 4

export function writeStandardLand(office: Office, contracts: Map<Parcel, Contract>): void {
  const { book, desk } = office
  for (const indicator of indicators) {
    const reference = book.enter(
      'indicators',
      desk.single('indicators'),
      {
        code: indicator.code,
        name_zh: indicator.nameZh,
        name_en: indicator.nameEn,
        unit: indicator.unit,
        direction: indicator.direction,
        mandatory: indicator.mandatory,
        source: SOURCE,
        effective_from: '2020-01-10',
      },
      { key: `indicator-${indicator.code}` },
    )
    ;[...contracts].forEach(([parcel, contract], i) => {
      const agreed = indicator.agreed[i % indicator.agreed.length]!
      const write = (stage: string, value: number, on: string) =>
        book.enter(
          'indicator-values',
          desk.yearly('standard', on),
          {
            parcel_id: office.notes.get(parcel)!.reference,
            indicator_id: reference,
            stage,
            value,
            observed_on: on,
          },
          { effectiveOn: on },
        )
      write('agreed', agreed, addDays(contract.signedOn, 3))
      const built = indicator.built[i]
      if (built !== undefined && i < AS_BUILT)
        write('as_built', roundTo(agreed * built, 2), contract.completionOn)
    })
  }
}
