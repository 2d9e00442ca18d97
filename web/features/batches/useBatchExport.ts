import { useI18n } from 'vue-i18n'
import { writeCsv } from '#geodata/formats/csv.ts'
import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'
import { useLabels } from '#web/i18n/useLabels.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { BatchAddress } from './batch-address.ts'
import type { Batch } from './useBatches.ts'
import { readBatches } from './useBatches.ts'

/** The most that the server gives at once. */
const STEP = 200

const inMu = (areaM2: number | null): number | null => (areaM2 === null ? null : roundTo(m2ToMu(areaM2), 2))

/** Saves the whole list as it is filtered and sorted, in the words of the page. */
export function useBatchExport() {
  const { t } = useI18n()
  const { codeLabel } = useLabels()

  const columns: [key: string, value: (batch: Batch) => string | number | null][] = [
    ['batches.columns.code', ({ code }) => code],
    ['batches.columns.name', ({ name }) => name],
    ['batches.columns.approval_no', ({ approvalNo }) => approvalNo],
    ['batches.columns.approved_on', ({ approvedOn }) => approvedOn],
    ['batches.columns.cohort', ({ cohort }) => t(`batches.cohort.${cohort}`)],
    ['batches.columns.approved', ({ approvedM2 }) => inMu(approvedM2)],
    ['batches.columns.supplied', ({ suppliedM2 }) => inMu(suppliedM2)],
    ['batches.columns.withdrawn', ({ withdrawnM2 }) => inMu(withdrawnM2)],
    ['batches.columns.lapsed', ({ lapsedM2 }) => inMu(lapsedM2)],
    ['batches.columns.written_off', ({ writtenOffM2 }) => inMu(writtenOffM2)],
    ['batches.columns.ledger', ({ ledgerM2 }) => inMu(ledgerM2)],
    ['batches.columns.geometry', ({ geometryM2 }) => inMu(geometryM2)],
    ['batches.columns.difference_m2', ({ differenceM2 }) => differenceM2],
    ['batches.columns.state', ({ state }) => t(`batches.state.${state}`)],
    [
      'batches.columns.condition',
      ({ condition }) => condition && codeLabel('approval-batches', 'condition', condition),
    ],
    [
      'batches.columns.cause',
      ({ notReadyCause }) => notReadyCause && codeLabel('approval-batches', 'not_ready_cause', notReadyCause),
    ],
    ['batches.columns.lapse_on', ({ lapse }) => (lapse.stoppedBy ? null : lapse.on)],
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
    const head = columns.map(([key]) => t(key))
    const rows = batches.map((batch) => columns.map(([, value]) => value(batch)))
    const file = new Blob([writeCsv([head, ...rows]) as BlobPart], { type: 'text/csv;charset=utf-8' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = `${t('batches.title')}-${on}.csv`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href))
  }
}
