import { useI18n } from 'vue-i18n'
import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'
import { accountRows } from './account.ts'
import type { TableFile } from '#web/ui/table-file.ts'
import type { StockKind } from './stock-kinds.ts'
import { stockKinds } from './stock-kinds.ts'
import type { Account } from './stock-wire.ts'
import { useStockText } from './useStockText.ts'

const MU_PLACES = 2

/** The account as a table for a file: 亩 in two places, summed in m² before. */
export function useAccountSheet() {
  const { t } = useI18n()
  const { kindLabel, movementLabel } = useStockText()

  const cells = (cell: { areaM2: number; count: number } | undefined) =>
    cell ? [roundTo(m2ToMu(cell.areaM2), MU_PLACES), cell.count] : [null, null]

  function sheetOf(accounts: Partial<Record<StockKind, Account>>, than: string, on: string): TableFile {
    const kinds = stockKinds.filter((kind) => accounts[kind])
    const level = (name: 'opening' | 'closing', day: string) => [
      `${t(`stock.account.${name}`)} ${day}`,
      ...kinds.flatMap((kind) => cells(accounts[kind]![name])),
    ]
    return {
      title: t('stock.account.title'),
      columns: [
        { label: t('stock.account.item'), kind: 'text' },
        ...kinds.flatMap((kind) => [
          { label: `${kindLabel(kind)} (${t('units.mu')})`, kind: 'number' as const, decimals: MU_PLACES },
          { label: `${kindLabel(kind)} (${t('stock.account.count')})`, kind: 'integer' as const },
        ]),
      ],
      rows: [
        level('opening', than),
        ...accountRows(accounts).map(({ movement, cells: own }) => [
          movementLabel(own.unsupplied ? 'unsupplied' : 'idle', movement),
          ...kinds.flatMap((kind) => cells(own[kind])),
        ]),
      ],
      sums: level('closing', on),
    }
  }
  return { sheetOf }
}
