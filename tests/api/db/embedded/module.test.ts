import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hookEngine } from '#api/db/pglite-module.ts'

type Options = Parameters<ReturnType<typeof hookEngine>['extensions']['postgis']['setup']>[1]
type Loaded = Parameters<Options['preRun'][number]>[0]

/** A module with nothing in it but the places that we change. */
async function hooked() {
  const streamOperations: Record<string, unknown> = {}
  const words = new Map<number, string>()
  const memory = new ArrayBuffer(64)
  const loaded: Loaded = {
    FS: { filesystems: { NODEFS: { realPath: () => folder, stream_ops: streamOperations } } },
    wasmMemory: { buffer: memory },
    UTF8ToString: (address) => words.get(address) ?? '',
    stringToUTF8OnStack: (text) => words.set(1_000, text) && 1_000,
  }
  const raised: string[] = []
  const symbols = {
    __cxa_throw: () => undefined,
    __stack_pointer: { value: 5 },
    lwerror: (format: number) => void raised.push(words.get(format)!),
  }
  const options: Options = { PGLITE_ENV: {}, preRun: [], instantiateWasm: () => ({}) }
  const { extensions, stack } = hookEngine('/nowhere')
  await extensions.postgis.setup(null, options)
  options.instantiateWasm({ env: symbols }, null)
  for (const run of options.preRun) run(loaded)
  const throwException = (text: string) => {
    new DataView(memory).setUint32(12, 20, true)
    words.set(20, text)
    symbols['__cxa_throw'](...([8, 0, 0] as unknown as []))
  }
  return { fsync: streamOperations['fsync'] as (stream: object) => number, throwException, raised, stack }
}

const folder = mkdtempSync(join(tmpdir(), 'mujie-test-'))

test('sends files and folders to the disk when PostgreSQL asks for it', async () => {
  const { fsync } = await hooked()
  expect(() => fsync({ node: 1, nfd: 999_999 })).toThrow('EBADF')
  expect(fsync({ node: 1 })).toBe(0)
})

test('raises what was thrown, without taking its words for a format', async () => {
  const { throwException, raised } = await hooked()
  throwException('TopologyException: 5% at 1 2')
  throwException('\x01\x02')
  expect(raised).toEqual(['TopologyException: 5%% at 1 2', 'the geometry engine failed without a reason'])
})

test('reaches the stack of the engine', async () => {
  const { stack } = await hooked()
  expect(stack.pointer).toBe(5)
  stack.pointer = 7
  expect(stack.pointer).toBe(7)
})
