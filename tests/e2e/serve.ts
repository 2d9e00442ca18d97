import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A fresh demonstration zone on the embedded database, exactly as `npm start` gives it. */
process.env['DATA_DIR'] ??= mkdtempSync(join(tmpdir(), 'mujie-e2e-'))
process.env['LOG_LEVEL'] ??= 'warn'
process.argv.splice(2, process.argv.length, 'start')
await import('../../api/main.ts')
