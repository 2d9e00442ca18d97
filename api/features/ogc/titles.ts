/**
 * What GIS clients show in their lists of layers. They know neither our catalogues nor a language of the
 * person, so both languages stand side by side.
 */
const titles: Readonly<Record<string, string>> = {
  parcels: '地块 Parcels',
  'approval-batches': '批次 Approval batches',
  'unsupplied-land': '批而未供土地 Unsupplied land',
  'idle-land': '闲置土地 Idle land',
  'standard-land': '标准地 Standard land',
  assessments: '区域评估 Assessments',
  roads: '道路 Roads',
  pipelines: '管线 Pipelines',
  facilities: '设施 Facilities',
  'factory-buildings': '标准化厂房 Factory buildings',
}

export const titleOf = (id: string): string => titles[id] ?? id
