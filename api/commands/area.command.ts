import { areaLines } from '#geodata/geometry/area-lines.ts'
import type { Command } from './command.ts'
import { complain, say } from './command.ts'
import { readJson } from './json-input.ts'

export const areaCommand: Command = {
  usage: 'area FILE   (a geometry, feature or collection in EPSG:4490 degrees; - reads standard input)',
  async run({ positionals: [file] }) {
    const { lines, problems } = areaLines(await readJson(file))
    for (const line of lines) say(line)
    for (const { feature, reason, detail } of problems) {
      complain(
        `${file}: ${feature === undefined ? '' : `feature ${feature}: `}${reason}${detail ? ` (${detail})` : ''}`,
      )
    }
    return problems.length > 0 ? 1 : 0
  },
}
