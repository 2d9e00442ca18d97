import type { ClientConfig } from 'pg'
import { Client, escapeIdentifier } from 'pg'
import type { DatabaseLog, StopListening } from './database.ts'

type Listener = { onMessage: (payload: string) => void; onLost: (() => void) | undefined }

export type NotificationListener = {
  listen(channel: string, onMessage: (payload: string) => void, onLost?: () => void): Promise<StopListening>
  close(): Promise<void>
}

const firstRetryMs = 250
const longestRetryMs = 10_000

/** One connection of its own for all channels, opened at the first `listen` and again whenever it breaks. */
export function createListener(config: ClientConfig, log: DatabaseLog): NotificationListener {
  const channels = new Map<string, Set<Listener>>()
  let client: Promise<Client> | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  const connect = async () => {
    const connection = new Client({
      ...config,
      statement_timeout: undefined,
      application_name: 'mujie-listen',
    })
    connection.on('notification', ({ channel, payload = '' }) => {
      for (const listener of channels.get(channel) ?? []) listener.onMessage(payload)
    })
    connection.on('error', (error) => log.warn({ err: error }, 'the connection for notifications broke'))
    await connection.connect()
    for (const [channel, listeners] of channels) {
      if (listeners.size > 0) await connection.query(`listen ${escapeIdentifier(channel)}`)
    }
    connection.on('end', () => reconnect(firstRetryMs))
    return connection
  }

  const reconnect = (afterMs: number) => {
    if (closed) return
    retry = setTimeout(() => {
      client = connect()
      client.then(
        () => {
          for (const listeners of channels.values()) for (const { onLost } of listeners) onLost?.()
        },
        () => reconnect(Math.min(afterMs * 2, longestRetryMs)),
      )
    }, afterMs)
  }

  return {
    async listen(channel, onMessage, onLost) {
      const listener = { onMessage, onLost }
      const listeners = channels.get(channel) ?? new Set()
      channels.set(channel, listeners.add(listener))
      client ??= connect()
      await (await client).query(`listen ${escapeIdentifier(channel)}`)
      return async () => {
        listeners.delete(listener)
        if (listeners.size === 0) await (await client)?.query(`unlisten ${escapeIdentifier(channel)}`)
      }
    },
    async close() {
      closed = true
      clearTimeout(retry)
      const connection = await client?.catch(() => undefined)
      await connection?.end()
    },
  }
}
