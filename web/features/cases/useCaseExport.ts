import { useI18n } from 'vue-i18n'
import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'
import { daysBetween } from '#geodata/rules/periods.ts'
import type { AsOfAddress } from '#web/ui/as-of.ts'
import type { TableColumn } from '#web/ui/table-file.ts'
import type { CaseAddress } from './case-address.ts'
import type { CaseEntry } from './case-wire.ts'
import { readAllCases } from './useCases.ts'
import { useCaseWords } from './useCaseWords.ts'

/** Writes every case that meets the conditions into a file; answers how many there were. */
export function useCaseExport() {
  const { t } = useI18n()
  const { stepName } = useCaseWords()

  const columns = (on: string): TableColumn<CaseEntry>[] => [
    { label: t('cases.number'), kind: 'text', value: ({ number }) => number },
    { label: t('cases.parcel'), kind: 'text', value: ({ parcelCode }) => parcelCode },
    { label: t('cases.holder'), kind: 'text', value: ({ holder }) => holder },
    { label: t('cases.case.contract'), kind: 'text', value: ({ contractNo }) => contractNo },
    {
      label: `${t('cases.area')}（${t('units.mu')}）`,
      kind: 'number',
      decimals: 2,
      value: ({ areaM2 }) => roundTo(m2ToMu(areaM2), 2),
    },
    { label: t('cases.state'), kind: 'text', value: ({ state }) => t(`cases.states.${state}`) },
    {
      label: t('cases.kind'),
      kind: 'text',
      value: ({ kind }) => (kind ? t(`cases.kinds.${kind}`) : null),
    },
    {
      label: t('cases.cause'),
      kind: 'text',
      value: ({ cause }) => (cause ? t(`cases.causes.${cause}`) : null),
    },
    {
      label: t('cases.case.measure'),
      kind: 'text',
      value: ({ measure }) => (measure ? stepName(measure) : null),
    },
    { label: t('cases.responsible'), kind: 'text', value: ({ responsible }) => responsible },
    { label: t('cases.opened'), kind: 'date', value: ({ openedOn }) => openedOn },
    {
      label: t('cases.next_step'),
      kind: 'text',
      value: ({ dueStep }) => (dueStep ? stepName(dueStep) : null),
    },
    { label: t('cases.next_deadline'), kind: 'date', value: ({ dueOn }) => dueOn },
    { label: t('cases.moved'), kind: 'date', value: ({ movedOn }) => movedOn },
    {
      label: t('cases.unmoved_column'),
      kind: 'integer',
      value: ({ movedOn, closedOn }) => (closedOn === null ? daysBetween(movedOn, on) : null),
    },
    { label: t('cases.states.closed'), kind: 'date', value: ({ closedOn }) => closedOn },
  ]

  return async (
    format: 'xlsx' | 'csv',
    address: CaseAddress,
    day: AsOfAddress,
    on: string,
  ): Promise<number> => {
    const [cases, { saveTable, tableOf }] = await Promise.all([
      readAllCases(address, day),
      import('#web/ui/table-file.ts'),
    ])
    await saveTable(format, tableOf(`${t('cases.title')} ${on}`, columns(on), cases))
    return cases.length
  }
}
