import type { MultiPolygonGeometry } from '../model/geojson.ts'
import { ellipsoidalAreaM2 } from '../geometry/ellipsoidal-area.ts'
import { roundTo } from '../geometry/units.ts'
import type { Book } from './book.ts'
import { yearOf } from './dates.ts'
import { loopAreaM2, toMultiPolygon } from './fabric.ts'
import { zoneOutline } from './ground.ts'
import type { Loop, Point } from './plane.ts'
import { along, centroid, distance } from './plane.ts'
import type { Desk } from './records.ts'

/** Regional assessments. The seismic one covers the published 41.1 km²: the zone and a rim around it. */
const SEISMIC_M2 = 41_100_000
/** Together 1667 万元. */
const specs = [
  ['seismic_safety', '地震安全性评价', 312, '2020-09-18', 5],
  ['geological_hazard', '地质灾害危险性评估', 186, '2020-08-06', 5],
  ['mineral_overlay', '压覆重要矿产资源评估', 143, '2020-07-22', 5],
  ['environment', '规划环境影响评价', 268, '2021-01-15', 5],
  ['flood', '洪水影响评价', 121, '2020-11-02', 5],
  ['soil_and_water', '水土保持区域评估', 134, '2020-12-09', 5],
  ['water_resources', '水资源论证区域评估', 152, '2021-02-26', 5],
  ['energy', '区域节能评价', 118, '2021-03-12', 3],
  ['climate', '气候可行性论证', 97, '2021-03-19', 5],
  ['heritage', '文物考古调查勘探', 136, '2020-10-28', 10],
] as const

const scaled = (loop: Loop, centre: Point, factor: number): Loop =>
  loop.map((point) => along(centre, point, factor))

/**
 * The outline widened to the wanted area. A common factor comes within a few dm², as vertices lie on the grid;
 * then one vertex after the other is moved outward by what is missing, as far as that helps.
 */
function widened(wantedM2: number): Loop {
  const centre = centroid(zoneOutline)
  let factor = 1
  for (let round = 0; round < 8; round++) {
    factor *= Math.sqrt(wantedM2 / loopAreaM2(scaled(zoneOutline, centre, factor)))
  }
  let loop = scaled(zoneOutline, centre, factor)
  for (let i = 0; i < loop.length; i++) {
    const missing = wantedM2 - loopAreaM2(loop)
    const reach = distance(loop[(i + loop.length - 1) % loop.length]!, loop[(i + 1) % loop.length]!)
    const moved = along(centre, loop[i]!, 1 + (2 * missing) / reach / distance(centre, loop[i]!))
    const tried = loop.map((point, k) => (k === i ? moved : point))
    if (Math.abs(wantedM2 - loopAreaM2(tried)) < Math.abs(missing)) loop = tried
  }
  return loop
}

const yearsLater = (date: string, years: number) => `${yearOf(date) + years}${date.slice(4)}`

export function writeAssessments(book: Book, desk: Desk, boundary: MultiPolygonGeometry): void {
  const zoneM2 = roundTo(ellipsoidalAreaM2(boundary), 2)
  specs.forEach(([kind, title, costWan, approvedOn, years], i) => {
    const isSeismic = kind === 'seismic_safety'
    book.enter(
      'assessments',
      desk.single('assessment'),
      {
        code: `QP-${String(i + 1).padStart(2, '0')}`,
        name: `开发区${title}`,
        kind,
        approval_no: `运示评函〔${approvedOn.slice(0, 4)}〕${i + 4}号`,
        approved_on: approvedOn,
        valid_until: yearsLater(approvedOn, years),
        institution: `示范${title.slice(0, 4)}技术服务中心（演示）`,
        cost_wan: costWan,
        declared_area_m2: isSeismic ? SEISMIC_M2 : zoneM2,
        declared_area_basis: isSeismic ? 'approval' : 'other',
        survey_method: 'digitised',
      },
      { key: `assessment-${kind}`, geometry: isSeismic ? toMultiPolygon([widened(SEISMIC_M2)]) : boundary },
    )
  })
}
