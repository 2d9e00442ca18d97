import type { Command } from './command.ts'

/** A command is loaded when it is called: `area` does not wait for a database, `--help` for nothing. */
export type CommandEntry = { name: string; summary: string; load(): Promise<Command> }

export const commands: readonly CommandEntry[] = [
  {
    name: 'start',
    summary: 'Serve the whole application on one port',
    load: async () => (await import('./start.command.ts')).startCommand,
  },
  {
    name: 'dev',
    summary: 'Serve the API and, beside it, the pages with live reload',
    load: async () => (await import('./start.command.ts')).devCommand,
  },
  {
    name: 'migrate',
    summary: 'Bring the database to the newest shape',
    load: async () => (await import('./database.command.ts')).migrateCommand,
  },
  {
    name: 'demo',
    summary: 'Load the demonstration zone into a database that has no zone',
    load: async () => (await import('./database.command.ts')).demoCommand,
  },
  {
    name: 'zone',
    summary: 'Create a zone',
    load: async () => (await import('./database.command.ts')).zoneCommand,
  },
  {
    name: 'user',
    summary: 'Create a person or set a password',
    load: async () => (await import('./database.command.ts')).userCommand,
  },
  {
    name: 'import',
    summary: 'Read a file and store it under a record (GeoJSON, zipped shapefile, coordinate text)',
    load: async () => (await import('./import.command.ts')).importCommand,
  },
  {
    name: 'export',
    summary: 'Write a collection, or what filters leave of it, to a file',
    load: async () => (await import('./export.command.ts')).exportCommand,
  },
  {
    name: 'area',
    summary: 'Print id<TAB>ellipsoidal m² per feature of a GeoJSON file',
    load: async () => (await import('./area.command.ts')).areaCommand,
  },
  {
    name: 'clock',
    summary: 'Say what one supply is on a day by its facts: idle or not, since when, and why',
    load: async () => (await import('./clock.command.ts')).clockCommand,
  },
  {
    name: 'deadline',
    summary: 'Print the last day of a period of calendar or working days',
    load: async () => (await import('./deadline.command.ts')).deadlineCommand,
  },
  {
    name: 'contract',
    summary: 'Write the OpenAPI contract and its types, or --check that they are fresh',
    load: async () => (await import('./contract.command.ts')).contractCommand,
  },
  {
    name: 'image',
    summary: 'Make the image that the embedded database starts from (after a change of its version)',
    load: async () => (await import('./image.command.ts')).imageCommand,
  },
]
