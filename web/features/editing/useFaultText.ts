import { useI18n } from 'vue-i18n'
import type { ChangeAdjustment, ChangeFinding } from '#web/editing/change-wire.ts'
import type { FieldFault } from '#web/editing/save-report.ts'
import { problemLabelKey, ruleLabelKey } from '#web/editing/save-report.ts'
import { formatShort } from '#web/i18n/format.ts'
import { useLabels } from '#web/i18n/useLabels.ts'

/** Rules, findings and adjustments of the server as sentences. */
export function useFaultText() {
  const { t, te } = useI18n()
  const { fieldLabel, unitLabel } = useLabels()
  /** Areas and money as people read them, everything else as it is. */
  function named(detail: Record<string, unknown>): Record<string, string> {
    const unitOf = (name: string) =>
      name.endsWith('M2') ? 'm2' : name === 'part' || name === 'whole' ? detail['unit'] : undefined
    const shown = (name: string, value: unknown): string => {
      const unit = unitOf(name)
      return typeof value === 'number' && typeof unit === 'string'
        ? `${formatShort(value, 4)} ${unitLabel(unit)}`
        : String(value)
    }
    return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, shown(name, value)]))
  }

  const faultText = ({ rule, detail }: FieldFault): string =>
    te(ruleLabelKey(rule)) ? t(ruleLabelKey(rule), named(detail)) : t('editing.rules.other', { rule })

  const placeText = (rule: string): string =>
    te(problemLabelKey(rule)) ? t(problemLabelKey(rule)) : t('editing.rules.other', { rule })

  /** Names of the fields that a finding speaks of. */
  function fieldsIn(collection: string, finding: ChangeFinding): Record<string, string> {
    const fields = Array.isArray(finding['fields']) ? finding['fields'].map(String) : []
    const field = typeof finding['field'] === 'string' ? finding['field'] : ''
    const whole = typeof finding['wholeField'] === 'string' ? finding['wholeField'] : ''
    return {
      fields: fields.map((name) => fieldLabel(collection, name)).join('、'),
      field: field && fieldLabel(collection, field),
      wholeField: whole && fieldLabel(collection, whole),
    }
  }

  function findingText(collection: string, finding: ChangeFinding): string {
    const key = `editing.findings.${finding.code}`
    return te(key)
      ? t(key, { ...named(finding), ...fieldsIn(collection, finding) })
      : t('editing.findings.other', { code: finding.code })
  }

  function adjustmentText(collection: string, { kind, path, count, to }: ChangeAdjustment): string {
    const field = /\.properties\.([a-z0-9_]+)$/.exec(path)?.[1]
    const key = `editing.adjustments.${kind}`
    const detail = {
      field: field ? fieldLabel(collection, field) : '',
      to: String(to ?? ''),
      count: count ?? 1,
    }
    return te(key) ? t(key, detail) : t('editing.adjustments.other', { kind })
  }

  return { faultText, placeText, findingText, adjustmentText }
}
