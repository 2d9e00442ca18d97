import { useI18n } from 'vue-i18n'
import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'
import { useLabels } from '#web/i18n/useLabels.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { TableColumn } from '#web/ui/table-file.ts'
import type { BatchAddress } from './batch-address.ts'
import type { Batch } from './useBatches.ts'
import { readBatches } from './useBatches.ts'

/** The most that the server gives at once. */
const STEP = 200

/** Saves the whole list as it is filtered and sorted, in the words of the page. */
export function useBatchExport() {
  const { t } = useI18n()
  const { codeLabel } = useLabels()
  const text = (key: string, value: (batch: Batch) => string | null): TableColumn<Batch> => ({
    label: t(`batches.columns.${key}`),
    kind: 'text',
    value,
  })
  const date = (key: string, value: (batch: Batch) => string | null): TableColumn<Batch> => ({
    ...text(key, value),
    kind: 'date',
  })
  const mu = (key: string, areaOf: (batch: Batch) => number | null): TableColumn<Batch> => ({
    label: `${t(`batches.columns.${key}`)} (${t('units.mu')})`,
    kind: 'number',
    decimals: 2,
    value: (batch) => {
      const areaM2 = areaOf(batch)
      return areaM2 === null ? null : roundTo(m2ToMu(areaM2), 2)
    },
  })
  const code = (field: string, value: string | null): string | null =>
    value && codeLabel('approval-batches', field, value)

  const columns: TableColumn<Batch>[] = [
    text('code', (batch) => batch.code),
    text('name', ({ name }) => name),
    text('approval_no', ({ approvalNo }) => approvalNo),
    date('approved_on', ({ approvedOn }) => approvedOn),
    text('cohort', ({ cohort }) => t(`batches.cohort.${cohort}`)),
    mu('approved', ({ approvedM2 }) => approvedM2),
    mu('supplied', ({ suppliedM2 }) => suppliedM2),
    mu('withdrawn', ({ withdrawnM2 }) => withdrawnM2),
    mu('lapsed', ({ lapsedM2 }) => lapsedM2),
    mu('written_off', ({ writtenOffM2 }) => writtenOffM2),
    mu('ledger', ({ ledgerM2 }) => ledgerM2),
    mu('geometry', ({ geometryM2 }) => geometryM2),
    {
      label: t('batches.columns.difference_m2'),
      kind: 'number',
      decimals: 2,
      value: ({ differenceM2 }) => differenceM2,
    },
    text('state', ({ state }) => t(`batches.state.${state}`)),
    text('condition', ({ condition }) => code('condition', condition)),
    text('cause', ({ notReadyCause }) => code('not_ready_cause', notReadyCause)),
    date('lapse_on', ({ lapse }) => (lapse.stoppedBy ? null : lapse.on)),
  ]

  return async (address: BatchAddress, day: AsOfAddress): Promise<void> => {
    const batches: Batch[] = []
    let on = ''
    for (let total = 1; batches.length < total;) {
      const page = await readBatches(address, day, { offset: batches.length, limit: STEP })
      batches.push(...page.batches)
      total = page.batches.length > 0 ? page.total : 0
      on = page.on
    }
    const { saveTable } = await import('#web/ui/table-file.ts')
    saveTable('xlsx', `${t('batches.title')} ${on}`, columns, batches)
  }
}
