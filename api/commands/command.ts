import type { ParseArgsConfig } from 'node:util'

export type Arguments = {
  positionals: string[]
  values: Record<string, string | boolean | undefined>
}

/** What `npm run mujie -- <name>` does; `run` answers the exit code, or nothing for success. */
export type Command = {
  usage: string
  options?: NonNullable<ParseArgsConfig['options']>
  run(args: Arguments): Promise<number | void>
}

/** A mistake of the person at the keyboard: said in one line, without a stack. */
export class UsageError extends Error {}

export const say = (line: string): void => void process.stdout.write(`${line}\n`)
export const complain = (line: string): void => void process.stderr.write(`${line}\n`)
