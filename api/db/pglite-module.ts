import { closeSync, fsyncSync, openSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * What we change in the embedded engine's WebAssembly module while it is loaded. PGlite's hook for extensions
 * is the way in.
 */
type NodeStream = { node: unknown; nfd?: number }
type NodeFileSystem = { realPath(node: unknown): string; stream_ops: Record<string, unknown> }

type LoadedModule = {
  FS: { filesystems: { NODEFS: NodeFileSystem } }
  wasmMemory: { buffer: ArrayBuffer }
  UTF8ToString(address: number, maxBytes: number): string
  stringToUTF8OnStack(text: string): number
}

type Symbols = {
  __cxa_throw: (exception: number, type: number, destructor: number) => void
  __stack_pointer: { value: number }
  lwerror?: (format: number, parameters: number) => void
}

/** The part of Emscripten's options that we touch. */
type ModuleOptions = {
  PGLITE_ENV: Record<string, string>
  preRun: ((loaded: LoadedModule) => void)[]
  instantiateWasm(imports: { env: Symbols }, onSuccess: unknown): object
}

export type EngineStack = { pointer: number }

/** PostGIS from our smaller bundle, and the engine's stack, which somebody must put right after each error. */
export function hookEngine(postgisBundle: string) {
  let symbols: Symbols | undefined
  const stack: EngineStack = {
    get pointer() {
      return symbols?.['__stack_pointer'].value ?? 0
    },
    set pointer(value) {
      if (symbols) symbols['__stack_pointer'].value = value
    },
  }
  const setup = async (_: unknown, options: ModuleOptions) => {
    options.PGLITE_ENV['PROJ_DATA'] = '/pglite/share/proj'
    raiseGeometryExceptions(options, (known) => (symbols = known))
    syncToDisk(options)
    return { emscriptenOpts: options, bundlePath: pathToFileURL(postgisBundle) }
  }
  return { stack, extensions: { postgis: { name: 'postgis', setup } } }
}

/**
 * The build has no exception handling: when GEOS throws, the call just "returns", the statement ends without a
 * row or an error, and what it wrote is committed. But every C++ exception passes `__cxa_throw`, and there
 * PostGIS's own `lwerror` can still be called: it raises a PostgreSQL error with GEOS's words, which unwinds,
 * aborts and can be caught in SQL as on a server. (GEOS throws nothing that somebody would have caught: no
 * handler was compiled.)
 */
function raiseGeometryExceptions(options: ModuleOptions, onSymbols: (symbols: Symbols) => void): void {
  let loaded: LoadedModule | undefined
  options.preRun.push((module) => (loaded = module))
  const instantiate = options.instantiateWasm
  options.instantiateWasm = (imports, onSuccess) => {
    const symbols = imports.env
    onSymbols(symbols)
    const original = symbols['__cxa_throw']
    symbols['__cxa_throw'] = (exception, type, destructor) => {
      if (loaded) symbols.lwerror?.(loaded.stringToUTF8OnStack(wordsOf(loaded, exception)), 0)
      original(exception, type, destructor)
    }
    return instantiate(imports, onSuccess)
  }
}

/** A `std::runtime_error` holds the address of its words behind its table of methods; `%` would be a format. */
function wordsOf(loaded: LoadedModule, exception: number): string {
  const memory = new DataView(loaded.wasmMemory.buffer)
  const address = exception + 4 < memory.byteLength ? memory.getUint32(exception + 4, true) : 0
  const words = address > 0 && address < memory.byteLength ? loaded.UTF8ToString(address, 200) : ''
  const readable = /^[\x20-\x7e]{4,}/.exec(words)?.[0] ?? 'the geometry engine failed without a reason'
  return readable.replaceAll('%', '%%')
}

/**
 * The build has no way to the disk's `fsync`, and is normally started with fsync off. The place for it is
 * there, so we fill it: a commit is on the disk when it is acknowledged, as on a server.
 */
function syncToDisk(options: ModuleOptions): void {
  options.preRun.push(({ FS }) => {
    const { NODEFS } = FS.filesystems
    NODEFS.stream_ops['fsync'] = (stream: NodeStream) => {
      if (stream.nfd === undefined) syncFolder(NODEFS.realPath(stream.node))
      else fsyncSync(stream.nfd)
      return 0
    }
  })
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
