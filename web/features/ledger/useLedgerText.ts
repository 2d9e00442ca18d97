import { useI18n } from 'vue-i18n'
import { formatDate, formatInstant, formatMu, formatNumber, formatShort, NO_VALUE } from '#web/i18n/format.ts'
import { useLabels } from '#web/i18n/useLabels.ts'
import type { LedgerColumn } from './ledger-columns.ts'
import { isArea } from './ledger-columns.ts'
import type { LedgerRow } from './useLedgerRows.ts'

/** Headings, units and cells in the words of the person. Areas are shown in 亩. */
export function useLedgerText() {
  const { t } = useI18n()
  const { fieldLabel, codeLabel, unitLabel, landUseLabel } = useLabels()

  const unitOf = (column: LedgerColumn): string => {
    if (isArea(column)) return t('units.mu')
    return column.unit ? unitLabel(column.unit) : ''
  }

  function numberText(column: LedgerColumn, value: number): string {
    if (isArea(column)) return formatMu(value)
    return column.unit === 'm' || column.unit === 'm2' ? formatNumber(value, 2) : formatShort(value, 4)
  }

  function cellText(collection: string, column: LedgerColumn, row: LedgerRow): string {
    const value = row[column.name]
    if (value === null || value === undefined || value === '') return NO_VALUE
    if (column.kind === 'reference') return String(row.titles?.[column.name] ?? value)
    if (column.kind === 'code') return codeLabel(collection, column.name, String(value))
    if (column.kind === 'date') return formatDate(String(value))
    if (column.kind === 'datetime' || column.name.endsWith('_at')) return formatInstant(String(value))
    if (column.unit !== undefined && Number.isFinite(Number(value))) return numberText(column, Number(value))
    if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no')
    if (column.name === 'land_use_code') return `${String(value)} ${landUseLabel(String(value))}`.trim()
    return String(value)
  }

  return { fieldLabel, codeLabel, unitOf, numberText, cellText }
}
