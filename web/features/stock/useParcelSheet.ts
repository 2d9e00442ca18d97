import { useI18n } from 'vue-i18n'
import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'
import { useLabels } from '#web/i18n/useLabels.ts'
import { sumM2 } from './bars.ts'
import type { TableFile } from '#web/ui/table-file.ts'
import type { DrillAddress } from './stock-address.ts'
import type { StockKind } from './stock-kinds.ts'
import type { StockParcel } from './stock-wire.ts'
import { useStockText } from './useStockText.ts'

const MU_PLACES = 2

/** The parcels of a list as a table for a file, summed in m² and rounded once. */
export function useParcelSheet() {
  const { t } = useI18n()
  const { codeLabel } = useLabels()
  const { kindLabel, stateLabel } = useStockText()
  const code = (field: string, value: string | null): string | null =>
    value === null ? null : codeLabel('remediations', field, value)

  function sheetOf(kind: StockKind, part: DrillAddress['part'], rows: readonly StockParcel[]): TableFile {
    const day = part === 'disposed' ? 'disposed' : 'since'
    return {
      title: `${kindLabel(kind)} ${t(`stock.part.${part}`)}`,
      columns: [
        { label: t('stock.column.code'), kind: 'text' },
        { label: t('stock.column.name'), kind: 'text' },
        { label: t('stock.column.holder'), kind: 'text' },
        { label: `${t('stock.column.area')} (${t('units.mu')})`, kind: 'number', decimals: MU_PLACES },
        { label: `${t('stock.column.area')} (${t('units.m2')})`, kind: 'number', decimals: MU_PLACES },
        { label: t(`stock.column.${day}`), kind: 'date' },
        { label: t('stock.column.cause'), kind: 'text' },
        { label: t('stock.column.path'), kind: 'text' },
        { label: t('stock.column.state'), kind: 'text' },
        { label: t('stock.column.batch'), kind: 'text' },
        ...(['leader', 'team', 'department', 'officer'] as const).map((role) => ({
          label: t(`stock.step.${role}`),
          kind: 'text' as const,
        })),
        { label: t('stock.column.due'), kind: 'date' },
        { label: t('stock.column.evidence'), kind: 'date' },
      ],
      rows: rows.map((row) => [
        row.code,
        row.name,
        row.holder,
        roundTo(m2ToMu(row.areaM2), MU_PLACES),
        row.areaM2,
        part === 'disposed' ? row.movedOn : row.sinceOn,
        code('cause', row.cause),
        code('path', row.path),
        stateLabel(row.state),
        row.batchCode,
        row.responsible.leader,
        row.responsible.team,
        row.responsible.department,
        row.responsible.officer,
        row.dueOn,
        row.lastEvidenceOn,
      ]),
      sums: [t('stock.account.sum'), null, null, ...sums(rows)],
    }
  }
  const sums = (rows: readonly StockParcel[]): number[] => {
    const areaM2 = sumM2(rows.map((row) => row.areaM2))
    return [roundTo(m2ToMu(areaM2), MU_PLACES), areaM2]
  }
  return { sheetOf }
}
