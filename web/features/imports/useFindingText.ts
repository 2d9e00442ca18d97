import { useI18n } from 'vue-i18n'
import { formatMu, formatNumber, formatShort } from '#web/i18n/format.ts'
import { useLabels } from '#web/i18n/useLabels.ts'
import type { ImportFinding, ImportRefused } from './import-wire.ts'
import type { FindingIndex } from './wizard.ts'
import { findingBehind } from './wizard.ts'

/** Everything a finding may tell besides its code; a heading leaves it open. */
const detailNames = [
  'accuracyM',
  'attributes',
  'characters',
  'column',
  'computedM2',
  'count',
  'datum',
  'declared',
  'declaredM2',
  'distanceM',
  'field',
  'fields',
  'from',
  'holes',
  'label',
  'layer',
  'max',
  'min',
  'name',
  'otherRow',
  'overlapM2',
  'parts',
  'path',
  'prefix',
  'rows',
  'shapes',
  'short',
  'srid',
  'to',
  'unit',
  'value',
  'written',
  'zone',
] as const
const OPEN = '…'

/** Findings of an import as sentences. */
export function useFindingText(collection: () => string | undefined) {
  const { t, te } = useI18n()
  const { fieldLabel, unitLabel } = useLabels()
  const keyOf = (code: string): string => `imports.finding.${code}`

  function detailText(name: string, value: string | number): string {
    if (name.endsWith('M2')) return `${formatMu(Number(value))} ${t('units.mu')}`
    if (name === 'distanceM') return formatNumber(Number(value), 3)
    if (name === 'unit') return unitLabel(String(value))
    if (name === 'field') return fieldLabel(collection() ?? '', String(value))
    if (name === 'srid') return String(value)
    return typeof value === 'number' ? formatShort(value, 6) : value
  }

  function findingText({ code, detail = {} }: Pick<ImportFinding, 'code' | 'detail'>): string {
    if (!te(keyOf(code))) return code
    return t(
      keyOf(code),
      Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, detailText(name, value)])),
    )
  }

  /** The same sentence for many findings, with their own details left open. */
  const headingText = (code: string): string =>
    te(keyOf(code)) ? t(keyOf(code), Object.fromEntries(detailNames.map((name) => [name, OPEN]))) : code

  /** Why a row was refused, with the details of its finding where it is among those known. */
  function reasonText(refused: Pick<ImportRefused, 'row' | 'reason'>, known: FindingIndex): string {
    const finding = findingBehind(known, refused)
    return finding ? findingText(finding) : headingText(refused.reason)
  }

  return { findingText, headingText, reasonText }
}
