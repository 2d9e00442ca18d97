/** The only place that reads the environment. */
export type Env = Readonly<Record<string, string | undefined>>

export const readEnv = (): Env => process.env
