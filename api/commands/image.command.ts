import { buildImage } from '#api/db/image-build.ts'
import { migrations } from '#migrations/index.ts'
import type { Command } from './command.ts'
import { say } from './command.ts'

export const imageCommand: Command = {
  usage: 'image',
  async run() {
    const bytes = await buildImage(migrations)
    say(`api/db/embedded-image.tar.gz: ${bytes} bytes`)
  },
}
