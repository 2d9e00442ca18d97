import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * `unit` needs nothing but Node; `embedded` runs the API suite on PGlite; `postgres` runs the same files on
 * the server named by TEST_DATABASE_URL and is left out (and named as left out by tests/run.ts) without it.
 */
const api = (name: 'embedded' | 'postgres', other: 'embedded' | 'postgres') => ({
  extends: true as const,
  test: {
    name,
    env: { TEST_ENGINE: name },
    include: ['tests/api/**/*.test.ts'],
    exclude: [`tests/api/db/${other}/**`],
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Files of a worker share the modules they load: each has a database and an app of its own, nothing is kept between.
    isolate: false,
    // Processes are killed and clusters crashed here: on a machine shared with others one more try is fair.
    retry: process.env['CI'] ? 1 : 0,
  },
})

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{geodata,web,project}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      api('embedded', 'postgres'),
      ...(process.env['TEST_DATABASE_URL'] ? [api('postgres', 'embedded')] : []),
    ],
  },
})
