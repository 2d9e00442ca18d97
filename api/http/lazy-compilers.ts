import validatorFactory from '@fastify/ajv-compiler'
import serializerFactory from '@fastify/fast-json-stringify-compiler'

/**
 * The compilers that Fastify brings, put off to the first request of a route. There are hundreds of schemas, and most
 * of what a server would compile before it answers is not asked for in its first minutes.
 */
type Compiled = ((data: unknown) => unknown) & { errors?: unknown }
type Compile = (route: never) => Compiled

function later(compile: Compile): Compile {
  return (route) => {
    let compiled: Compiled | undefined
    const compiledLater: Compiled = (data) => {
      compiled ??= compile(route)
      const result = compiled(data)
      compiledLater.errors = compiled.errors
      return result
    }
    return compiledLater
  }
}

const validators = validatorFactory()
const serializers = serializerFactory()

export const lazyCompilers = {
  buildValidator: (...parameters: Parameters<typeof validators>) =>
    later(validators(...parameters) as Compile),
  buildSerializer: (...parameters: Parameters<typeof serializers>) =>
    later(serializers(...parameters) as Compile),
}
