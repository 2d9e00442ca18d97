import { useI18n } from 'vue-i18n'
import { useLabels } from '#web/i18n/useLabels.ts'
import { amountText, printed } from './claim-figures.ts'
import type { Claim, ClaimItem } from './useClaims.ts'

/** Published figures in the words of the person. */
export function useClaimText() {
  const { t, te, locale } = useI18n()
  const { codeLabel } = useLabels()

  const unitText = (unit: string): string => t(`claims.units.${unit}`)
  const titleOf = ({ title, titleEn }: Pick<Claim, 'title' | 'titleEn'>): string =>
    locale.value === 'en' && titleEn ? titleEn : title
  const valueText = ({ value, digits, unit }: Pick<Claim, 'value' | 'digits' | 'unit'>): string =>
    `${printed(value, digits)} ${unitText(unit)}`
  const secondText = (claim: Claim): string | undefined =>
    claim.secondValue === null || claim.secondUnit === null
      ? undefined
      : `${printed(claim.secondValue, claim.secondDigits ?? 0)} ${unitText(claim.secondUnit)}`

  /** In what the rows of a scope are counted: parcels, buildings, roads … */
  const counters: Partial<Record<Claim['scope'], string>> = {
    factory_floor_area: 'building',
    roads_under_way: 'road',
    separation_projects: 'project',
    works_under_way: 'project',
    assessment_area: 'item',
  }
  const countText = ({ scope, count }: Pick<Claim, 'scope' | 'count'>): string =>
    `${printed(String(count), 0)} ${unitText(counters[scope] ?? 'parcel')}`

  const filterCollections: Partial<Record<Claim['scope'], string>> = {
    unsupplied_disposed: 'remediations',
    idle_disposed: 'remediations',
    land_supplied: 'supplies',
    assessment_area: 'assessments',
    factory_floor_area: 'factory-buildings',
  }
  /** The scope with the codes that narrow it. */
  function scopeText({ scope, scopeFilter }: Pick<Claim, 'scope' | 'scopeFilter'>): string {
    const codes = Object.entries(scopeFilter).map(([field, code]) =>
      codeLabel(filterCollections[scope] ?? '', field, code),
    )
    return [t(`claims.scopes.${scope}`), ...codes].join(' · ')
  }

  const detailFields: Readonly<Record<string, readonly [collection: string, field: string]>> = {
    assessments: ['assessments', 'kind'],
    roads: ['roads', 'status'],
    pipelines: ['pipelines', 'status'],
    'factory-buildings': ['factory-buildings', 'status'],
  }
  /** The code of a row: how land was disposed of or supplied, what kind of works. */
  function detailText(
    { collection, detail }: Pick<ClaimItem, 'collection' | 'detail'>,
    scope: string,
  ): string {
    if (detail === null) return ''
    const [from, name] = scope.endsWith('_disposed')
      ? (['remediations', 'path'] as const)
      : scope.endsWith('_supplied')
        ? (['supplies', 'mode'] as const)
        : (detailFields[collection] ?? ['', ''])
    return codeLabel(from, name, detail)
  }

  const reasonText = (reason: string): string =>
    te(`claims.reasons.${reason}`) ? t(`claims.reasons.${reason}`) : reason

  return {
    unitText,
    titleOf,
    valueText,
    secondText,
    countText,
    scopeText,
    detailText,
    reasonText,
    amountText,
  }
}
