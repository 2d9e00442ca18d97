import { formatNumber } from '#web/i18n/format.ts'

/** 1.4 MB, 38 KB. */
export const sizeText = (bytes: number): string =>
  bytes >= 1_000_000
    ? `${formatNumber(bytes / 1_000_000, 1)} MB`
    : `${formatNumber(Math.max(1, Math.round(bytes / 1000)))} KB`
