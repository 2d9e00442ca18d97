import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { areaLines } from '#geodata/geometry/area-lines.ts'
import type { Command } from './command.ts'
import { UsageError, complain, say } from './command.ts'

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

export const areaCommand: Command = {
  usage: 'area FILE   (a geometry, feature or collection in EPSG:4490 degrees; - reads standard input)',
  async run({ positionals: [file] }) {
    if (!file) throw new UsageError('Which file?')
    let parsed: unknown
    try {
      parsed = JSON.parse((await read(file)).replace(/^\uFEFF/, ''))
    } catch (error) {
      if (error instanceof UsageError) throw error
      throw new UsageError(`${file} is not JSON: ${(error as Error).message}`)
    }
    const { lines, problems } = areaLines(parsed)
    for (const line of lines) say(line)
    for (const { feature, reason, detail } of problems) {
      complain(
        `${file}: ${feature === undefined ? '' : `feature ${feature}: `}${reason}${detail ? ` (${detail})` : ''}`,
      )
    }
    return problems.length > 0 ? 1 : 0
  },
}
