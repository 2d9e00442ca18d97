import { commands } from './commands/index.ts'
import { run } from './commands/run.ts'

await run(commands, process.argv.slice(2))
