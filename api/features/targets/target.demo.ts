import type { Database } from '#api/db/database.ts'
import { addDays } from '#geodata/rules/periods.ts'
import type { StockKind } from '#api/db/schema-remediation.ts'
import type { TargetCohort } from './target.queries.ts'
import { insertTarget, readInstant } from './target.queries.ts'
import { stockOn } from './target.stock.ts'

/** Targets of the demonstration: two years of the published history, and those that run on the day of loading. */
type Story = {
  title: string
  kind: StockKind
  cohort: TargetCohort
  assignedOn: string
  dueOn: string
  /** Per cent of the base, or a share of it given as an area. */
  rate?: number
  areaShare?: number
  responsible: string
  documentNo: string
}

const author = '示范数据'

function storiesFor(today: string): Story[] {
  const back = (days: number) => addDays(today, -days)
  const yearOf = (date: string) => date.slice(0, 4)
  const dueOn = addDays(today, 118)
  return [
    {
      title: '2021年批而未供处置任务',
      kind: 'unsupplied',
      cohort: '2009_2018',
      assignedOn: '2021-01-20',
      dueOn: '2021-12-31',
      rate: 30,
      responsible: '批而未供处置专班',
      documentNo: '运示处〔2021〕3号',
    },
    {
      title: '2022年批而未供处置任务',
      kind: 'unsupplied',
      cohort: '2009_2018',
      assignedOn: '2022-01-18',
      dueOn: '2022-10-31',
      areaShare: 0.32,
      responsible: '批而未供处置专班',
      documentNo: '运示处〔2022〕2号',
    },
    {
      title: '2022年闲置土地处置任务',
      kind: 'idle',
      cohort: 'all',
      assignedOn: '2022-01-18',
      dueOn: '2022-10-31',
      rate: 45,
      responsible: '闲置土地处置专班',
      documentNo: '运示处〔2022〕2号',
    },
    {
      title: '存量批而未供清理（2009—2018年批准）',
      kind: 'unsupplied',
      cohort: '2009_2018',
      assignedOn: back(212),
      dueOn,
      rate: 15,
      responsible: '批而未供处置专班',
      documentNo: `运示处〔${yearOf(back(212))}〕5号`,
    },
    {
      title: '新增批而未供消化（2019年以来批准）',
      kind: 'unsupplied',
      cohort: 'from_2019',
      assignedOn: back(212),
      dueOn,
      rate: 10,
      responsible: '自然资源和规划局',
      documentNo: `运示处〔${yearOf(back(212))}〕5号`,
    },
    {
      title: '闲置土地销号',
      kind: 'idle',
      cohort: 'all',
      assignedOn: back(160),
      dueOn: addDays(today, 24),
      rate: 35,
      responsible: '闲置土地处置专班',
      documentNo: `运示处〔${yearOf(back(160))}〕7号`,
    },
  ]
}

export async function seedTargets(database: Database, zoneId: number, today: string): Promise<void> {
  const baseKnownAt = await readInstant(database.db)
  for (const { rate, areaShare, ...story } of storiesFor(today)) {
    const { kind, cohort, assignedOn } = story
    const stock = await stockOn({ database }, zoneId, { on: assignedOn, known: baseKnownAt }, kind, cohort)
    if (stock.length === 0) continue
    const baseM2 = stock.reduce((sum, { areaM2 }) => sum + areaM2, 0).toFixed(4)
    const goalAreaM2 = areaShare === undefined ? null : Math.round(Number(baseM2) * areaShare)
    const target = {
      ...story,
      year: Number(story.dueOn.slice(0, 4)),
      goalAreaM2,
      goalRate: rate ?? null,
      note: null,
      baseM2,
      baseCount: stock.length,
      baseKnownAt,
      createdBy: author,
      updatedBy: author,
    }
    await database.db.transaction().execute((trx) => insertTarget(trx, zoneId, target, stock))
  }
}
