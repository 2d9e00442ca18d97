import { parseArgs } from 'node:util'
import { ConfigError } from '#api/config/config.ts'
import type { Arguments, Command } from './command.ts'
import type { CommandEntry } from './index.ts'
import { UsageError, complain, say } from './command.ts'

const help = { help: { type: 'boolean', short: 'h' } } as const

function overview(commands: readonly CommandEntry[]): void {
  const width = Math.max(...commands.map(({ name }) => name.length))
  say('Usage: npm run mujie -- <command> [options]\n')
  for (const { name, summary } of commands) say(`  ${name.padEnd(width)}  ${summary}`)
  say('\n--help after a command says more.')
}

function explain({ summary }: CommandEntry, { usage }: Command): void {
  say(`${summary}\n\nUsage: npm run mujie -- ${usage}`)
}

function parse(command: Command, argv: string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      options: { ...command.options, ...help },
      allowPositionals: true,
    })
    return { values: values as Arguments['values'], positionals }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Finds and runs the command named first; sets the process's exit code. */
export async function run(commands: readonly CommandEntry[], argv: string[]): Promise<void> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return overview(commands)
  const entry = commands.find((one) => one.name === name)
  if (!entry) {
    complain(`There is no command "${name}". \`npm run mujie -- --help\` lists them.`)
    process.exitCode = 2
    return
  }
  const command = await entry.load()
  try {
    const args = parse(command, rest)
    if (args.values['help']) return explain(entry, command)
    process.exitCode = (await command.run(args)) ?? 0
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message}\nUsage: npm run mujie -- ${command.usage}`)
      process.exitCode = 2
    } else if (error instanceof ConfigError || process.env['LOG_LEVEL'] !== 'debug') {
      complain((error as Error).message)
      process.exitCode = 1
    } else throw error
  }
}
