// A thread does not inherit the TypeScript loader of its process (and under vitest there is none to inherit).
import { register } from 'tsx/esm/api'

register()
await import('./paper-thread.ts')
