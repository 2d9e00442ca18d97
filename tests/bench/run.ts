import { findBinaries, startPrivatePostgres } from '#tests/support/private-postgres.ts'
import type { PrivatePostgres } from '#tests/support/private-postgres.ts'
import type { World } from './data.ts'
import { openWorld } from './data.ts'
import type { Result } from './harness.ts'
import { table, verdict } from './harness.ts'
import { pieces } from './pieces.ts'

/**
 * `npm run bench [name …]`: ours and a control in turn, medians of paired rounds.
 *
 *   BENCH_DATABASE_URL  a PostgreSQL with PostGIS that keeps the bench databases from run to run; without it a
 *                       cluster of this run's own is started, when its programs are installed
 *   BENCH_SIZES         how many parcels, `10000,1000000` when not given
 *   BENCH_ROUNDS        paired rounds, 5 when not given
 */
const names = process.argv.slice(2)
const sizes = (process.env['BENCH_SIZES'] ?? '10000,1000000').split(',').map(Number)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const smallest = 10_000

const chosen = pieces.filter(({ name }) => names.length === 0 || names.includes(name))
const unknown = names.filter((name) => !pieces.some((piece) => piece.name === name))
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(', ')}; there are ${pieces.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

let cluster: PrivatePostgres | undefined
let url = process.env['BENCH_DATABASE_URL']
if (!url && findBinaries()) {
  cluster = await startPrivatePostgres()
  ;({ url } = cluster)
}
if (!url) console.log('left out: everything on PostgreSQL (no BENCH_DATABASE_URL, no initdb on this machine)')

const results: Result[] = []
const report = (found: Result[]) => {
  results.push(...found)
  if (found.length > 0) console.log(`${table(found)}\n`)
}

try {
  for (const count of sizes) {
    let native: World | undefined
    if (url) {
      console.log(`${count.toLocaleString('en')} parcels on PostgreSQL`)
      native = await openWorld('postgres', count, url)
    }
    let embedded: World | undefined
    if (count <= smallest && chosen.some(({ onEmbedded }) => onEmbedded)) {
      console.log(`${count.toLocaleString('en')} parcels on the embedded engine`)
      embedded = await openWorld('embedded', count)
    }
    for (const piece of chosen) {
      console.log(`── ${piece.name}`)
      if (native) report(await piece.run({ world: native, native, rounds }))
      if (embedded && piece.onEmbedded) report(await piece.run({ world: embedded, native, rounds }))
    }
    await embedded?.remove()
  }
} finally {
  cluster?.stop()
}
console.log(table(results))
const missed = results.filter((result) => verdict(result) === 'missed')
console.log(missed.length === 0 ? '\nevery target is met' : `\n${missed.length} of ${results.length} missed`)
