import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { UsageError } from './command.ts'

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

/** The JSON of a file, or of standard input for `-`. Throws `UsageError`. */
export async function readJson(file: string | undefined): Promise<unknown> {
  if (!file) throw new UsageError('Which file?')
  const content = (await read(file)).replace(/^\uFEFF/, '')
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`)
  }
}
