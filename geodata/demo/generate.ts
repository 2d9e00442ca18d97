import { declareAcreage } from './acreage.ts'
import type { Parcel } from './allotment.ts'
import { allot } from './allotment.ts'
import { writeAssessments } from './assessments.ts'
import { openBook } from './book.ts'
import { observeBatches } from './conditions.ts'
import { toMultiPolygon, withVertices } from './fabric.ts'
import { siteFacilities, siteFor, writeFacilities } from './facilities.ts'
import { writeFactories } from './factory.ts'
import { shapeGround, zoneOutline } from './ground.ts'
import type { ParcelFacts, Site } from './land-rows.ts'
import { writeBatches, writeParcels } from './land-rows.ts'
import { layOut } from './layout.ts'
import { inventNames } from './names.ts'
import { writePipelines, writeRoads, writeSeparationProject } from './network.ts'
import { writePayments } from './payments.ts'
import type { Paths } from './paths.ts'
import { choosePaths } from './paths.ts'
import { placeNamer } from './place-names.ts'
import { createRandom } from './random.ts'
import { openDesk } from './records.ts'
import { recentBatchOf, tellRecentBatches, writeRecentBatches } from './recent-batches.ts'
import { drawReferenceLayers } from './reference-layers.ts'
import { writeStandardLand } from './standard-land.ts'
import { tellStories } from './stories.ts'
import type { Office } from './supplies.ts'
import { drawStreets } from './streets.ts'
import type { DemoZone } from './types.ts'
import { isSuppliedBy } from './unsupplied-stories.ts'

const SEED = 20_091
/** Nine roads and the rain/sewage separation project: 11.4 亿元. */
const WORKS_WAN = 114_000

/** Reserve, unsupplied land and land whose approval lapsed or was withdrawn have no holder. */
function isHeld(parcel: Parcel, paths: Paths): boolean {
  if (parcel.fate === 'disposed-unsupplied') return isSuppliedBy(paths.get(parcel)!)
  return parcel.fate !== 'reserve' && parcel.fate !== 'unsupplied' && parcel.fate !== 'disposing-unsupplied'
}

/**
 * The demonstration zone, the same for the same `today` (`YYYY-MM-DD`, 2024 or later). All of it is synthetic;
 * it is shaped like published facts of a zone at 运城 and adds up to the published figures. `today` moves only
 * the dates of what is still open, so that deadlines are far, near and overdue on the day of loading.
 */
export function generateDemo(today: string): DemoZone {
  const random = createRandom(SEED)
  const book = openBook()
  const desk = openDesk(book)
  const streets = drawStreets()
  const ground = shapeGround(streets)
  const blocks = layOut(ground.blocks, random)
  const parcels = allot(blocks, random)
  const vertices = blocks.flatMap((block) => [block.loop, ...block.parcels].flat())
  declareAcreage(parcels, random)

  const names = inventNames(random)
  const paths = choosePaths(parcels, random)
  const facilities = siteFacilities(parcels)
  const sites = new Map(facilities.map((sited): [Parcel, Site] => [sited.parcel, siteFor(sited)]))
  const facts: ParcelFacts = {
    isHeld: (parcel) => isHeld(parcel, paths),
    holderOf: (parcel) => names.holder(parcel.use),
    siteOf: (parcel) => sites.get(parcel),
    placeOf: placeNamer(streets),
    recentBatchOf: recentBatchOf(parcels),
  }
  const boundary = toMultiPolygon([withVertices(zoneOutline, vertices)])
  const batches = writeBatches(book, desk, parcels, random)
  const notes = writeParcels(book, desk, parcels, batches, facts, random)
  const office: Office = { book, desk, random, today, batches, notes, cases: [] }
  writeStandardLand(office, tellStories(office, parcels, paths))
  writePayments(book, desk, today)
  writeAssessments(book, desk, boundary)
  writeRoads(book, desk, streets, today, random)
  writePipelines(book, desk, streets, random)
  writeSeparationProject(book, desk, streets, WORKS_WAN)
  writeFacilities(book, desk, facilities)
  const parks = writeFactories({ book, desk, names, random }, parcels, notes)
  const referenceLayers = drawReferenceLayers({ book, desk, ground, blocks, parcels, parks, random })

  const lately = { ...office, random: createRandom(SEED + 1) }
  observeBatches(lately, batches)
  writeRecentBatches(lately, parcels)
  tellRecentBatches(lately, parcels)

  return {
    zone: {
      slug: 'demo',
      nameZh: '运城示范开发区',
      nameEn: 'Yuncheng Model Development Zone',
      planarSrid: 4546,
      boundary,
    },
    ...book.close(),
    referenceLayers,
    cases: office.cases,
  }
}
