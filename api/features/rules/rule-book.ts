import type { ZoneSetting } from '#api/db/zone-settings.ts'
import { zoneSettings } from '#api/db/zone-settings.ts'
import type { RuleEntry } from '#geodata/rules/idle/idle-rules.ts'
import { latestEntry } from '#geodata/rules/idle/idle-rules.ts'

export type RuleSetting<Name extends string = string> = ZoneSetting<Name>
type Entries = readonly RuleEntry<unknown>[]
type Book<Name extends string> = Readonly<Record<Name, Entries>>

/** A book of dated rules: what the law says, and what a zone may set over it. */
export type RuleBookSpec<Name extends string> = {
  /** Where the settings of the zone are kept. */
  prefix: string
  names: readonly Name[]
  national: Book<Name>
  isValue: (name: Name, value: unknown) => boolean
  /** What a value may be, in words for programs. */
  allowed: (name: Name) => string
  override: (settings: readonly RuleSetting<Name>[]) => Book<Name>
}

export type RuleView = {
  name: string
  /** In force on the asked day. */
  present: RuleEntry<unknown>
  allowed: string
  national: Entries
  ours: Omit<RuleSetting, 'name'>[]
}

/** One book with its settings: the same for every kind of rule. */
export function ruleBook<Name extends string>(spec: RuleBookSpec<Name>) {
  const settings = zoneSettings<Name>(spec.prefix)
  return {
    ...spec,
    settings,
    nameOf: (name: string): Name | undefined => spec.names.find((one) => one === name),
    view: (kept: readonly RuleSetting<Name>[], on: string): RuleView[] => {
      const book = spec.override(kept)
      return spec.names.map((name) => ({
        name,
        present: latestEntry(book[name], on) ?? spec.national[name][0]!,
        allowed: spec.allowed(name),
        national: spec.national[name],
        ours: kept.filter((one) => one.name === name).map(({ name: _name, ...rest }) => rest),
      }))
    },
  }
}
