import { hash, verify } from '@node-rs/argon2'

/** Argon2id with OWASP's parameters: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const minPasswordLength = 10

/** Small letters, digits, dots, dashes and underscores. */
export const usernamePattern = /^[a-z0-9][a-z0-9._-]{1,39}$/

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

export const verifyPassword = (hashed: string, password: string): Promise<boolean> => verify(hashed, password)
