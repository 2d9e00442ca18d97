import { useI18n } from 'vue-i18n'
import { findCollection } from '#geodata/model/collections.ts'
import type { FieldSpec } from '#geodata/model/fields.ts'
import { findView } from '#geodata/model/views.ts'
import { isFloorArea } from './floor-area.ts'
import {
  formatDate,
  formatM2,
  formatMu,
  formatNumber,
  formatPercent,
  formatShort,
  NO_VALUE,
} from './format.ts'

/** Views show fields of the collections that they are read from, under the same names. */
const readFrom: Record<string, readonly string[]> = {
  'unsupplied-land': ['parcels', 'remediations'],
  'idle-land': ['parcels', 'remediations'],
  'standard-land': ['parcels', 'supplies'],
}

/** Catalogue entries that may name something of a collection, the nearest first. */
export const labelSources = (collection: string): readonly string[] => [
  collection,
  ...(readFrom[collection] ?? []),
  'common',
]

/** Names of collections, fields, codes and units in the language of the person. */
export function useLabels() {
  const { t, te } = useI18n()
  const first = (keys: string[], otherwise: string): string => {
    const key = keys.find((candidate) => te(candidate))
    return key ? t(key) : otherwise
  }

  const collectionLabel = (id: string): string => first([`collections.${id}`], id)
  const featureLabel = (id: string): string => first([`collection.${id}`], id)
  const fieldLabel = (collection: string, field: string): string =>
    first(
      labelSources(collection).map((source) => `fields.${source}.${field}`),
      field,
    )
  const codeLabel = (collection: string, field: string, code: string): string =>
    first(
      labelSources(collection).map((source) => `codes.${source}.${field}.${code}`),
      code,
    )
  const unitLabel = (unit: string): string => first([`units.${unit}`], unit)
  const landUseLabel = (code: string): string => first([`land_use.${code}`], '')
  const fieldSpec = (collection: string, field: string): FieldSpec | undefined =>
    (findView(collection) ?? findCollection(collection))?.fields.find(({ name }) => name === field)

  function numberText(spec: FieldSpec & { type: 'number' }, value: number): string {
    if (isFloorArea(spec.name)) return `${formatM2(value)} ${t('units.m2')}`
    if (spec.unit === 'm2') return `${formatMu(value)} ${t('units.mu')}`
    if (spec.unit === 'ratio' && spec.max === 1) return formatPercent(value, 1)
    if (spec.unit === 'm') return `${formatNumber(value, 2)} ${t('units.m')}`
    return `${formatShort(value, 4)} ${unitLabel(spec.unit)}`.trim()
  }

  /** A property as a person reads it: codes as words, areas in 亩, dates as dates. */
  function valueText(collection: string, field: string, value: unknown): string {
    if (value === null || value === undefined || value === '') return NO_VALUE
    const spec = fieldSpec(collection, field)
    if (spec?.type === 'code') return codeLabel(collection, field, String(value))
    if (spec?.type === 'number' && Number.isFinite(Number(value))) return numberText(spec, Number(value))
    if (spec?.type === 'date') return formatDate(String(value))
    if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no')
    if (field === 'land_use_code') return `${String(value)} ${landUseLabel(String(value))}`.trim()
    if (field === 'area_ellipsoidal_m2' || field === 'area_planar_m2')
      return `${formatMu(Number(value))} ${t('units.mu')}`
    if (field === 'length_m') return `${formatNumber(Number(value), 2)} ${t('units.m')}`
    return String(value)
  }

  return {
    collectionLabel,
    featureLabel,
    fieldLabel,
    codeLabel,
    unitLabel,
    landUseLabel,
    fieldSpec,
    valueText,
  }
}
