import type { Claim, NewClaim } from './useClaims.ts'

/** A figure as the form holds it: texts, empty where nothing is said. */
export type ClaimForm = {
  title: string
  titleEn: string
  quotation: string
  source: string
  publishedOn: string
  fromOn: string
  toOn: string
  scope: NewClaim['scope']
  scopeFilter: Record<string, string>
  measure: NewClaim['measure']
  unit: NewClaim['unit']
  value: string
  hasSecond: boolean
  secondMeasure: NewClaim['measure']
  secondUnit: NewClaim['unit']
  secondValue: string
  note: string
}

/** The value with the digits in which it was printed: 600.00 stays 600.00. */
const withDigits = (value: string, digits: number): string => Number(value).toFixed(digits)

export const formOf = (claim: Claim | undefined, today: string): ClaimForm => ({
  title: claim?.title ?? '',
  titleEn: claim?.titleEn ?? '',
  quotation: claim?.quotation ?? '',
  source: claim?.source ?? '',
  publishedOn: claim?.publishedOn ?? '',
  fromOn: claim?.fromOn ?? '',
  toOn: claim?.toOn ?? today,
  scope: claim?.scope ?? 'unsupplied_disposed',
  scopeFilter: { ...claim?.scopeFilter },
  measure: claim?.measure ?? 'area',
  unit: claim?.unit ?? 'mu',
  value: claim ? withDigits(claim.value, claim.digits) : '',
  hasSecond: claim?.secondMeasure != null,
  secondMeasure: claim?.secondMeasure ?? 'count',
  secondUnit: claim?.secondUnit ?? 'parcel',
  secondValue: claim?.secondValue ? withDigits(claim.secondValue, claim.secondDigits ?? 0) : '',
  note: claim?.note ?? '',
})

export const isPrinted = (value: string): boolean => /^\d{1,12}(\.\d{1,6})?$/.test(value.trim())

/** What is sent: empty texts are no values, empty filters narrow nothing. */
export const bodyOf = (form: ClaimForm): NewClaim => ({
  title: form.title.trim(),
  titleEn: form.titleEn.trim() || null,
  quotation: form.quotation.trim(),
  source: form.source.trim(),
  publishedOn: form.publishedOn || null,
  fromOn: form.fromOn || null,
  toOn: form.toOn,
  scope: form.scope,
  scopeFilter: Object.fromEntries(Object.entries(form.scopeFilter).filter(([, code]) => code !== '')),
  measure: form.measure,
  unit: form.unit,
  value: form.value.trim(),
  secondMeasure: form.hasSecond ? form.secondMeasure : null,
  secondUnit: form.hasSecond ? form.secondUnit : null,
  secondValue: form.hasSecond ? form.secondValue.trim() : null,
  note: form.note.trim() || null,
})
