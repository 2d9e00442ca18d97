import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPrivatePostgres } from './support/private-postgres.ts'

/**
 * `npm test`: everything this machine can run, then what was left out and why, then one line of sums.
 * Without PostgreSQL the API suite runs on the embedded engine alone; without Chromium no journeys run.
 * `--with-checks` adds types, lint, format and contract freshness, each counted as one test.
 */
type Sums = { passed: number; failed: number; skipped: number }
type Step = { name: string; run(): Promise<Sums> }

const chromium = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const withChecks = process.argv.includes('--with-checks')
const scratch = mkdtempSync(join(tmpdir(), 'mujie-test-'))
const leftOut: string[] = []

const nothing: Sums = { passed: 0, failed: 0, skipped: 0 }
const add = (a: Sums, b: Sums): Sums => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

function execute(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', () => done(1))
    child.on('exit', (code) => done(code ?? 1))
  })
}

const bin = (name: string) => join('node_modules/.bin', name)

/** A runner that dies without a report counts as one failure, never as nothing. */
function readSums(file: string, code: number, read: (report: never) => Sums): Sums {
  if (!existsSync(file)) return { ...nothing, failed: 1 }
  const sums = read(JSON.parse(readFileSync(file, 'utf8')) as never)
  return code !== 0 && sums.failed === 0 ? { ...sums, failed: 1 } : sums
}

function vitest(project: string, env: NodeJS.ProcessEnv): Step {
  return {
    name: `vitest ${project}`,
    async run() {
      const file = join(scratch, `${project}.json`)
      const code = await execute(
        bin('vitest'),
        ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
        env,
      )
      return readSums(file, code, (report: Record<string, number>) => ({
        passed: report['numPassedTests'] ?? 0,
        failed:
          (report['numFailedTests'] ?? 0) +
          (report['numFailedTestSuites'] && !report['numFailedTests'] ? 1 : 0),
        skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
      }))
    },
  }
}

const journeys: Step = {
  name: 'browser journeys',
  async run() {
    const file = join(scratch, 'e2e.json')
    const code = await execute(bin('playwright'), ['test', '-c', 'tests/e2e', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      CHROMIUM_PATH: chromium,
    })
    return readSums(file, code, (report: { stats: Record<string, number> }) => ({
      passed: (report.stats['expected'] ?? 0) + (report.stats['flaky'] ?? 0),
      failed: report.stats['unexpected'] ?? 0,
      skipped: report.stats['skipped'] ?? 0,
    }))
  },
}

const check = (name: string): Step => ({
  name,
  run: async () =>
    (await execute('npm', ['run', '-s', name])) === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 },
})

async function main(): Promise<number> {
  const given = process.env['TEST_DATABASE_URL']
  const own = given ? null : await startPrivatePostgres().catch(() => null)
  const databaseUrl = given ?? own?.url
  if (!databaseUrl) {
    leftOut.push(
      'the API suite on PostgreSQL: no TEST_DATABASE_URL and no PostgreSQL with PostGIS on this machine',
    )
  }
  const env: NodeJS.ProcessEnv = databaseUrl ? { TEST_DATABASE_URL: databaseUrl } : {}
  if (own) env['TEST_PG_DATA_DIR'] = own.dataDir

  const steps: Step[] = [
    ...(withChecks ? ['check:types', 'check:lint', 'check:format', 'check:contract'].map(check) : []),
    vitest('unit', env),
    vitest('embedded', env),
    ...(databaseUrl ? [vitest('postgres', env)] : []),
  ]
  if (existsSync(chromium)) steps.push(journeys)
  else leftOut.push(`the browser journeys: no Chromium at ${chromium} (set CHROMIUM_PATH)`)

  let sums = nothing
  const lines: string[] = []
  try {
    for (const step of steps) {
      console.log(`\n=== ${step.name}`)
      const started = Date.now()
      const result = await step.run()
      sums = add(sums, result)
      const seconds = Math.round((Date.now() - started) / 1000)
      lines.push(`${step.name.padEnd(20)} ${result.passed} passed, ${result.failed} failed  (${seconds} s)`)
    }
  } finally {
    own?.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
  console.log(`\n${lines.join('\n')}`)
  for (const line of leftOut) console.log(`Left out: ${line}`)
  console.log(
    `\n${sums.passed} passed, ${sums.failed} failed${sums.skipped ? `, ${sums.skipped} skipped` : ''}`,
  )
  return sums.failed > 0 || sums.passed === 0 ? 1 : 0
}

process.exit(await main())
