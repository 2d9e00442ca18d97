import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ParsedMail } from 'mailparser'
import { simpleParser } from 'mailparser'
import type { SMTPServerOptions } from 'smtp-server'
import { SMTPServer } from 'smtp-server'
import { afterAll } from 'vitest'

export type MailServer = {
  url(user?: string, password?: string): string
  received: { mail: ParsedMail; raw: string; to: string[]; isSecure: boolean }[]
  /** What the server answers to a whole mail; none means that it takes it. */
  refuse: { code: number; text: string } | null
}

/** A real mail server on this machine. It offers STARTTLS with a certificate that nobody has signed. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const state: Pick<MailServer, 'received' | 'refuse'> = { received: [], refuse: null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, callback) =>
      username === 'mujie' && password === 'p@ss word'
        ? callback(null, { user: username })
        : callback(new Error('Invalid username or password')),
    onRcptTo: ({ address }, _session, callback) =>
      callback(
        address.startsWith('gone')
          ? Object.assign(new Error('No such mailbox'), { responseCode: 550 })
          : null,
      ),
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { refuse } = state
        if (refuse) return callback(Object.assign(new Error(refuse.text), { responseCode: refuse.code }))
        const raw = Buffer.concat(chunks).toString('utf8')
        const to = session.envelope.rcptTo.map(({ address }) => address)
        void simpleParser(raw).then((mail) => {
          state.received.push({ mail, raw, to, isSecure: session.secure })
          callback()
        })
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  afterAll(() => new Promise<void>((done) => server.close(done)))
  return Object.assign(state, {
    url: (user?: string, password = '') =>
      `smtp://${user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
  })
}
