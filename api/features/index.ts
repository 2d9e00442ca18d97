import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '#api/context.ts'
import { attachmentRoutes } from './attachments/attachment.routes.ts'
import { basemapRoutes } from './basemap/basemap.routes.ts'
import { batchRoutes } from './batches/batch.routes.ts'
import { caseRoutes } from './cases/case.routes.ts'
import { changeRoutes } from './changes/change.routes.ts'
import { claimRoutes } from './claims/claim.routes.ts'
import { clockRoutes } from './clocks/clock.routes.ts'
import { documentRoutes } from './documents/document.routes.ts'
import { compareRoutes } from './compare/compare.routes.ts'
import { eventsRoutes } from './events/events.routes.ts'
import { freshnessRoutes } from './evidence/freshness.routes.ts'
import { exportRoutes } from './exports/export.routes.ts'
import { featureRoutes } from './features/feature.routes.ts'
import { importRoutes } from './imports/import.routes.ts'
import { ledgerRoutes } from './ledger/ledger.routes.ts'
import { measureRoutes } from './measure/measure.routes.ts'
import { noticeRoutes } from './notices/notice.routes.ts'
import { ogcRoutes } from './ogc/ogc.routes.ts'
import { operationsRoutes } from './operations/operations.routes.ts'
import { overviewRoutes } from './overview/overview.routes.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { problemRoutes } from './problems/problem.routes.ts'
import { recordRoutes } from './records/record.routes.ts'
import { referenceLayerRoutes } from './reference-layers/reference-layer.routes.ts'
import { reportRoutes } from './reports/report.routes.ts'
import { responsibilityRoutes } from './responsibilities/responsibility.routes.ts'
import { ruleRoutes } from './rules/rule.routes.ts'
import { searchRoutes } from './search/search.routes.ts'
import { sessionRoutes } from './session/session.routes.ts'
import { stockRoutes } from './stock/stock.routes.ts'
import { targetRoutes } from './targets/target.routes.ts'
import { tileRoutes } from './tiles/tile.routes.ts'
import { watchRoutes } from './watch/watch.routes.ts'

export type FeaturePlugin = FastifyPluginAsync<{ context: Context }>

/** Every feature of the API; one line each. */
export const features: readonly FeaturePlugin[] = [
  operationsRoutes,
  sessionRoutes,
  peopleRoutes,
  ledgerRoutes,
  compareRoutes,
  featureRoutes,
  searchRoutes,
  overviewRoutes,
  exportRoutes,
  ogcRoutes,
  tileRoutes,
  measureRoutes,
  eventsRoutes,
  changeRoutes,
  recordRoutes,
  clockRoutes,
  caseRoutes,
  ruleRoutes,
  responsibilityRoutes,
  reportRoutes,
  stockRoutes,
  attachmentRoutes,
  claimRoutes,
  problemRoutes,
  batchRoutes,
  documentRoutes,
  freshnessRoutes,
  targetRoutes,
  importRoutes,
  referenceLayerRoutes,
  basemapRoutes,
  watchRoutes,
  noticeRoutes,
]
