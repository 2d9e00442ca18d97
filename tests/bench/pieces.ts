import { Pool } from 'pg'
import type { BBox } from '#geodata/model/geojson.ts'
import type { World } from './data.ts'
import type { Result } from './harness.ts'
import { perSecond, startServer } from './harness.ts'
import { benchArea } from './area.bench.ts'
import { benchClocks } from './clocks.bench.ts'
import { benchImport } from './import.bench.ts'
import { benchItems } from './items.bench.ts'
import { benchMeasure } from './measure.bench.ts'
import { benchSave } from './save.bench.ts'
import { benchStart } from './start.bench.ts'
import { benchStock } from './stock.bench.ts'
import { benchTiles } from './tiles.bench.ts'

/** What a piece works on; `native`: the same parcels on PostgreSQL, where the controls run. */
export type Stage = { world: World; native: World | undefined; rounds: number }

export type Piece = {
  name: string
  /** Whether it also runs on the embedded engine. */
  onEmbedded: boolean
  run(stage: Stage): Promise<Result[]>
}

/** Boxes of about a thousand parcels around the middle of the town. */
function boxesIn({ middle }: World): BBox[] {
  const [halfLng, halfLat] = [0.0205, 0.0169]
  const shifts = [-0.004, 0, 0.004]
  return shifts.flatMap((dx) =>
    shifts.map((dy): BBox => {
      const [lng, lat] = [middle[0] + dx, middle[1] + dy]
      return [lng - halfLng, lat - halfLat, lng + halfLng, lat + halfLat]
    }),
  )
}

async function items({ world, rounds }: Stage): Promise<Result[]> {
  const server = await startServer('./app-server.ts', world.settings)
  const pool = new Pool({ connectionString: world.settings.databaseUrl, max: 10 })
  try {
    const found = await benchItems({
      address: server.origin,
      token: world.token,
      pool,
      zoneId: world.zoneId,
      boxes: boxesIn(world),
      rounds,
    })
    const what = `items by bbox, ${found.features} features, ${world.count.toLocaleString('en')} ${world.engine}`
    const { ours, control, ratio } = found
    return [{ what, ours: perSecond(ours), control: perSecond(control), ratio, target: { atLeast: 0.9 } }]
  } finally {
    await pool.end()
    await server.stop()
  }
}

/** Every piece of `npm run bench`; one entry each. */
export const pieces: readonly Piece[] = [
  {
    name: 'tiles',
    onEmbedded: true,
    run: async ({ world, native, rounds }) => (native ? benchTiles(world, native, rounds) : []),
  },
  { name: 'items', onEmbedded: false, run: items },
  { name: 'area', onEmbedded: false, run: ({ world, rounds }) => benchArea(world, rounds) },
  { name: 'clocks', onEmbedded: true, run: ({ world }) => benchClocks(world) },
  { name: 'stock', onEmbedded: false, run: ({ world }) => benchStock(world) },
  { name: 'save', onEmbedded: true, run: ({ world }) => benchSave(world) },
  { name: 'measure', onEmbedded: false, run: ({ world, rounds }) => benchMeasure(world, rounds) },
  {
    name: 'import',
    onEmbedded: true,
    // The file has its own size, so once is enough.
    run: async ({ world, rounds }) => (world.count <= 10_000 ? benchImport(world, rounds) : []),
  },
  {
    name: 'start',
    onEmbedded: false,
    // The demonstration zone has its own size, too.
    run: async ({ world, rounds }) =>
      world.count <= 10_000 ? benchStart(world.settings.databaseUrl, rounds) : [],
  },
]
