import { spawnSync } from 'node:child_process'

/** Runs a command as a person does, `npm run mujie -- <args>`, and waits for its end. */
export function runMujie(args: string[], input = ''): { code: number | null; out: string; fault: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'api/main.ts', ...args], {
    input,
    encoding: 'utf8',
  })
  return { code: done.status, out: done.stdout, fault: done.stderr }
}
